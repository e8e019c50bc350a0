import type { EmotionLabel } from "../domain/emotion.ts";

/** `sign` is an emoji, emoticon or short name; `marks` a run of ! and ?; `break` ends a clause. */
export type TokenKind = "word" | "name" | "number" | "sign" | "marks" | "break";
export interface Token {
  readonly kind: TokenKind;
  /** Lower-case, three or more equal letters cut to two. */
  readonly text: string;
  readonly isCaps: boolean;
  readonly isElongated: boolean;
  /** What a sign says, where the table knows it. */
  readonly emotion: EmotionLabel | null;
}

/** A longer run of letters is no word; its head is read. */
export const MAX_WORD_LENGTH = 40;

/** Where tokens go as they are cut out. A word comes as it was written, so that a reader that knows it makes nothing. */
export interface TokenSink {
  add(token: Token): void;
  /** `isElongated` speaks of the whole word, of which `written` is the head. */
  addWord(written: string, isElongated: boolean): void;
}

export const plain = (kind: TokenKind, text: string): Token => ({
  kind,
  text,
  isCaps: false,
  isElongated: false,
  emotion: null,
});
export const sign = (text: string, emotion: EmotionLabel | null): Token => ({
  kind: "sign",
  text,
  isCaps: false,
  isElongated: false,
  emotion,
});

/** What a word that was not cut is known by; a blank stands in no token. */
export const writtenKey = (written: string, isElongated: boolean): string =>
  isElongated && written.length === MAX_WORD_LENGTH ? `${written} E` : written;

export function makeWord(written: string, isElongated: boolean): Token {
  let text = written.toLowerCase();
  const isCaps = written.length > 1 && written !== text && written === written.toUpperCase();
  if (text.includes("’")) text = text.replaceAll("’", "'");
  if (isElongated) text = text.replace(/(.)\1{2,}/g, "$1$1");
  return { kind: "word", text, isCaps, isElongated, emotion: null };
}
