import { EMOTIONS, type EmotionScores, type EmotionTag, MOODS, topEmotion } from "../domain/emotion.ts";
import { EMOTION_INDEX, IS_NEGATIVE, OUTPUTS } from "./labels.ts";
import { moodOf } from "./mood.ts";
import type { Reading } from "./reader.ts";
import { type Manifest, MODEL_NAME, MODEL_VERSION } from "./weights.ts";

/** Keeps the logit of a share finite. */
const SMALLEST_SHARE = 1e-6;

/** A text without a word says nothing: neutral, and the lowest risk. */
const NOTHING_READ: EmotionTag = {
  scores: { anger: 0, disgust: 0, fear: 0, joy: 0, neutral: 1, sadness: 0, surprise: 0 },
  sentiment: 0,
  mood: "neutral",
  risk: 0,
  model: MODEL_NAME,
  modelVersion: MODEL_VERSION,
};

/** A constant of this file in its inner loops: where imports are getters (tests), they would take most of the time. */
const COUNT = OUTPUTS;
const NO_BOOSTS: readonly number[] = new Array<number>(OUTPUTS).fill(0);

/**
 * Gives the function that turns what the model says of a text into scores, sentiment, mood and risk. It works in the same
 * room for each text.
 */
export function createInterpreter(manifest: Manifest): (reading: Reading) => EmotionTag {
  const logits = new Float64Array(OUTPUTS);
  const fine = new Float64Array(OUTPUTS);
  return (reading) => {
    if (reading.size === 0) return NOTHING_READ;
    logitsOf(reading, manifest.factors, logits);
    const chosen = groupScores(probabilities(logits, manifest.biases, manifest.scoreBoosts, fine));
    const natural = probabilities(logits, manifest.biases, NO_BOOSTS, fine);
    return {
      scores: calibrated(chosen, manifest.confidence),
      sentiment: sentimentOf(natural, manifest),
      mood: MOODS[moodOf(natural, reading.cues, manifest.moodBoosts)] ?? "neutral",
      risk: riskOf(negativeLogit(reading, manifest, logits, fine), manifest),
      model: MODEL_NAME,
      modelVersion: MODEL_VERSION,
    };
  };
}

/** The two halves of the model and what cues and signs add, together. */
export function logitsOf(
  { grams, net, boosts }: Reading,
  factors: Manifest["factors"],
  into = new Float64Array(OUTPUTS),
): Float64Array {
  for (let output = 0; output < COUNT; output++) {
    into[output] =
      factors.grams * (grams[output] ?? 0) + factors.net * (net[output] ?? 0) + (boosts[output] ?? 0);
  }
  return into;
}

/** The seven scores as they are shown. Multipliers for rare emotions choose the label; then its score is calibrated. */
export function scoresOf(reading: Reading, manifest: Manifest): EmotionScores {
  return calibrated(chosenScores(reading, manifest), manifest.confidence);
}

/** The scores that choose the label, before they are calibrated. */
export const chosenScores = (reading: Reading, manifest: Manifest): EmotionScores =>
  groupScores(probabilities(logitsOf(reading, manifest.factors), manifest.biases, manifest.scoreBoosts));

/** How much the highest score stays above the next. */
const SMALLEST_LEAD = 1e-6;

export const logit = (share: number): number => {
  const kept = Math.max(SMALLEST_SHARE, Math.min(1 - SMALLEST_SHARE, share));
  return Math.log(kept / (1 - kept));
};
export const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value));

/**
 * Gives the highest score the share of such readings that are right; the others keep their proportions in what is left.
 * The highest stays the highest.
 */
export function calibrated(
  scores: EmotionScores,
  { slope, intercept }: Manifest["confidence"],
): EmotionScores {
  const top = topEmotion(scores);
  const rest = 1 - scores[top];
  if (rest < SMALLEST_SHARE) return scores;
  let next = 0;
  for (const emotion of EMOTIONS) if (emotion !== top) next = Math.max(next, scores[emotion]);
  const lowest = next / (rest + next) + SMALLEST_LEAD;
  const confidence = Math.min(1, Math.max(lowest, sigmoid(slope * logit(scores[top]) + intercept)));
  const shown = { ...scores };
  for (const emotion of EMOTIONS) shown[emotion] = (scores[emotion] * (1 - confidence)) / rest;
  shown[top] = confidence;
  return shown;
}

/** Softmax of the logits with their biases and, where given, further boosts. */
export function probabilities(
  logits: Float64Array,
  biases: readonly number[],
  boosts = NO_BOOSTS,
  into = new Float64Array(OUTPUTS),
): Float64Array {
  let highest = Number.NEGATIVE_INFINITY;
  for (let output = 0; output < COUNT; output++) {
    const value = (logits[output] ?? 0) + (biases[output] ?? 0) + (boosts[output] ?? 0);
    into[output] = value;
    if (value > highest) highest = value;
  }
  let total = 0;
  for (let output = 0; output < COUNT; output++) {
    const power = Math.exp((into[output] ?? 0) - highest);
    into[output] = power;
    total += power;
  }
  for (let output = 0; output < COUNT; output++) into[output] = (into[output] ?? 0) / total;
  return into;
}

/** The 28 probabilities summed to the seven emotions. */
export function groupScores(fine: Float64Array): EmotionScores {
  const sums = new Array<number>(EMOTIONS.length).fill(0);
  for (let output = 0; output < COUNT; output++) {
    const emotion = EMOTION_INDEX[output] ?? 0;
    sums[emotion] = (sums[emotion] ?? 0) + (fine[output] ?? 0);
  }
  const [anger = 0, disgust = 0, fear = 0, joy = 0, neutral = 0, sadness = 0, surprise = 0] = sums;
  return { anger, disgust, fear, joy, neutral, sadness, surprise };
}

function sentimentOf(fine: Float64Array, { sentiment }: Manifest): number {
  let sum = sentiment.intercept;
  for (let output = 0; output < COUNT; output++)
    sum += (sentiment.weights[output] ?? 0) * (fine[output] ?? 0);
  return Math.max(-1, Math.min(1, sum));
}

/** The log odds of anger, disgust, fear and sadness together, with the class shares of support talk. */
export function negativeLogit(
  reading: Reading,
  manifest: Pick<Manifest, "riskFactors" | "biases" | "riskBoosts">,
  logits = new Float64Array(OUTPUTS),
  fine = new Float64Array(OUTPUTS),
): number {
  logitsOf(reading, manifest.riskFactors, logits);
  probabilities(logits, manifest.biases, manifest.riskBoosts, fine);
  let share = 0;
  for (let output = 0; output < COUNT; output++) if (IS_NEGATIVE[output]) share += fine[output] ?? 0;
  return logit(share);
}

/** A monotone map of the negative share, fitted so that 0.5 is where a human should look. */
const riskOf = (negative: number, { risk }: Manifest): number =>
  sigmoid(risk.slope * negative + risk.intercept);
