import { type AnswerKinds, askedKinds } from "../question/answer-kind.ts";
import { wordGrams } from "../text/grams.ts";
import { stem } from "../text/stem.ts";
import { HOW_WORDS, isStopWord, LIGHT_WORD_WEIGHT, LIGHT_WORDS } from "../text/stop-words.ts";
import { type NamedConcept, namedConcepts, SUPPORT_CONCEPTS } from "../text/thesaurus.ts";
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
  /** Weight among the words that carry meaning: 0 for stop words, unless there are no others. */
  readonly contentWeight: number;
  /** Concepts that the term names, alone or with its neighbours. */
  readonly concepts: readonly number[];
}

/** What the words of the corpus have to do with the question, by word number. */
export interface WordMatches {
  /** Inner product of the word's grams with the question's. */
  readonly gramProduct: Float32Array;
  /** Term of the question with this very stem, or -1. */
  readonly term: Int16Array;
  /** Nearest term by spelling, or -1, and how near, 0..1. */
  readonly nearTerm: Int16Array;
  readonly nearness: Float32Array;
  /** Words that share a gram, each once. */
  readonly touched: readonly number[];
}

export interface Query {
  readonly terms: readonly QueryTerm[];
  readonly totalWeight: number;
  readonly contentWeight: number;
  readonly contentCount: number;
  /** Share of `contentWeight` on words that no passage holds, not even spelled alike. */
  readonly unseenShare: number;
  /** What an answer must hold, 0 when the wording does not tell. */
  readonly kinds: AnswerKinds;
  readonly matches: WordMatches;
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
  const stems = words.map(stem);
  const named = namedConcepts(stems);
  const terms = termsOf(words, stems, named, index);
  const concepts = new Uint32Array(CONCEPT_WORDS);
  const found = new Set(named.map(({ concept }) => concept).filter((concept) => concept < SUPPORT_CONCEPTS));
  for (const concept of found) {
    concepts[concept >>> 5] = (concepts[concept >>> 5] ?? 0) | (1 << (concept & 31));
  }
  const touched: number[] = [];
  const matches = newMatches(index.vocabulary.wordCount, touched);
  const gramNorm = matchGrams(words, index, matches, touched);
  matchSpellings(words, terms, index, matches);
  const bigrams = bigramsOf(words, index);
  const contentWeight = terms.reduce((sum, term) => sum + term.contentWeight, 0);
  return {
    terms,
    totalWeight: terms.reduce((sum, term) => sum + term.weight, 0),
    contentWeight,
    contentCount: terms.filter((term) => term.contentWeight > 0).length,
    unseenShare: contentWeight > 0 ? unseenWeightOf(terms, matches) / contentWeight : 1,
    kinds: askedKinds(text),
    matches,
    gramNorm,
    bigrams,
    bigramWeight: [...bigrams.values()].reduce((sum, weight) => sum + weight, 0),
    concepts,
    conceptCount: found.size,
    wordCount: words.length,
  };
}

function termsOf(
  words: readonly string[],
  stems: readonly string[],
  named: readonly NamedConcept[],
  index: LexicalIndex,
): QueryTerm[] {
  const terms = new Map<string, QueryTerm>();
  const isAllStop = words.every((word) => isStopWord(word) || HOW_WORDS.has(word));
  for (const [at, word] of words.entries()) {
    const name = stems[at] ?? word;
    if (terms.has(name)) continue;
    const stemId = index.vocabulary.stemId(name);
    const isHeld = stemId !== undefined && index.countOf(stemId) > 0;
    const weight = isHeld ? index.weightOf(stemId) : unseenWeight(word, index.size, index.background);
    const isStop = isStopWord(word);
    const concepts = named.filter(({ start, end }) => start <= at && at < end).map(({ concept }) => concept);
    const isGrammar = isStop || (words[at - 1] === "how" && HOW_WORDS.has(word));
    const ownWeight = LIGHT_WORDS.has(word) ? weight * LIGHT_WORD_WEIGHT : weight;
    const contentWeight = isGrammar && !isAllStop ? 0 : ownWeight;
    terms.set(name, { name, stemId: isHeld ? stemId : undefined, weight, isStop, contentWeight, concepts });
  }
  return [...terms.values()];
}

