import { ContentCover } from "./content-cover.ts";
import type { LexicalIndex } from "./lexical-index.ts";
import { normsOf } from "./norms.ts";
import { CONCEPT_WORDS, type PassageRecord, TITLE_WEIGHT } from "./passage-record.ts";
import { bigramKey, type Query } from "./query.ts";

/** Raw features of one passage for one question, in this order; larger is nearer. */
export const LEXICAL_FEATURES = [
  "bm25",
  "wordUnit",
  "charUnit",
  "charPassage",
  "bigram",
  "concept",
  "charTitle",
  "coverUnit",
  "coverPassage",
  "coverTitle",
  "coveredUnit",
  "softBm25",
  "askedTitle",
  "coveredTitle",
  "balancedUnit",
  "contentPassage",
  "contentUnit",
  "contentKind",
  "contentHeading",
] as const;
export const FEATURE_COUNT = LEXICAL_FEATURES.length;

const K1 = 1.2;
const B = 0.75;
/** A passage is as near as its best unit and, a little, its second best. */
const BEST = 0.8;
const SECOND = 0.2;
/** Spelled alike is worth less than the same stem. */
const NEAR_DISCOUNT = 0.8;

interface UnitSums {
  gram: number;
  /** Squared weights of common stems. */
  word: number;
  bigram: number;
  /** Weight of the unit's words that the question has. */
  covered: number;
  /** How well each term is met, 0..1. */
  readonly met: Float32Array;
}

/** Keeps the best and the second best of what it is shown. */
class BestTwo {
  best = 0;
  second = 0;
  show(value: number): void {
    if (value > this.best) {
      this.second = this.best;
      this.best = value;
    } else if (value > this.second) this.second = value;
  }
  get value(): number {
    return BEST * this.best + SECOND * this.second;
  }
}

/** Scores passages of one index for one question. */
export class PassageScorer {
  readonly #index: LexicalIndex;
  readonly #query: Query;
  readonly #termWeights: Float32Array;
  readonly #wordNorm: number;
  readonly #content: ContentCover;

  constructor(index: LexicalIndex, query: Query) {
    this.#index = index;
    this.#query = query;
    this.#termWeights = Float32Array.from(query.terms, (term) => term.weight);
    this.#content = new ContentCover(query, index);
    this.#wordNorm = Math.sqrt(query.terms.reduce((sum, term) => sum + term.weight ** 2, 0));
  }

