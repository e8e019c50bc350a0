/** A word as written (lower case, accents folded) with its place in the text. */
export interface Token {
  readonly word: string;
  /** UTF-16 offsets into the text, half-open. */
  readonly startIndex: number;
  readonly endIndex: number;
}

/** Letters, digits and inner apostrophes; `c++`, `c#` and `.net` keep what tells them apart. */
const WORD = /[\p{L}\p{N}\p{M}]+(?:['’][\p{L}\p{M}]+)*(?:\+\+|#)?/gu;
const MARKS = /\p{M}+/gu;
/** One "word" of a minified file or of base64 must not cost more than a sentence does. */
const MAX_WORD_LENGTH = 40;

const PLAIN = /^[a-z0-9]+$/;

/** Lower case, compatibility forms and accents folded, apostrophes straightened and dropped with a possessive s. */
export function foldWord(raw: string): string {
  const lower = raw.toLowerCase();
  if (PLAIN.test(lower)) return lower.slice(0, MAX_WORD_LENGTH);
  const folded = lower.normalize("NFKD").replace(MARKS, "").replaceAll("’", "'").replace(/'s$/, "");
  return folded.replaceAll("'", "").slice(0, MAX_WORD_LENGTH);
}

/** The words of a text in order. Any string is accepted; a text without letters and digits gives an empty list. */
export function tokenise(text: string): Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(WORD)) {
    const word = foldWord(match[0]);
    if (word.length > 0) {
      tokens.push({ word, startIndex: match.index, endIndex: match.index + match[0].length });
    }
  }
  return tokens;
}

export const wordsOf = (text: string): string[] => tokenise(text).map((token) => token.word);
