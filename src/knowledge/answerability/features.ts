import { FEATURE_COUNT, LEXICAL_FEATURES } from "../lexical/features.ts";

/**
 * What the model for entries (an FAQ, an intent: one passage is the whole article) reads, in this order. Most are raw: a
 * score made relative to the query cannot tell whether to speak. Chosen by leaving one development set out.
 */
export const ENTRY_FEATURES = [
  "closeness",
  "charTimesCovered",
  "askedTitle",
  "topScore",
  "margin",
  "agreement",
] as const;

/**
 * What the model for articles in many passages reads. There the answer is one sentence among many, and its subject often
 * stands in the heading only: what counts is how much of the question's meaning is found, and how much is found nowhere.
 */
export const PASSAGE_FEATURES = [
  "closeness",
  "charTimesCovered",
  "topScore",
  "margin",
  "agreement",
  "contentUnit",
  "contentPassage",
  "contentKind",
  "contentHeading",
  "unseenShare",
  "contentWords",
  "missedWeight",
  "coveredWeight",
] as const;

export interface AnswerabilityInput {
  /** Raw lexical features, `FEATURE_COUNT` per candidate. */
  readonly features: Float32Array;
  /** Fused score by candidate, 0..1. */
  readonly scores: Float32Array;
  /** Candidate at the top; and the best of another article, -1 when there is none. */
  readonly topAt: number;
  readonly secondAt: number;
  readonly question: QuestionReading;
}

/** What is known of the question alone; part of `Query`. */
export interface QuestionReading {
  /** Summed rarity of the words that carry meaning. */
  readonly contentWeight: number;
  readonly contentCount: number;
  /** Share of that weight on words that no passage holds, not even spelled alike, 0..1. */
  readonly unseenShare: number;
  /** 0 when the wording does not tell what an answer must hold. */
  readonly kinds: number;
}

type FeatureName = (typeof LEXICAL_FEATURES)[number];
/** Features that vote on whether the top candidate is the best; what came later has no vote, the model was fitted so. */
const VOTING = 15;
/** Weights of words are around 5: brings their sums to the size of the other features. */
const WEIGHT_SCALE = 10;

export function entryFeatures(input: AnswerabilityInput): number[] {
  const { closeness, product, top, margin, agreement, at } = readTop(input);
  return [closeness, product, at("askedTitle"), top, margin, agreement];
}

export function passageFeatures(input: AnswerabilityInput): number[] {
  const { closeness, product, top, margin, agreement, at } = readTop(input);
  const { contentWeight, contentCount, unseenShare, kinds } = input.question;
  const found = at("contentPassage");
  return [
    closeness,
    product,
    top,
    margin,
    agreement,
    at("contentUnit"),
    found,
    at(kinds === 0 ? "contentUnit" : "contentKind"),
    at("contentHeading"),
    unseenShare,
    Math.log1p(contentCount),
    ((1 - found) * contentWeight) / WEIGHT_SCALE,
    (found * contentWeight) / WEIGHT_SCALE,
  ];
}

function readTop({ features, scores, topAt, secondAt }: AnswerabilityInput) {
  const at = (name: FeatureName): number =>
    features[topAt * FEATURE_COUNT + LEXICAL_FEATURES.indexOf(name)] ?? 0;
  const top = scores[topAt] ?? 0;
  const second = secondAt < 0 ? 0 : (scores[secondAt] ?? 0);
  const agreement = agreementOf(features, topAt);
  const product = at("charUnit") * at("coveredUnit");
  const margin = top > 0 ? (top - second) / top : 0;
  return { at, top, agreement, product, margin, closeness: Math.cbrt(product * agreement) };
}

/** Share of the lexical features that hold the top candidate to be the best. */
function agreementOf(features: Float32Array, topAt: number): number {
  let agreeing = 0;
  for (let column = 0; column < VOTING; column += 1) {
    let max = 0;
    for (let at = column; at < features.length; at += FEATURE_COUNT) max = Math.max(max, features[at] ?? 0);
    if (max > 0 && (features[topAt * FEATURE_COUNT + column] ?? 0) >= max) agreeing += 1;
  }
  return agreeing / VOTING;
}
