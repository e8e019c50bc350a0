import { EMOTIONS } from "../domain/emotion.ts";
import { OUTPUTS } from "./labels.ts";
import { hashedNetRow } from "./rows.ts";
import type { Token, TokenKind } from "./token.ts";
import type { HashedWord } from "./words.ts";

/**
 * The shape of the word net, which reads words in their order. A word is a vector: the sum of the rows of its n-grams.
 * Each filter looks at three neighbours at a time and keeps the strongest place; the outputs add the filters up, and the
 * mean of the words beside them. Part of the weights' format.
 */
export const WIDTH = 32;
export const FILTERS = 64;
export const NEIGHBOURS = 3;
/** Longer texts are read from their head by the net: it learnt from short ones. The n-grams are read to the end. */
export const MAX_NET_TOKENS = 64;

/** Where the parts stand among the dense parameters; each row of a part has the length of what it is multiplied with. */
export const KERNEL = 0;
export const KERNEL_ROWS = NEIGHBOURS * FILTERS;
export const KERNEL_BIAS = KERNEL + KERNEL_ROWS * WIDTH;
export const FROM_FILTERS = KERNEL_BIAS + FILTERS;
export const FROM_MEAN = FROM_FILTERS + FILTERS * OUTPUTS;
export const DENSE_SIZE = FROM_MEAN + WIDTH * OUTPUTS;

const AFINN_BASE = 10;
const VADER_BASE = 30;
const CAPS = 50;
const ELONGATED = 51;
const ROLES = { plain: null, negation: 52, contrast: 53 } as const;
const SIGN_BASE = 60;
const KINDS: Readonly<Record<TokenKind, number>> = {
  word: 70,
  name: 71,
  number: 72,
  sign: 73,
  marks: 74,
  break: 75,
};

/** Rows that a token has by name: what the word lists, its case and its kind say. */
export function namedNetRows(token: Token, word: HashedWord): number[] {
  const rows = [KINDS[token.kind]];
  if (word.afinn !== 0) rows.push(AFINN_BASE + Math.round(word.afinn));
  if (word.vader !== 0) rows.push(VADER_BASE + Math.round(word.vader * 2));
  if (token.isCaps) rows.push(CAPS);
  if (token.isElongated) rows.push(ELONGATED);
  const role = ROLES[word.role];
  if (role !== null) rows.push(role);
  if (token.emotion !== null) rows.push(SIGN_BASE + EMOTIONS.indexOf(token.emotion));
  return rows;
}

export const hashedNetRows = (word: HashedWord): number[] => Array.from(word.hashes, hashedNetRow);

/** What tells tokens of the same text apart for the net; a blank stands in no token. */
export const netKey = (token: Token): string =>
  token.isCaps || token.isElongated
    ? `${token.text} ${token.isCaps ? "C" : ""}${token.isElongated ? "E" : ""}`
    : token.text;
