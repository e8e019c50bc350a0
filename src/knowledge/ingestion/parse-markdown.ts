import type { Block, ParsedDocument } from "./blocks.ts";
import { shorten } from "./clean-text.ts";
import { readFrontMatter } from "./front-matter.ts";
import type { IngestWarning } from "./ingest-outcome.ts";
import { renderInline } from "./markdown-inline.ts";
import { createSlugger } from "./slugger.ts";

const HEADING = /^ {0,3}(#{1,6})[ \t]/;
const FENCE = /^ {0,3}(`{3,}|~{3,})[ \t]*([\w+#.-]{0,40})/;
const ITEM = /^([ \t]{0,20})([-*+]|\d{1,9}[.)])[ \t]+(.*)$/;
const RULE = /^ {0,3}(?:(?:-[ \t]{0,5}){3,}|(?:\*[ \t]{0,5}){3,}|(?:_[ \t]{0,5}){3,})$/;

/** Headings, paragraphs, lists, tables and code of a Markdown text; marks are taken off, comments dropped and reported. */
export function parseMarkdown(source: string): {
  document: ParsedDocument;
  warnings: readonly IngestWarning[];
} {
  const { fields, body } = readFrontMatter(source);
  const hidden: string[] = [];
  const reader = new LineReader(dropComments(body, hidden).split("\n"));
  const slug = createSlugger();
  const blocks: Block[] = [];
  while (!reader.done) {
    const block = readBlock(reader, slug);
    if (block !== null) blocks.push(block);
  }
  const { visibility, url } = fields;
  const firstHeading = blocks.find((block) => block.kind === "heading" && block.level === 1);
  return {
    document: {
      title: fields.title ?? (firstHeading?.kind === "heading" ? firstHeading.text : null),
      blocks,
      declared: {
        ...(visibility === "private" || visibility === "public" ? { visibility } : {}),
        ...(url !== undefined && /^https?:\/\/\S+$/.test(url) ? { url } : {}),
      },
    },
    warnings:
      hidden.length === 0
        ? []
        : [{ code: "hidden-text", count: hidden.length, detail: shorten(hidden.join(" … "), 300) }],
  };
}

/** Comments outside of code fences; a reader of the rendered page never sees them. */
function dropComments(body: string, hidden: string[]): string {
  let fence: string | null = null;
  let inComment = false;
  const kept: string[] = [];
  for (const line of body.split("\n")) {
    const mark = inComment ? undefined : FENCE.exec(line)?.[1];
    if (mark !== undefined && (fence === null || mark.startsWith(fence)))
      fence = fence === null ? mark : null;
    if (fence !== null || mark !== undefined) {
      kept.push(line);
      continue;
    }
    let rest = line;
    let shown = "";
    while (rest !== "") {
      const at = rest.indexOf(inComment ? "-->" : "<!--");
      const part = at < 0 ? rest : rest.slice(0, at);
      if (inComment) {
        if (part.trim() !== "") hidden.push(part.trim());
      } else shown += part;
      if (at < 0) break;
      rest = rest.slice(at + (inComment ? 3 : 4));
      inComment = !inComment;
    }
    kept.push(shown);
  }
  return kept.join("\n");
}

class LineReader {
  #at = 0;
  readonly #lines: readonly string[];
  constructor(lines: readonly string[]) {
    this.#lines = lines;
  }
  get done(): boolean {
    return this.#at >= this.#lines.length;
  }
  peek(ahead = 0): string | undefined {
    return this.#lines[this.#at + ahead];
  }
  next(): string {
    const line = this.#lines[this.#at] ?? "";
    this.#at += 1;
    return line;
  }
}

function readBlock(reader: LineReader, slug: (text: string) => string): Block | null {
  const line = reader.peek() ?? "";
  if (line.trim() === "" || RULE.test(line)) {
    reader.next();
    return null;
  }
  const heading = HEADING.exec(line);
  if (heading !== null) {
    reader.next();
    const words = line.slice(heading[0].length).trim();
    return headingOf(heading[1]?.length ?? 1, words.replace(/[ \t]#{1,20}$/, ""), slug);
  }
  if (FENCE.test(line)) return readFence(reader);
  if (startsTable(reader)) return readTable(reader);
  if (ITEM.test(line)) return readList(reader);
  return readParagraph(reader, slug);
}

/** `## Title {#id}` names its own anchor. */
function headingOf(level: number, raw: string, slug: (text: string) => string): Block | null {
  const own = /[ \t]\{#([\w-]{1,100})\}$/.exec(raw);
  const text = renderInline(own === null ? raw : raw.slice(0, own.index));
  return text === "" ? null : { kind: "heading", level, text, anchor: own?.[1] ?? slug(text) };
}

function readFence(reader: LineReader): Block | null {
  const [, mark = "```", language = ""] = FENCE.exec(reader.next()) ?? [];
  const lines: string[] = [];
  while (!reader.done) {
    const line = reader.next();
    if (line.trimStart().startsWith(mark) && line.trim().replaceAll(mark[0] ?? "`", "") === "") break;
    lines.push(line);
  }
  const text = lines.join("\n");
  return text.trim() === "" ? null : { kind: "code", text, language };
}

function startsTable(reader: LineReader): boolean {
  const rule = reader.peek(1)?.trim() ?? "";
  if (!(reader.peek() ?? "").includes("|") || !rule.includes("-")) return false;
  const cells = rule.replace(/^\|/, "").replace(/\|$/, "").split("|");
  return cells.every((cell) => /^:?-+:?$/.test(cell.trim()));
}

function readTable(reader: LineReader): Block {
  const header = cellsOf(reader.next());
  reader.next();
  const rows: string[][] = [];
  while ((reader.peek() ?? "").includes("|")) rows.push(cellsOf(reader.next()));
  // A header without rows still says something.
  return rows.length > 0 ? { kind: "table", header, rows } : { kind: "paragraph", text: header.join("; ") };
}

function cellsOf(line: string): string[] {
  const inner = line
    .trim()
    .replace(/^\|/, "")
    .replace(/(?<!\\)\|$/, "");
  return inner.split(/(?<!\\)\|/).map((cell) => renderInline(cell.replaceAll("\\|", "|")));
}

/** Items keep their marker and depth; lines that run on belong to the item above. */
function readList(reader: LineReader): Block {
  const items: string[] = [];
  while (!reader.done) {
    const line = reader.peek() ?? "";
    const item = ITEM.exec(line);
    if (item !== null && !RULE.test(line)) {
      const depth = Math.floor((item[1] ?? "").replaceAll("\t", "    ").length / 2);
      const mark = /\d/.test(item[2] ?? "") ? item[2] : "-";
      items.push(`${"  ".repeat(depth)}${mark} ${renderInline(item[3] ?? "")}`);
    } else if (line.trim() === "") {
      const after = reader.peek(1) ?? "";
      if (!ITEM.test(after) && !/^[ \t]{2,}\S/.test(after)) break;
    } else if (/^\s/.test(line) && !FENCE.test(line)) {
      items.push(`${items.pop() ?? ""} ${renderInline(line)}`);
    } else break;
    reader.next();
  }
  return { kind: "list", items };
}

function readParagraph(reader: LineReader, slug: (text: string) => string): Block | null {
  const lines = [reader.next()];
  while (!reader.done) {
    const line = reader.peek() ?? "";
    if (/^ {0,3}(?:=+|-+)[ \t]*$/.test(line)) {
      reader.next();
      return headingOf(line.includes("=") ? 1 : 2, lines.join(" "), slug);
    }
    if (
      line.trim() === "" ||
      HEADING.test(line) ||
      FENCE.test(line) ||
      ITEM.test(line) ||
      startsTable(reader)
    )
      break;
    lines.push(reader.next());
  }
  const text = lines
    .map(
      (line) =>
        renderInline(line.replace(/^(?: {0,3}> ?){1,20}/, "")) +
        (line.endsWith("  ") || line.endsWith("\\") ? "\n" : " "),
    )
    .join("")
    .replace(/ *\n */g, "\n")
    .replace(/\\(?=\n|$)/g, "")
    .trim();
  return text === "" ? null : { kind: "paragraph", text };
}