  /** Writes `FEATURE_COUNT` values into `into` from `offset` on. */
  score(slot: number, into: Float32Array, offset: number): void {
    const record = this.#index.recordAt(slot);
    if (!record) return;
    const norms = normsOf(record, this.#index);
    const units = this.#sumUnits(record);
    const whole = this.#newSums();
    const char = new BestTwo();
    const word = new BestTwo();
    const cover = new BestTwo();
    const covered = new BestTwo();
    const bigram = new BestTwo();
    const balanced = new BestTwo();
    let concept = 0;
    for (const [unit, sums] of units.entries()) {
      char.show(this.#cosine(sums.gram, norms.gram[unit]));
      word.show(this.#wordCosine(sums.word, norms.word[unit]));
      const coverage = this.#coverage(sums.met);
      const coveredShare = ratio(sums.covered, norms.weight[unit] ?? 0);
      cover.show(coverage);
      covered.show(coveredShare);
      balanced.show(ratio(2 * coverage * coveredShare, coverage + coveredShare));
      bigram.show(ratio(sums.bigram, this.#query.bigramWeight));
      concept = Math.max(concept, this.#concepts(record, unit));
      mergeSums(whole, sums);
      const next = units[unit + 1];
      if (record.pairs[unit] !== 1 || !next) continue;
      char.show(this.#cosine(sums.gram + next.gram, norms.gramPair[unit]));
      word.show(this.#wordCosine(sums.word + next.word, norms.wordPair[unit]));
      cover.show(this.#coverage(joined(sums.met, next.met)) * 0.98);
    }
    const title = units[0] ?? whole;
    const scores = this.#bm25(record, slot);
    const content = this.#content.read(
      record,
      units.map((sums) => sums.met),
    );
    into.set(
      [
        scores.exact,
        word.value,
        char.value,
        this.#cosine(whole.gram, norms.gramPassage),
        bigram.value,
        concept,
        this.#cosine(title.gram, norms.gram[0]),
        cover.value,
        this.#coverage(whole.met),
        this.#coverage(title.met),
        covered.value,
        scores.soft,
        record.asksInTitle ? this.#cosine(title.gram, norms.gram[0]) : 0,
        ratio(title.covered, norms.weight[0] ?? 0),
        balanced.value,
        content.passage,
        content.unit,
        content.kind,
        content.heading,
      ],
      offset,
    );
  }

  #newSums(): UnitSums {
    return { gram: 0, word: 0, bigram: 0, covered: 0, met: new Float32Array(this.#query.terms.length) };
  }

  #sumUnits(record: PassageRecord): UnitSums[] {
    const { vocabulary } = this.#index;
    const { matches, bigrams } = this.#query;
    const units: UnitSums[] = [];
    let at = 0;
    for (const end of record.unitEnds) {
      const sums = this.#newSums();
      let previousStem = -1;
      for (; at < end; at += 1) {
        const wordId = record.words[at] ?? 0;
        const product = matches.gramProduct[wordId] ?? 0;
        if (product === 0) {
          previousStem = -1;
          continue;
        }
        sums.gram += product;
        const stemId = vocabulary.stemOf(wordId);
        const term = matches.term[wordId] ?? -1;
        if (term >= 0) {
          const weight = this.#termWeights[term] ?? 0;
          sums.word += weight * weight;
          if (previousStem >= 0) sums.bigram += bigrams.get(bigramKey(previousStem, stemId)) ?? 0;
          previousStem = stemId;
        } else previousStem = -1;
        const nearTerm = matches.nearTerm[wordId] ?? -1;
        if (nearTerm >= 0) {
          const nearness = term >= 0 ? 1 : (matches.nearness[wordId] ?? 0) * NEAR_DISCOUNT;
          sums.covered += nearness * this.#index.weightOf(stemId);
          if (nearness > (sums.met[nearTerm] ?? 0)) sums.met[nearTerm] = nearness;
        }
      }
      units.push(sums);
    }
    return units;
  }

  #cosine(product: number, norm: number | undefined): number {
    return ratio(product, (norm ?? 0) * this.#query.gramNorm);
  }

  #wordCosine(product: number, norm: number | undefined): number {
    return ratio(product, (norm ?? 0) * this.#wordNorm);
  }

  #coverage(met: Float32Array): number {
    let sum = 0;
    for (let term = 0; term < met.length; term += 1) sum += (met[term] ?? 0) * (this.#termWeights[term] ?? 0);
    return ratio(sum, this.#query.totalWeight);
  }

  #concepts(record: PassageRecord, unit: number): number {
    if (this.#query.conceptCount === 0) return 0;
    let common = 0;
    for (let part = 0; part < CONCEPT_WORDS; part += 1) {
      const both = (record.concepts[unit * CONCEPT_WORDS + part] ?? 0) & (this.#query.concepts[part] ?? 0);
      common += bitCount(both);
    }
    return common / this.#query.conceptCount;
  }

  #bm25(record: PassageRecord, slot: number): { exact: number; soft: number } {
    const { terms, matches } = this.#query;
    const exact = new Float32Array(terms.length);
    const soft = new Float32Array(terms.length);
    const titleEnd = record.unitEnds[0] ?? 0;
    for (let at = 0; at < record.words.length; at += 1) {
      const wordId = record.words[at] ?? 0;
      const nearTerm = matches.nearTerm[wordId] ?? -1;
      if (nearTerm < 0) continue;
      const times = at < titleEnd ? TITLE_WEIGHT : 1;
      const isExact = (matches.term[wordId] ?? -1) >= 0;
      if (isExact) exact[nearTerm] = (exact[nearTerm] ?? 0) + times;
      const share = isExact ? 1 : (matches.nearness[wordId] ?? 0) ** 2;
      soft[nearTerm] = (soft[nearTerm] ?? 0) + times * share;
    }
    const length = K1 * (1 - B + (B * this.#index.lengthAt(slot)) / this.#index.averageLength);
    const sums = { exact: 0, soft: 0 };
    for (let term = 0; term < terms.length; term += 1) {
      const weight = this.#termWeights[term] ?? 0;
      sums.exact += weight * saturate(exact[term] ?? 0, length);
      sums.soft += weight * saturate(soft[term] ?? 0, length);
    }
    return sums;
  }
}

const saturate = (frequency: number, length: number): number =>
  frequency === 0 ? 0 : (frequency * (K1 + 1)) / (frequency + length);

const ratio = (part: number, whole: number): number => (whole > 0 ? part / whole : 0);

function mergeSums(into: UnitSums, sums: UnitSums): void {
  into.gram += sums.gram;
  into.word += sums.word;
  for (let term = 0; term < into.met.length; term += 1) {
    into.met[term] = Math.max(into.met[term] ?? 0, sums.met[term] ?? 0);
  }
}

const joined = (a: Float32Array, b: Float32Array): Float32Array =>
  a.map((value, at) => Math.max(value, b[at] ?? 0));

function bitCount(bits: number): number {
  let rest = bits >>> 0;
  let count = 0;
  while (rest !== 0) {
    rest &= rest - 1;
    count += 1;
  }
  return count;
}
