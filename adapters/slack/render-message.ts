import { cleanChatText, inertMassMentions, shortenText, splitOnMeaning } from "../../src/domain/chat-text.ts";
import type { Block, Control, Inline, MessageContent } from "../../src/domain/message-content.ts";
import { SLACK_LIMITS } from "./limits.ts";
import { actionIdOf } from "./thread-key.ts";

/** What nobody may be pinged by, and what Slack would take for its own marks: exactly these three. */
const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/** Words of a person or a document as Slack shows them: no mention, no link, nothing hidden. */
export const escapeText = (text: string): string =>
  inertMassMentions(cleanChatText(text)).replace(/[&<>]/g, (sign) => ESCAPES[sign] ?? sign);

/** One post, as chat.postMessage takes it. */
export interface SlackPost {
  /** For notifications and screen readers; the words themselves where there are no blocks. */
  readonly text: string;
  readonly blocks?: readonly object[];
}

/** A neutral message as posts, each within the limits; buttons and menus stand under the last. Pure. */
export function renderMessage({ summary, blocks }: MessageContent): readonly [SlackPost, ...SlackPost[]] {
  const words = blocks.map(blockWords).filter((text) => text.trim() !== "");
  const whole = words.length === 0 ? escapeText(summary) : words.join("\n\n");
  const texts = splitOnMeaning(whole, SLACK_LIMITS.sectionText);
  const last = texts.pop() ?? "…";
  const controls = blocks.flatMap((block) => (block.type === "controls" ? block.controls : []));
  const [first, ...more] = [...texts.map((text): SlackPost => ({ text })), withControls(last, controls)];
  return [first ?? { text: last }, ...more];
}

function withControls(text: string, controls: readonly Control[]): SlackPost {
  if (controls.length === 0) return { text };
  const elements = controls.slice(0, SLACK_LIMITS.actionsPerBlock).map(renderControl);
  const section = { type: "section", text: { type: "mrkdwn", text } };
  return { text, blocks: [section, { type: "actions", elements }] };
}

function renderControl(control: Control, place: number): object {
  const action_id = actionIdOf(control.controlId, place);
  if (control.type === "button")
    return {
      type: "button",
      action_id,
      text: plainText(control.label, SLACK_LIMITS.buttonText),
      value: control.value.slice(0, SLACK_LIMITS.buttonValue),
      ...(control.style && { style: control.style }),
    };
  return {
    type: "static_select",
    action_id,
    placeholder: plainText(control.label, SLACK_LIMITS.menuLabel),
    options: control.options.slice(0, SLACK_LIMITS.menuOptions).map(({ label, value }) => ({
      text: plainText(label, SLACK_LIMITS.optionText),
      value: value.slice(0, SLACK_LIMITS.optionValue),
    })),
  };
}

/** Slack refuses an empty one. */
const plainText = (words: string, max: number): object => {
  const text = shortenText(inertMassMentions(cleanChatText(words)).trim(), max);
  return { type: "plain_text", text: text === "" ? "…" : text };
};

function blockWords(block: Block): string {
  switch (block.type) {
    case "heading":
      return `*${escapeText(block.text).replaceAll("*", "∗")}*`;
    case "paragraph":
    case "context":
      return inlineWords(block.inlines);
    case "quote":
      return escapeText(block.text).replace(/^/gm, "> ");
    case "list":
      return block.items.map((item) => `• ${inlineWords(item)}`).join("\n");
    case "facts":
      return block.facts.map(({ label, value }) => `${escapeText(label)}: ${inlineWords(value)}`).join("\n");
    case "meter":
      return `${escapeText(block.label)}: ${escapeText(block.word)} (${Math.round(block.share * 100)} %)`;
    case "image":
      return escapeText(block.alt);
    case "file":
      return escapeText(block.file.name);
    case "divider":
      return "";
    case "controls":
      return "";
  }
}

const inlineWords = (inlines: readonly Inline[]): string => inlines.map(inlineWord).join("");

function inlineWord(inline: Inline): string {
  switch (inline.type) {
    case "text":
      return escapeText(inline.text);
    case "link":
      return `${escapeText(inline.label)} (${escapeText(inline.url)})`;
    case "person":
      return inline.notify && /^[UW][A-Z0-9]{1,30}$/.test(inline.personKey)
        ? `<@${inline.personKey}>`
        : `@\u200b${escapeText(inline.displayName)}`;
  }
}
