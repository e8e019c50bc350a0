import type { Block, ParsedDocument } from "./blocks.ts";
import { oneLine } from "./clean-text.ts";

/** Paragraphs of a plain text: blank lines part them; a line of its own in capitals or with a rule below is a heading. */
export function parseText(text: string): ParsedDocument {
  const blocks: Block[] = [];
  for (const part of text.split(/\n[ \t\f]*\n/)) {
    const lines = part
      .split("\n")
      .map(oneLine)
      .filter((line) => line !== "");
    const [first, second] = lines;
    if (first === undefined) continue;
    const isUnderlined = second !== undefined && /^(?:={3,}|-{3,})$/.test(second);
    const isHeading = isUnderlined || (lines.length === 1 && isCapitals(first));
    if (isHeading)
      blocks.push({ kind: "heading", level: second?.startsWith("=") ? 1 : 2, text: first, anchor: null });
    const rest = lines.slice(isUnderlined ? 2 : isHeading ? 1 : 0);
    if (rest.length > 0) blocks.push(blockOf(rest));
  }
  const heading = blocks[0];
  return { title: heading?.kind === "heading" ? heading.text : null, blocks };
}

const isCapitals = (line: string): boolean =>
  line.length <= 80 &&
  line === line.toUpperCase() &&
  /\p{Lu}.*\p{Lu}.*\p{Lu}/u.test(line) &&
  !/[.!?]$/.test(line);

function blockOf(lines: readonly string[]): Block {
  const isMarked = (line: string): boolean => /^(?:[-*•]|\d{1,3}[.)])\s/.test(line);
  if (!lines.some(isMarked)) return { kind: "paragraph", text: lines.join("\n") };
  const items: string[] = [];
  for (const line of lines) {
    if (isMarked(line) || items.length === 0) items.push(line);
    else items.push(`${items.pop()} ${line}`);
  }
  return { kind: "list", items };
}
