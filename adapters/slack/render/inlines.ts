import { inertMassMentions, shortenText, splitOnMeaning } from "../../../src/domain/chat-text.ts";
import type { Inline } from "../../../src/domain/message-content.ts";
import type { RichElement } from "./blocks.ts";
import { safeLink } from "./links.ts";
import { cleanWords, escapeMarks, shortenEscaped } from "./words.ts";

const PERSON_KEY = /^[UW][A-Z0-9]{1,30}$/;
const NAME_LENGTH = 80;

/** What is left of an inline once it is safe. */
type SafeInline =
  | { readonly type: "text"; readonly text: string; readonly style?: "bold" | "italic" | "code" }
  | { readonly type: "link"; readonly url: string; readonly text: string }
  | { readonly type: "call"; readonly personKey: string; readonly name: string };

/** Pure; empty ones are gone. */
function safeInline(inline: Inline): SafeInline {
  switch (inline.type) {
    case "text":
      return { ...inline, text: cleanWords(inline.text) };
    case "link": {
      const link = safeLink(inline.url, inline.label);
      return link === null ? { type: "text", text: cleanWords(inline.label) } : { type: "link", ...link };
    }
    case "person": {
      const name = shortenText(cleanWords(inline.displayName), NAME_LENGTH);
      return inline.notify && PERSON_KEY.test(inline.personKey)
        ? { type: "call", personKey: inline.personKey, name }
        : { type: "text", text: inertMassMentions(`@${name}`) };
    }
  }
}

const safeInlines = (inlines: readonly Inline[]): readonly SafeInline[] =>
  inlines.map(safeInline).filter((inline) => inline.type !== "text" || inline.text !== "");

const rich = (inline: SafeInline): RichElement => {
  switch (inline.type) {
    case "text":
      return inline.style === undefined
        ? { type: "text", text: inline.text }
        : { type: "text", text: inline.text, style: { [inline.style]: true } };
    case "link":
      return inline;
    case "call":
      return { type: "user", user_id: inline.personKey };
  }
};

const lengthOf = (inline: SafeInline): number =>
  inline.type === "text"
    ? inline.text.length
    : inline.type === "link"
      ? inline.text.length + inline.url.length
      : inline.personKey.length;

/** Rich elements in runs of at most `max` characters; only words are cut, where they mean something. */
export function richRuns(inlines: readonly Inline[], max: number): readonly (readonly RichElement[])[] {
  const runs: SafeInline[][] = [[]];
  let room = max;
  for (const inline of safeInlines(inlines)) {
    const pieces =
      inline.type === "text" && inline.text.length > max
        ? splitOnMeaning(inline.text, max).map((text) => ({ ...inline, text }))
        : [inline];
    for (const piece of pieces) {
      if (lengthOf(piece) > room && room < max) {
        runs.push([]);
        room = max;
      }
      runs.at(-1)?.push(piece);
      room -= lengthOf(piece);
    }
  }
  return runs.filter(saysSomething).map((run) => run.map(rich));
}

/** One run; what does not fit is left out, with a sign that it was. */
export function richRun(inlines: readonly Inline[], max: number): readonly RichElement[] {
  const [first, second] = richRuns(inlines, max - 2);
  if (first === undefined) return [{ type: "text", text: "…" }];
  return second === undefined ? first : [...first, { type: "text", text: " …" }];
}

const saysSomething = (run: readonly SafeInline[]): boolean =>
  run.some((inline) => inline.type !== "text" || inline.text.trim() !== "");

/** Words with Slack's marks, for the places that take no rich text; at most `max` characters. */
export function markedWords(inlines: readonly Inline[], max: number): string {
  let words = "";
  for (const inline of safeInlines(inlines)) {
    const room = max - words.length;
    const marked = mark(inline);
    if (marked.length <= room) {
      words += marked;
      continue;
    }
    if (room > 20) words += shortenEscaped(inline.type === "call" ? inline.name : inline.text, room);
    break;
  }
  return words;
}

function mark(inline: SafeInline): string {
  switch (inline.type) {
    case "text":
      return emphasised(escapeMarks(inline.text), inline.style);
    case "link":
      return `<${escapeMarks(inline.url)}|${escapeMarks(inline.text).replaceAll("|", "¦")}>`;
    case "call":
      return `<@${inline.personKey}>`;
  }
}

const SIGNS = { bold: "*", italic: "_", code: "`" } as const;

/** Only where the words hold no such sign themselves: half a mark would run on into the next words. */
function emphasised(text: string, style: keyof typeof SIGNS | undefined): string {
  const sign = style && SIGNS[style];
  const [, before = "", core = "", after = ""] = /^(\s*)(.*?)(\s*)$/s.exec(text) ?? [];
  return !sign || core === "" || core.includes(sign) || core.includes("\n")
    ? text
    : `${before}${sign}${core}${sign}${after}`;
}

/** Without marks, for what is read aloud. */
export const spokenWords = (inlines: readonly Inline[]): string =>
  safeInlines(inlines)
    .map((inline) => (inline.type === "call" ? `@${inline.name}` : inline.text))
    .join("");
