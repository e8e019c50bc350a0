import { cleanWords } from "../../../src/adapter-kit/clean-words.ts";
import { shortenText } from "../../../src/domain/chat-text.ts";

export { cleanWords };

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
