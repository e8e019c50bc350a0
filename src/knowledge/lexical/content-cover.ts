import type { LexicalIndex } from "./lexical-index.ts";
import { CONCEPT_WORDS, type PassageRecord } from "./passage-record.ts";
import type { Query } from "./query.ts";

/** Another word for the same thing is worth less than the word. */
const CONCEPT_CREDIT = 0.6;
/** Spellings farther apart than this are other words: "king" is not "packing". */
const LEAST_NEARNESS = 0.44;

export interface ContentReading {
  /** Share of the question's meaning, by rarity, found in headings and text together, 0..1. */
  readonly passage: number;
  /** The same for the best sentence together with the headings. */
  readonly unit: number;
  /** The same for the best sentence that could answer by its kind (an amount, a span ...); 0 when no kind is asked. */
  readonly kind: number;
  /** Share of the nearest heading's words, by rarity, that the question has. */
  readonly heading: number;
}

/** How much of what a question is about stands in a passage; words of grammar do not count. */
export class ContentCover {
  readonly #query: Query;
  readonly #index: LexicalIndex;
  readonly #weights: Float32Array;

  constructor(query: Query, index: LexicalIndex) {
    this.#query = query;
    this.#index = index;
    this.#weights = Float32Array.from(query.terms, (term) => term.contentWeight);
  }

  /** `met`: by unit, how well each term is met by spelling. */
  read(record: PassageRecord, met: readonly Float32Array[]): ContentReading {
    const { terms, contentWeight, kinds } = this.#query;
    if (contentWeight <= 0) return { passage: 0, unit: 0, kind: 0, heading: 0 };
    const title = this.#credits(record, 0, met[0]);
    const whole = title.slice();
    let unit = 0;
    let kind = 0;
    for (let at = 1; at < met.length; at += 1) {
      const own = this.#credits(record, at, met[at]);
      let sum = 0;
      for (let term = 0; term < terms.length; term += 1) {
        const value = own[term] ?? 0;
        if (value > (whole[term] ?? 0)) whole[term] = value;
        sum += Math.max(value, title[term] ?? 0) * (this.#weights[term] ?? 0);
      }
      if (sum > unit) unit = sum;
      if (sum > kind && ((record.kinds[at] ?? 0) & kinds) !== 0) kind = sum;
    }
    let passage = 0;
    for (let term = 0; term < terms.length; term += 1) {
      passage += (whole[term] ?? 0) * (this.#weights[term] ?? 0);
    }
    return {
      passage: passage / contentWeight,
      unit: unit / contentWeight,
      kind: kind / contentWeight,
      heading: this.#heading(record),
    };
  }

  #credits(record: PassageRecord, unit: number, met: Float32Array | undefined): Float32Array {
    const { terms } = this.#query;
    const credits = new Float32Array(terms.length);
    for (const [at, term] of terms.entries()) {
      if ((this.#weights[at] ?? 0) === 0) continue;
      const spelled = met?.[at] ?? 0;
      const isNamed =
        spelled < CONCEPT_CREDIT && term.concepts.some((concept) => names(record, unit, concept));
      credits[at] = Math.max(spelled < LEAST_NEARNESS ? 0 : spelled, isNamed ? CONCEPT_CREDIT : 0);
    }
    return credits;
  }

  #heading(record: PassageRecord): number {
    const { matches, terms } = this.#query;
    let sum = 0;
    let total = 0;
    for (let at = record.headingStart; at < (record.unitEnds[0] ?? 0); at += 1) {
      const wordId = record.words[at] ?? 0;
      const stemId = this.#index.vocabulary.stemOf(wordId);
      if (this.#index.vocabulary.stemWeight(stemId) < 1) continue;
      const weight = this.#index.weightOf(stemId);
      total += weight;
      const near = matches.nearTerm[wordId] ?? -1;
      if (near < 0 || (terms[near]?.contentWeight ?? 0) === 0) continue;
      if ((matches.term[wordId] ?? -1) >= 0) sum += weight;
      else if ((matches.nearness[wordId] ?? 0) >= CONCEPT_CREDIT) sum += weight * CONCEPT_CREDIT;
    }
    return total > 0 ? sum / total : 0;
  }
}

function names(record: PassageRecord, unit: number, concept: number): boolean {
  return ((record.concepts[unit * CONCEPT_WORDS + (concept >>> 5)] ?? 0) & (1 << (concept & 31))) !== 0;
}
