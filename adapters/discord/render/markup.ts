import { cleanWords } from "../../../src/adapter-kit/clean-words.ts";
import { shortenText, splitOnMeaning } from "../../../src/domain/chat-text.ts";

export { cleanWords };

/** Signs that Discord reads as marks wherever they stand. */
const MARKS = /[\\*_~`|<>[\]]/g;
/** Signs that mean something at the beginning of a line alone: headings, lists, small print. */
const LINE_MARKS = /^([ \t]*)(#{1,3}(?=\s)|[-+](?=[\s#])|\d{1,9}(?=[.)]\s))/gm;
/** Addresses that Discord would make links of, and invitations that it would show a card for. */
const SCHEME = /(\w)(:)(?=\/\/)/g;
const INVITE = /(discord(?:app)?)(\.)(?=(?:gg|com)\b)/gi;

/** As Discord shows them: no mark, no link, no mention. For clean words. Pure. */
export const escapeMarks = (text: string): string =>
  text
    .replace(MARKS, "\\$&")
    .replace(LINE_MARKS, (_whole, blanks: string, mark: string) =>
      /^\d/.test(mark) ? `${blanks}${mark}\u2060` : `${blanks}\\${mark}`,
    )
    .replace(SCHEME, "$1\\$2")
    .replace(INVITE, "$1\\$2");

/** For places that show words as they are: titles of forms, labels, names. Discord refuses an empty one. */
export function plainWords(raw: string, max: number): string {
  const text = shortenText(cleanWords(raw).replace(/\s+/g, " ").trim(), max);
  return text === "" ? "…" : text;
}

/** The longest beginning that fits once it is escaped. */
export function shortenEscaped(clean: string, max: number): string {
  let room = Math.min(clean.length, max);
  for (;;) {
    const text = escapeMarks(shortenText(clean, Math.max(1, room)));
    if (text.length <= max || room <= 1) return text.slice(0, max);
    room = Math.min(room - 1, Math.floor((room * max) / text.length));
  }
}

/** Escaped words in pieces of at most `max`, cut where they mean something and never behind an escape's first half. */
export function escapedPieces(clean: string, max: number): readonly string[] {
  let carried = "";
  const pieces = splitOnMeaning(escapeMarks(clean), max - 2).map((piece) => {
    const whole = carried + piece;
    const isHalf = (/\\+$/.exec(whole)?.[0].length ?? 0) % 2 === 1;
    carried = isHalf ? "\\" : "";
    return isHalf ? whole.slice(0, -1) : whole;
  });
  return pieces.filter((piece) => piece !== "");
}
