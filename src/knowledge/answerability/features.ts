import { FEATURE_COUNT, LEXICAL_FEATURES } from "../lexical/features.ts";
import type { Query } from "../lexical/query.ts";

/** What the model reads, in this order. All are raw: a score made relative to the query cannot tell whether to speak. */
export const ANSWERABILITY_FEATURES = [
  "charUnit",
  "balancedUnit",
  "wordUnit",
  "coverUnit",
  "coverPassage",
  "coveredUnit",
  "charPassage",
  "bigram",
  "concept",
  "askedTitle",
  "coveredTitle",
  "bm25Share",
  "maxCharUnit",
  "maxBalanced",
  "margin",
  "peak",
  "unseenShare",
  "worstUnmet",
  "logWords",
  "logContentTerms",
  "topScore",
  "agreement",
] as const;

export interface AnswerabilityInput {
  readonly query: Query;
  /** Raw lexical features, `FEATURE_COUNT` per candidate. */
  readonly features: Float32Array;
  /** Fused score by candidate. */
  readonly scores: Float32Array;
  /** Candidate at the top and, of another article, the next; -1 when there is none. */
  readonly topAt: number;
  readonly secondAt: number;
  /** How well the top passage meets each term of the question. */
  readonly metByTop: Float32Array;
}

const columnOf = (name: (typeof LEXICAL_FEATURES)[number]): number => LEXICAL_FEATURES.indexOf(name);
const TOP_COLUMNS = [
  "charUnit",
  "balancedUnit",
  "wordUnit",
  "coverUnit",
  "coverPassage",
  "coveredUnit",
  "charPassage",
  "bigram",
  "concept",
  "askedTitle",
  "coveredTitle",
] as const;
const BM25 = columnOf("bm25");
const CHAR_UNIT = columnOf("charUnit");
const BALANCED = columnOf("balancedUnit");
/** How fast a candidate's weight falls with its distance from the top, in units of the fused score. */
const PEAK_SHARPNESS = 0.15;

export function answerabilityFeatures(input: AnswerabilityInput): number[] {
  const { query, features, scores, topAt, secondAt, metByTop } = input;
  const at = (candidate: number, column: number): number => features[candidate * FEATURE_COUNT + column] ?? 0;
  const top = scores[topAt] ?? 0;
  const second = secondAt < 0 ? 0 : (scores[secondAt] ?? 0);
  const total = Math.max(query.totalWeight, 1e-9);
  const content = query.terms.filter((term) => !term.isStop);
  return [
    ...TOP_COLUMNS.map((name) => at(topAt, columnOf(name))),
    at(topAt, BM25) / (2.2 * total),
    largest(features, CHAR_UNIT),
    largest(features, BALANCED),
    top > 0 ? (top - second) / top : 0,
    peakOf(scores, top),
    query.terms.reduce((sum, term) => sum + (term.stemId === undefined ? term.weight : 0), 0) / total,
    worstUnmet(query, metByTop),
    Math.log1p(query.wordCount),
    Math.log1p(content.length),
    top,
    agreementOf(features, topAt),
  ];
}

function largest(features: Float32Array, column: number): number {
  let max = 0;
  for (let at = column; at < features.length; at += FEATURE_COUNT) max = Math.max(max, features[at] ?? 0);
  return max;
}

/** Share of the top in a softmax over all candidates: 1 when nothing else comes near. */
function peakOf(scores: Float32Array, top: number): number {
  let sum = 0;
  for (const score of scores) sum += Math.exp((score - top) / PEAK_SHARPNESS);
  return sum > 0 ? 1 / sum : 0;
}

/** Weight of the heaviest term that the top passage does not meet, against the heaviest of all. */
function worstUnmet(query: Query, met: Float32Array): number {
  let heaviest = 0;
  let unmet = 0;
  for (const [at, term] of query.terms.entries()) {
    heaviest = Math.max(heaviest, term.weight);
    unmet = Math.max(unmet, term.weight * (1 - (met[at] ?? 0)));
  }
  return heaviest > 0 ? unmet / heaviest : 0;
}

/** Share of the lexical features that hold the top candidate to be the best. */
function agreementOf(features: Float32Array, topAt: number): number {
  let agreeing = 0;
  for (let column = 0; column < FEATURE_COUNT; column += 1) {
    const max = largest(features, column);
    if (max > 0 && (features[topAt * FEATURE_COUNT + column] ?? 0) >= max) agreeing += 1;
  }
  return agreeing / FEATURE_COUNT;
}
