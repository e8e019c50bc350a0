import { EMOTIONS } from "../domain/emotion.ts";
import { CUES, findCues } from "./cues.ts";
import { pairHash } from "./hash.ts";
import { AFINN_ROW, CUE_ROW, hashedRow, LAST_CLAUSE_ROW, SIGN_ROW, STYLE_ROW, VADER_ROW } from "./rows.ts";
import type { SeenHashes } from "./seen-hashes.ts";
import type { Token } from "./token.ts";
import type { Word } from "./words.ts";

/** Where features go: the trainer lists them, the reader adds their weights up at once. */
export interface FeatureSink<W extends Word> {
  addWord(word: W): void;
  addRow(row: number, weight: number): void;
}

const BIGRAM_SEED = 0x51;
const SKIP_SEED = 0x63;
const NEGATED_SEED = 0x75;
const FIRST_SEED = 0x87;
const LAST_SEED = 0x99;
/** Words that a negation reaches. */
const NEGATION_SCOPE = 4;
/** So that a few named features weigh against a hundred n-grams. */
const LEXICON_WEIGHT = 3;
const SIGN_WEIGHT = 4;
const CUE_WEIGHT = 4;
const QUESTION_OPENERS = new Set(
  "how what where when which who why can could is are do does did will would may should has have".split(" "),
);

interface Sums {
  positive: number;
  negative: number;
  best: number;
  worst: number;
}
const zeroSums = (): Sums => ({ positive: 0, negative: 0, best: 0, worst: 0 });

function addValence(sums: Sums, valence: number): void {
  if (valence > 0) {
    sums.positive += valence;
    if (valence > sums.best) sums.best = valence;
  } else {
    sums.negative -= valence;
    if (-valence > sums.worst) sums.worst = -valence;
  }
}

/** 0..7, finer for small sums. */
const bucket = (sum: number): number => (sum <= 4 ? Math.ceil(sum) : sum <= 6 ? 5 : sum <= 9 ? 6 : 7);
const difference = (sums: Sums): number =>
  Math.max(-8, Math.min(8, Math.round(sums.positive - sums.negative))) + 8;

function addLexicon(sink: FeatureSink<Word>, base: number, sums: Sums): void {
  sink.addRow(base + bucket(sums.positive), LEXICON_WEIGHT);
  sink.addRow(base + 8 + bucket(sums.negative), LEXICON_WEIGHT);
  sink.addRow(base + 16 + difference(sums), LEXICON_WEIGHT);
  sink.addRow(base + 33 + Math.round(sums.best), LEXICON_WEIGHT);
  sink.addRow(base + 39 + Math.round(sums.worst), LEXICON_WEIGHT);
}

/**
 * Gives every feature of a message to the sink and returns the cues found.
 * A word counts once however often it is said; the rest counts as often as it stands.
 */
export function collectFeatures<W extends Word>(
  words: readonly W[],
  seen: SeenHashes,
  sink: FeatureSink<W>,
): readonly number[] {
  seen.reset(words.length);
  const afinn = zeroSums();
  const vader = zeroSums();
  let lastClause = zeroSums();
  let hasContrast = false;
  let before: W | null = null;
  let beforeThat: W | null = null;
  let first: W | null = null;
  let scope = 0;
  for (const word of words) {
    if (word.kind === "break") {
      scope = 0;
      continue;
    }
    if (seen.add(word.hash)) sink.addWord(word);
    if (before !== null) sink.addRow(hashedRow(pairHash(before.hash, word.hash, BIGRAM_SEED)), 1);
    if (beforeThat !== null) sink.addRow(hashedRow(pairHash(beforeThat.hash, word.hash, SKIP_SEED)), 1);
    if (scope > 0) sink.addRow(hashedRow(pairHash(word.hash, 0, NEGATED_SEED)), 1);
    const turned = scope > 0 ? -1 : 1;
    if (word.afinn !== 0) addValence(afinn, turned * word.afinn);
    if (word.vader !== 0) {
      addValence(vader, turned * word.vader);
      addValence(lastClause, turned * word.vader);
    }
    if (word.role === "negation") scope = NEGATION_SCOPE;
    else if (word.role === "contrast") {
      scope = 0;
      hasContrast = true;
      lastClause = zeroSums();
    } else if (scope > 0) scope--;
    first ??= word;
    beforeThat = before;
    before = word;
  }
  if (first !== null) sink.addRow(hashedRow(pairHash(first.hash, 0, FIRST_SEED)), 1);
  if (before !== null) sink.addRow(hashedRow(pairHash(before.hash, 0, LAST_SEED)), 1);
  addLexicon(sink, AFINN_ROW, afinn);
  addLexicon(sink, VADER_ROW, vader);
  if (hasContrast) sink.addRow(LAST_CLAUSE_ROW + difference(lastClause), LEXICON_WEIGHT);
  addStyle(sink, words);
  const cues = findCues(words);
  for (const cue of cues) sink.addRow(CUE_ROW + cue, CUE_WEIGHT);
  return cues;
}

function addStyle(sink: FeatureSink<Word>, tokens: readonly Token[]): void {
  let words = 0;
  let caps = 0;
  let elongated = 0;
  let exclamations = 0;
  let questions = 0;
  const signs = new Map<number, number>();
  let lastMarks = "";
  let firstWord = "";
  for (const token of tokens) {
    if (token.kind === "word") {
      words++;
      if (token.isCaps) caps++;
      if (token.isElongated) elongated++;
      if (firstWord === "") firstWord = token.text;
    } else if (token.kind === "marks") {
      if (token.text.includes("!")) exclamations += token.text.length;
      if (token.text.includes("?")) questions += token.text.length;
      lastMarks = token.text;
    } else if (token.kind === "sign" && token.emotion !== null) {
      const index = EMOTIONS.indexOf(token.emotion);
      signs.set(index, (signs.get(index) ?? 0) + 1);
    }
  }
  sink.addRow(STYLE_ROW + Math.min(4, caps), 1);
  sink.addRow(STYLE_ROW + 8 + Math.min(3, elongated), 1);
  sink.addRow(STYLE_ROW + 16 + Math.min(4, exclamations), 1);
  sink.addRow(STYLE_ROW + 24 + Math.min(4, questions), 1);
  sink.addRow(STYLE_ROW + 32 + Math.min(9, Math.round(Math.log2(1 + words) * 2)), 1);
  if (words > 1 && caps * 2 > words) sink.addRow(STYLE_ROW + 48, 2);
  if (lastMarks.includes("?")) sink.addRow(STYLE_ROW + 49, 1);
  if (QUESTION_OPENERS.has(firstWord)) sink.addRow(STYLE_ROW + 50, 1);
  for (const [index, count] of signs) sink.addRow(SIGN_ROW + index * 2 + Math.min(1, count - 1), SIGN_WEIGHT);
}

export const CUE_COUNT = CUES.length;
