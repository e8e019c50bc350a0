import { inertMassMentions, shortenText } from "../../../src/domain/chat-text.ts";
import { SLACK_LIMITS } from "../limits.ts";
import type { RichElement, RichPart, SlackBlock } from "./blocks.ts";
import { cleanWords, escapeMarks, shortenEscaped } from "./words.ts";

/** What a notification shows and a screen reader reads: the summary first, then what the blocks say more. Pure. */
export function fallbackText(summary: string, blocks: readonly SlackBlock[]): string {
  const head = cleanWords(summary).trim();
  const body = blocks.map(wordsOf).filter(Boolean).join("\n").trim();
  const whole = head === "" || body.startsWith(head) ? body : `${head}\n${body}`;
  // Once more: a sign and its word may have come from neighbours.
  const text = shortenEscaped(inertMassMentions(whole), SLACK_LIMITS.fallbackText).trim();
  return text === "" ? "…" : text;
}

function wordsOf(block: SlackBlock): string {
  switch (block.type) {
    case "header":
      return block.text.text;
    case "rich_text":
      return block.elements.map(richWords).join("\n");
    case "section":
      return block.fields.map(({ text }) => unmarked(text).replace("\n", ": ")).join("\n");
    case "context":
      return block.elements.map(({ text }) => unmarked(text)).join("\n");
    case "image":
      return block.alt_text;
    case "input":
      return block.label.text;
    case "actions":
    case "divider":
      return "";
  }
}

const richWords = (part: RichPart): string =>
  part.type === "rich_text_list"
    ? part.elements.map((row) => `• ${row.elements.map(elementWords).join("")}`).join("\n")
    : part.elements.map(elementWords).join("");

/** A call is in the blocks; here it would be a second one. */
const elementWords = (element: RichElement): string => (element.type === "user" ? "" : element.text);

const unmarked = (text: string): string =>
  text
    .replace(/<@[^<>]*>/g, "")
    .replace(/<[^<>|]*\|([^<>]*)>/g, "$1")
    .replace(/^\*([^*\n]*)\*/, "$1")
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&amp;/g, "&");

/** Words alone, for places that take no blocks. */
export const plainWords = (raw: string): string =>
  escapeMarks(shortenText(cleanWords(raw), SLACK_LIMITS.fallbackText / 2));