function newMatches(wordCount: number, touched: readonly number[]): WordMatches {
  return {
    gramProduct: new Float32Array(wordCount),
    term: new Int16Array(wordCount).fill(-1),
    nearTerm: new Int16Array(wordCount).fill(-1),
    nearness: new Float32Array(wordCount),
    touched,
  };
}

/** Inner products of the question's gram vector with every word that shares a gram; gives the vector's length. */
function matchGrams(
  words: readonly string[],
  index: LexicalIndex,
  matches: WordMatches,
  touched: number[],
): number {
  const { vocabulary, gramWeights } = index;
  const unseen = Math.log(1 + (index.size + 0.5) / 0.5);
  const counts = new Map<number, number>();
  for (const word of words) for (const hash of wordGrams(word)) counts.set(hash, (counts.get(hash) ?? 0) + 1);
  const seen = new Uint8Array(vocabulary.wordCount);
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
      const wordId = holders.values[at] ?? 0;
      matches.gramProduct[wordId] = (matches.gramProduct[wordId] ?? 0) + product;
      if (seen[wordId] === 1) continue;
      seen[wordId] = 1;
      touched.push(wordId);
    }
  }
  return Math.sqrt(squares);
}

/** For every word with common grams: the term with its stem, else the term spelled most like it. */
function matchSpellings(
  words: readonly string[],
  terms: readonly QueryTerm[],
  index: LexicalIndex,
  matches: WordMatches,
): void {
  const { vocabulary } = index;
  const termOfName = new Map<string, number>(terms.map((term, at) => [term.name, at]));
  const shared = new Uint16Array(vocabulary.wordCount);
  for (const word of new Set(words)) {
    matchSpelling(word, termOfName.get(stem(word)) ?? -1, index, matches, shared);
  }
  const termOfStem = new Map<number, number>();
  for (const [at, { name }] of terms.entries()) {
    const stemId = vocabulary.stemId(name);
    if (stemId !== undefined) termOfStem.set(stemId, at);
  }
  for (const wordId of matches.touched) {
    const term = termOfStem.get(vocabulary.stemOf(wordId));
    if (term === undefined) continue;
    matches.term[wordId] = term;
    matches.nearTerm[wordId] = term;
    matches.nearness[wordId] = 1;
  }
}

/** `shared` is scratch: all 0 before and after. */
function matchSpelling(
  word: string,
  term: number,
  { vocabulary }: LexicalIndex,
  matches: WordMatches,
  shared: Uint16Array,
): void {
  const grams = wordGrams(word);
  const found: number[] = [];
  for (const hash of grams) {
    const gram = vocabulary.gramId(hash);
    if (gram === undefined) continue;
    const holders = vocabulary.wordsWithGram(gram);
    if (holders.length > MAX_WORDS_PER_GRAM) continue;
    for (let at = 0; at < holders.length; at += 1) {
      const wordId = holders.values[at] ?? 0;
      const before = shared[wordId] ?? 0;
      if (before === 0) found.push(wordId);
      shared[wordId] = before + 1;
    }
  }
  for (const wordId of found) {
    const nearness = (shared[wordId] ?? 0) / Math.sqrt(grams.length * vocabulary.gramsOf(wordId).length);
    shared[wordId] = 0;
    if (nearness < NEAR_SPELLING || nearness <= (matches.nearness[wordId] ?? 0)) continue;
    matches.nearness[wordId] = nearness;
    matches.nearTerm[wordId] = term;
  }
}

/** A word spelled this much like one of the corpus is a typo of it. */
const TYPO_NEARNESS = 0.6;

function unseenWeightOf(terms: readonly QueryTerm[], matches: WordMatches): number {
  const seen = new Set<number>();
  for (const wordId of matches.touched) {
    if ((matches.nearness[wordId] ?? 0) >= TYPO_NEARNESS) seen.add(matches.nearTerm[wordId] ?? -1);
  }
  const isUnseen = (term: QueryTerm, at: number): boolean => term.stemId === undefined && !seen.has(at);
  return terms.filter(isUnseen).reduce((sum, term) => sum + term.contentWeight, 0);
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
