import { cleanWords } from "../../../src/adapter-kit/clean-words.ts";
import { shortenText } from "../../../src/domain/chat-text.ts";
import type { Mrkdwn, PlainText } from "./blocks.ts";

/** Exactly the three that Slack would take for its own marks. */
const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

export { cleanWords };

export const escapeMarks = (text: string): string => text.replace(/[&<>]/g, (sign) => ESCAPES[sign] ?? sign);

/** As Slack shows them where it reads marks: no mention, no link, nothing hidden. */
export const escapeText = (raw: string): string => escapeMarks(cleanWords(raw));

/** Slack refuses an empty one. */
export function plainText(raw: string, max: number): PlainText {
  const text = shortenText(cleanWords(raw).trim(), max);
  return { type: "plain_text", text: text === "" ? "…" : text, emoji: false };
}

export const mrkdwn = (text: string): Mrkdwn => ({
  type: "mrkdwn",
  text: text.trim() === "" ? "…" : text,
  verbatim: true,
});

/** The longest beginning that fits once it is escaped. */
export function shortenEscaped(clean: string, max: number): string {
  let room = Math.min(clean.length, max);
  for (;;) {
    const text = escapeMarks(shortenText(clean, Math.max(1, room)));
    if (text.length <= max || room <= 1) return text;
    room = Math.min(room - 1, Math.floor((room * max) / text.length));
  }
}
