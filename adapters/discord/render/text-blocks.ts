import { inlinesOf } from "../../../src/adapter-kit/inlines-of.ts";
import type { Block } from "../../../src/domain/message-content.ts";
import { calledIn, markupRun, markupRuns } from "./inlines.ts";
import { safeLink } from "./links.ts";
import { cleanWords, escapedPieces, escapeMarks, plainWords } from "./markup.ts";

const LABEL_LENGTH = 150;
const ITEM_LENGTH = 900;
const METER_CELLS = 12;

/** A block as lines of markup, each at most `max` long and whole by itself; nothing for what is no text. Pure. */
export function textOf(block: Block, max: number): readonly string[] {
  switch (block.type) {
    case "heading": {
      const words = cleanWords(block.text).replace(/\s+/g, " ").trim();
      return words === "" ? [] : escapedPieces(words, max - 8).map((piece) => `### ${piece}`);
    }
    case "paragraph":
      return markupRuns(block.inlines, max);
    case "quote":
      return quote(block.text, block.url, max);
    case "list":
      return block.items.map((item) => `- ${oneLine(markupRun(item, ITEM_LENGTH)) || "…"}`);
    case "facts":
      return block.facts.map(
        ({ label, value }) => `**${factLabel(label)}:** ${markupRun(value, ITEM_LENGTH)}`,
      );
    case "meter":
      return [meter(block)];
    case "context": {
      const words = oneLine(markupRun(block.inlines, Math.min(max, 1_800) - 4));
      return words === "" ? [] : [`-# ${words}`];
    }
    case "image":
      return [`*${escapeMarks(plainWords(block.alt, ITEM_LENGTH))}*`];
    case "file":
      return [`📎 ${escapeMarks(plainWords(block.file.name, LABEL_LENGTH))}`];
    case "divider":
    case "controls":
      return [];
  }
}

const oneLine = (markup: string): string => markup.replace(/\s*\n\s*/g, " ").trim();

export const factLabel = (label: string): string => escapeMarks(plainWords(label, LABEL_LENGTH));

function quote(raw: string, url: string | undefined, max: number): readonly string[] {
  const lines = cleanWords(raw)
    .trim()
    .split("\n")
    .flatMap((line) => (line === "" ? [""] : escapedPieces(line, max / 2)))
    .map((line) => `> ${line}`);
  const link = url === undefined ? null : safeLink(url, "see it there");
  if (link !== null) lines.push(`> [${escapeMarks(link.text)}](<${link.url}>)`);
  return lines;
}

/** Twelve cells and the word beside them: reads without colour. */
function meter({ label, share, word }: Extract<Block, { type: "meter" }>): string {
  const filled = Math.round(Math.min(1, Math.max(0, Number.isFinite(share) ? share : 0)) * METER_CELLS);
  const bar = "█".repeat(filled) + "░".repeat(METER_CELLS - filled);
  return `${factLabel(label)} \`${bar}\` ${factLabel(word)}`;
}

/** All people whom a message calls, each once. Pure. */
export function calledBy(blocks: readonly Block[]): readonly string[] {
  return [...new Set(calledIn(inlinesOf(blocks)))];
}
