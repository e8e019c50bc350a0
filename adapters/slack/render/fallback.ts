import { inlinesOf } from "../../../src/adapter-kit/inlines-of.ts";
import { inertMassMentions } from "../../../src/domain/chat-text.ts";
import type { MessageContent } from "../../../src/domain/message-content.ts";
import { SLACK_LIMITS } from "../limits.ts";
import type { RichElement, RichPart, SlackBlock } from "./blocks.ts";
import { cleanWords, shortenEscaped } from "./words.ts";

/** Names of the people who are called; Slack's blocks have their keys alone. */
export type Names = ReadonlyMap<string, string>;

/** What a notification shows and a screen reader reads: the summary first, then what the blocks say more. Pure. */
export function fallbackText(summary: string, blocks: readonly SlackBlock[], names: Names): string {
  const head = cleanWords(summary).trim();
  const body = blocks
    .map((block) => wordsOf(block, names))
    .filter(Boolean)
    .join("\n")
    .trim();
  // The first heading may say the same behind its mark.
  const whole =
    head === "" || body.slice(0, head.length + MARK_LENGTH).includes(head) ? body : `${head}\n${body}`;
  // Once more: a sign and its word may have come from neighbours.
  const text = shortenEscaped(inertMassMentions(whole), SLACK_LIMITS.fallbackText).trim();
  return text === "" ? "…" : text;
}

const MARK_LENGTH = 3;

export function namesIn(blocks: MessageContent["blocks"]): Names {
  return new Map(
    inlinesOf(blocks).flatMap((inline) =>
      inline.type === "person" ? [[inline.personKey, cleanWords(inline.displayName)] as const] : [],
    ),
  );
}

function wordsOf(block: SlackBlock, names: Names): string {
  switch (block.type) {
    case "header":
      return block.text.text;
    case "rich_text":
      return block.elements.map((part) => richWords(part, names)).join("\n");
    case "section":
      return block.fields.map(({ text }) => unmarked(text, names).replace("\n", ": ")).join("\n");
    case "context":
      return block.elements.map(({ text }) => unmarked(text, names)).join("\n");
    case "image":
      return block.alt_text;
    case "input":
      return block.label.text;
    case "actions":
    case "context_actions":
    case "divider":
      return "";
  }
}

const richWords = (part: RichPart, names: Names): string =>
  part.type === "rich_text_list"
    ? part.elements.map((row) => `• ${richWords(row, names)}`).join("\n")
    : part.elements.map((element) => elementWords(element, names)).join("");

/** By name: the call itself is in the blocks, and here it would be a second one. */
const elementWords = (element: RichElement, names: Names): string =>
  element.type === "user" ? nameOf(element.user_id, names) : element.text;

const nameOf = (personKey: string, names: Names): string => `@${names.get(personKey) ?? "somebody"}`;

const unmarked = (text: string, names: Names): string =>
  text
    .replace(/<@([^<>]*)>/g, (_call, personKey: string) => nameOf(personKey, names))
    .replace(/<[^<>|]*\|([^<>]*)>/g, "$1")
    .replace(/^\*([^*\n]*)\*/, "$1")
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&amp;/g, "&");
