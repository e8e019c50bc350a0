import { FEATURE_COUNT, LEXICAL_FEATURES } from "../lexical/features.ts";

/**
 * What the model reads, in this order. Most are raw: a score made relative to the query cannot tell whether to speak.
 * Chosen by leaving one development set out; 23 others (spread, unseen words, length of the question ...) added nothing.
 */
export const ANSWERABILITY_FEATURES = [
  "closeness",
  "charTimesCovered",
  "askedTitle",
  "topScore",
  "margin",
  "agreement",
] as const;

export interface AnswerabilityInput {
  /** Raw lexical features, `FEATURE_COUNT` per candidate. */
  readonly features: Float32Array;
  /** Fused score by candidate, 0..1. */
  readonly scores: Float32Array;
  /** Candidate at the top; and the best of another article, -1 when there is none. */
  readonly topAt: number;
  readonly secondAt: number;
}

const columnOf = (name: (typeof LEXICAL_FEATURES)[number]): number => LEXICAL_FEATURES.indexOf(name);
const CHAR_UNIT = columnOf("charUnit");
const COVERED_UNIT = columnOf("coveredUnit");
const ASKED_TITLE = columnOf("askedTitle");

export function answerabilityFeatures(input: AnswerabilityInput): number[] {
  const { features, scores, topAt, secondAt } = input;
  const at = (column: number): number => features[topAt * FEATURE_COUNT + column] ?? 0;
  const top = scores[topAt] ?? 0;
  const second = secondAt < 0 ? 0 : (scores[secondAt] ?? 0);
  const agreement = agreementOf(features, topAt);
  const product = at(CHAR_UNIT) * at(COVERED_UNIT);
  return [
    Math.cbrt(product * agreement),
    product,
    at(ASKED_TITLE),
    top,
    top > 0 ? (top - second) / top : 0,
    agreement,
  ];
}

/** Share of the lexical features that hold the top candidate to be the best. */
function agreementOf(features: Float32Array, topAt: number): number {
  let agreeing = 0;
  for (let column = 0; column < FEATURE_COUNT; column += 1) {
    let max = 0;
    for (let at = column; at < features.length; at += FEATURE_COUNT) max = Math.max(max, features[at] ?? 0);
    if (max > 0 && (features[topAt * FEATURE_COUNT + column] ?? 0) >= max) agreeing += 1;
  }
  return agreeing / FEATURE_COUNT;
}
