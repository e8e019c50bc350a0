import { shortenText } from "../../../src/domain/chat-text.ts";
import type { Inline } from "../../../src/domain/message-content.ts";
import { isSnowflake } from "../thread-key.ts";
import { safeLink } from "./links.ts";
import { cleanWords, escapedPieces, escapeMarks, shortenEscaped } from "./markup.ts";

const NAME_LENGTH = 80;
/** A longer run is not set in bold: its mark could be cut apart. */
const LONGEST_STYLED = 300;

/** A piece of Discord's markup. An atom is never cut. */
interface Piece {
  readonly markup: string;
  readonly clean: string | null;
}

const atom = (markup: string): Piece => ({ markup, clean: null });

/** Pure; empty ones are gone. */
function pieceOf(inline: Inline): Piece {
  switch (inline.type) {
    case "text": {
      const clean = cleanWords(inline.text);
      return inline.style === undefined || clean.length > LONGEST_STYLED
        ? { markup: escapeMarks(clean), clean }
        : atom(emphasised(clean, inline.style));
    }
    case "link": {
      const link = safeLink(inline.url, inline.label);
      if (link === null) {
        const clean = cleanWords(inline.label);
        return { markup: escapeMarks(clean), clean };
      }
      // In angle brackets no page is shown below.
      return atom(`[${escapeMarks(link.text)}](<${link.url}>)`);
    }
    case "person": {
      const name = escapeMarks(shortenText(cleanWords(inline.displayName), NAME_LENGTH));
      return atom(isCalled(inline) ? `<@${inline.personKey}>` : cleanWords(`@${name}`));
    }
  }
}

const isCalled = (inline: Inline): boolean =>
  inline.type === "person" && inline.notify && isSnowflake(inline.personKey);

const SIGNS = { bold: "**", italic: "*" } as const;

/** Around the words alone: a mark beside a blank is none. Pure. */
function emphasised(clean: string, style: "bold" | "italic" | "code"): string {
  const [, before = "", core = "", after = ""] = /^(\s*)(.*?)(\s*)$/s.exec(clean) ?? [];
  if (core === "" || core.includes("\n")) return escapeMarks(clean);
  if (style === "code") return `${before}\`${core.replaceAll("`", "ˋ")}\`${after}`;
  const sign = SIGNS[style];
  return `${before}${sign}${escapeMarks(core)}${sign}${after}`;
}

/** Markup in runs of at most `max` characters; only plain words are cut, where they mean something. Pure. */
export function markupRuns(inlines: readonly Inline[], max: number): readonly string[] {
  const runs: string[] = [];
  let run = "";
  const add = (markup: string): void => {
    if (run !== "" && run.length + markup.length > max) {
      runs.push(run);
      run = "";
    }
    run += markup;
  };
  for (const inline of inlines) {
    const { markup, clean } = pieceOf(inline);
    if (markup.length <= max) add(markup);
    else if (clean === null) add(shortenEscaped(cleanWords(labelOf(inline)), max));
    else for (const part of escapedPieces(clean, max)) add(part);
  }
  return [...runs, run].filter((words) => words.trim() !== "");
}

/** One run; what does not fit is left out, with a sign that it was. Pure. */
export function markupRun(inlines: readonly Inline[], max: number): string {
  const [first, second] = markupRuns(inlines, max - 2);
  if (first === undefined) return "";
  return second === undefined ? first : `${first.trimEnd()} …`;
}

const labelOf = (inline: Inline): string =>
  inline.type === "text" ? inline.text : inline.type === "link" ? inline.label : inline.displayName;

/** Keys of the people whom these words call. Pure. */
export const calledIn = (inlines: readonly Inline[]): readonly string[] =>
  inlines.flatMap((inline) => (inline.type === "person" && isCalled(inline) ? [inline.personKey] : []));
