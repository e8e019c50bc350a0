/** A stretch of a passage that can answer by itself. Offsets are UTF-16 and half-open; the text is verbatim. */
export interface Sentence {
  readonly text: string;
  readonly startIndex: number;
  readonly endIndex: number;
}

/** Longer "sentences" (tables, code, run-on text) are cut at a space near this many characters. */
const MAX_SENTENCE_CHARS = 400;

/** "1." at the start of a line is the number of a step. */
const LIST_NUMBER = /^\s*\d{1,2}\.$/;

/** A dot after these ends no sentence. */
const ABBREVIATION = /(?:^|[\s(])(?:e\.g|i\.e|etc|vs|approx|no|nr|fig|dr|mr|mrs|ms|st|inc|ltd|co|[A-Z])\.$/i;
const BREAK = /[.!?…]+["'”’)\]]*(?=\s)|\n+|[。！？]/gu;

/**
 * Sentences in order, without the white space around them. Text outside them is white space only. For searching, what runs
 * on is cut at `maxChars`; for quoting nothing is.
 */
export function sentencesOf(text: string, maxChars = MAX_SENTENCE_CHARS): Sentence[] {
  const sentences: Sentence[] = [];
  let start = 0;
  for (const match of text.matchAll(BREAK)) {
    const end = match.index + match[0].length;
    const isDot = match[0].startsWith(".");
    if (isDot && ABBREVIATION.test(text.slice(Math.max(start, end - 12), end))) continue;
    if (isDot && LIST_NUMBER.test(text.slice(start, end))) continue;
    if (isDot && /^\s+\p{Ll}/u.test(text.slice(end, end + 4))) continue;
    pushTrimmed(sentences, text, { start, end, maxChars });
    start = end;
  }
  pushTrimmed(sentences, text, { start, end: text.length, maxChars });
  return sentences;
}

function pushTrimmed(
  into: Sentence[],
  text: string,
  stretch: { readonly start: number; readonly end: number; readonly maxChars: number },
): void {
  let { start, end } = stretch;
  while (start < end && isSpace(text, start)) start += 1;
  while (end > start && isSpace(text, end - 1)) end -= 1;
  while (end - start > stretch.maxChars) {
    const cut = cutPoint(text, start);
    pushTrimmed(into, text, { start, end: cut, maxChars: stretch.maxChars });
    start = cut;
    while (start < end && isSpace(text, start)) start += 1;
  }
  if (end > start) into.push({ text: text.slice(start, end), startIndex: start, endIndex: end });
}

/** The last space in reach, else a hard cut that does not part a surrogate pair. */
function cutPoint(text: string, start: number): number {
  const limit = start + MAX_SENTENCE_CHARS;
  const space = text.lastIndexOf(" ", limit);
  if (space > start + MAX_SENTENCE_CHARS / 2) return space;
  const isLow = (text.charCodeAt(limit) & 0xfc00) === 0xdc00;
  return isLow ? limit - 1 : limit;
}

const isSpace = (text: string, at: number): boolean => /\s/.test(text.charAt(at));

/** Two neighbours are also tried together when both are short: question and answer, heading line and step. */
export const MAX_PAIR_WORDS = 40;
