import { cleanChatText, inertMassMentions, shortenText } from "../../../src/domain/chat-text.ts";

/** Words of a person or a document: nothing hidden in them, and nobody called by them. */
export const cleanWords = (raw: string): string => inertMassMentions(cleanChatText(raw));

/** On one line, never empty: Teams refuses an empty title. */
export function plainText(raw: string, max: number): string {
  const text = shortenText(cleanWords(raw).replace(/\s+/g, " ").trim(), max);
  return text === "" ? "…" : text;
}

/** Where Teams reads Markdown and tags: every sign that could mean something stands for itself. */
export const escapeMarkdown = (text: string): string =>
  text
    .replace(/[\\`*_{}[\]()#+\-.!|~]/g, "\\$&")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
