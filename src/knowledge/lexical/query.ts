import { wordGrams } from "../text/grams.ts";
import { stem } from "../text/stem.ts";
import { isStopWord } from "../text/stop-words.ts";
import { conceptsOf } from "../text/thesaurus.ts";
import { wordsOf } from "../text/tokenise.ts";
import type { LexicalIndex } from "./lexical-index.ts";
import { CONCEPT_WORDS } from "./passage-record.ts";
import { unseenWeight } from "./weights.ts";

/** A longer question is read up to here: pasted logs must not cost seconds. */
const MAX_QUERY_WORDS = 64;
/** From here on two spellings are held to be near. */
export const NEAR_SPELLING = 0.4;
/** Grams that more words than this hold tell nothing and cost most. */
const MAX_WORDS_PER_GRAM = 4000;

/** One distinct stem of the question. */
export interface QueryTerm {
  readonly name: string;
  /** `undefined` when no passage ever held it. */
  readonly stemId: number | undefined;
  /** Rarity, less for stop words. */
  readonly weight: number;
  readonly isStop: boolean;
}

/** What a word of the corpus has to do with the question. */
export interface WordMatch {
  /** Share of the question's gram vector: its inner product with the word's grams. */
  gramProduct: number;
  /** Term of the question with this very stem, or -1. */
  term: number;
  /** Nearest term by spelling and how near, 0..1; -1 when none is near. */
  nearTerm: number;
  nearness: number;
}

export interface Query {
  readonly terms: readonly QueryTerm[];
  readonly totalWeight: number;
  /** Matches by word number; words without a common gram are absent. */
  readonly matches: ReadonlyMap<number, WordMatch>;
  readonly gramNorm: number;
  /** Pairs of neighbouring stems: `first * 2^21 + second`, with the rarer one's weight. */
  readonly bigrams: ReadonlyMap<number, number>;
  readonly bigramWeight: number;
  readonly concepts: Uint32Array;
  readonly conceptCount: number;
  readonly wordCount: number;
}

export const bigramKey = (first: number, second: number): number => first * 0x200000 + second;

export function prepareQuery(text: string, index: LexicalIndex): Query {
  const words = wordsOf(text).slice(0, MAX_QUERY_WORDS);
  const terms = termsOf(words, index);
  const concepts = new Uint32Array(CONCEPT_WORDS);
  const found = conceptsOf(words.map(stem));
  for (const concept of found) {
    concepts[concept >>> 5] = (concepts[concept >>> 5] ?? 0) | (1 << (concept & 31));
  }
  const matches = new Map<number, WordMatch>();
  const gramNorm = matchGrams(words, index, matches);
  matchSpellings(words, terms, index, matches);
  const bigrams = bigramsOf(words, index);
  return {
    terms,
    totalWeight: terms.reduce((sum, term) => sum + term.weight, 0),
    matches,
    gramNorm,
    bigrams,
    bigramWeight: [...bigrams.values()].reduce((sum, weight) => sum + weight, 0),
    concepts,
    conceptCount: found.length,
    wordCount: words.length,
  };
}

function termsOf(words: readonly string[], index: LexicalIndex): QueryTerm[] {
  const terms = new Map<string, QueryTerm>();
  for (const word of words) {
    const name = stem(word);
    if (terms.has(name)) continue;
    const stemId = index.vocabulary.stemId(name);
    const isHeld = stemId !== undefined && index.countOf(stemId) > 0;
    const weight = isHeld ? index.weightOf(stemId) : unseenWeight(word, index.size, index.background);
    terms.set(name, { name, stemId: isHeld ? stemId : undefined, weight, isStop: isStopWord(word) });
  }
  return [...terms.values()];
}

function matchAt(matches: Map<number, WordMatch>, wordId: number): WordMatch {
  let match = matches.get(wordId);
  if (!match) {
    match = { gramProduct: 0, term: -1, nearTerm: -1, nearness: 0 };
    matches.set(wordId, match);
  }
  return match;
}

/** Inner products of the question's gram vector with every word that shares a gram; gives the vector's length. */
function matchGrams(words: readonly string[], index: LexicalIndex, matches: Map<number, WordMatch>): number {
  const { vocabulary, gramWeights } = index;
  const unseen = Math.log(1 + (index.size + 0.5) / 0.5);
  const counts = new Map<number, number>();
  for (const word of words) for (const hash of wordGrams(word)) counts.set(hash, (counts.get(hash) ?? 0) + 1);
  let squares = 0;
  for (const [hash, count] of counts) {
    const gram = vocabulary.gramId(hash);
    const weight = gram === undefined ? unseen : (gramWeights.weights[gram] ?? unseen);
    squares += (count * weight) ** 2;
    if (gram === undefined) continue;
    const holders = vocabulary.wordsWithGram(gram);
    if (holders.length > MAX_WORDS_PER_GRAM) continue;
    const product = count * weight * weight;
    for (let at = 0; at < holders.length; at += 1) {
      matchAt(matches, holders.values[at] ?? 0).gramProduct += product;
    }
  }
  return Math.sqrt(squares);
}

/** For every word with common grams: the term with its stem, else the term spelled most like it. */
function matchSpellings(
  words: readonly string[],
  terms: readonly QueryTerm[],
  index: LexicalIndex,
  matches: Map<number, WordMatch>,
): void {
  const { vocabulary } = index;
  const termOfStem = new Map<string, number>(terms.map((term, at) => [term.name, at]));
  for (const word of new Set(words)) {
    const term = termOfStem.get(stem(word)) ?? -1;
    const grams = wordGrams(word);
    const shared = new Map<number, number>();
    for (const hash of grams) {
      const gram = vocabulary.gramId(hash);
      if (gram === undefined) continue;
      const holders = vocabulary.wordsWithGram(gram);
      if (holders.length > MAX_WORDS_PER_GRAM) continue;
      for (let at = 0; at < holders.length; at += 1) {
        const holder = holders.values[at] ?? 0;
        shared.set(holder, (shared.get(holder) ?? 0) + 1);
      }
    }
    for (const [wordId, count] of shared) {
      const nearness = count / Math.sqrt(grams.length * vocabulary.gramsOf(wordId).length);
      if (nearness < NEAR_SPELLING) continue;
      const match = matchAt(matches, wordId);
      if (nearness > match.nearness) {
        match.nearness = nearness;
        match.nearTerm = term;
      }
    }
  }
  for (const [wordId, match] of matches) {
    const term = termOfStem.get(vocabulary.stemName(vocabulary.stemOf(wordId)));
    if (term === undefined) continue;
    match.term = term;
    match.nearTerm = term;
    match.nearness = 1;
  }
}

function bigramsOf(words: readonly string[], index: LexicalIndex): Map<number, number> {
  const bigrams = new Map<number, number>();
  for (let at = 0; at + 1 < words.length; at += 1) {
    const first = index.vocabulary.stemId(stem(words[at] ?? ""));
    const second = index.vocabulary.stemId(stem(words[at + 1] ?? ""));
    if (first === undefined || second === undefined) continue;
    const weight = Math.max(index.weightOf(first), index.weightOf(second));
    bigrams.set(bigramKey(first, second), weight);
  }
  return bigrams;
}
