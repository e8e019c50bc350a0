/** The seven emotions, in the order of every stored score, chart and test. */
export const EMOTIONS = ["anger", "disgust", "fear", "joy", "neutral", "sadness", "surprise"] as const;
export type EmotionLabel = (typeof EMOTIONS)[number];

/** One value per label, each 0..1, together 1. */
export type EmotionScores = Readonly<Record<EmotionLabel, number>>;

export const MOODS = [
  "happy",
  "satisfied",
  "neutral",
  "confused",
  "frustrated",
  "angry",
  "resigned",
  "skeptical",
  "engaged",
  "disappointed",
] as const;
export type Mood = (typeof MOODS)[number];

const NEGATIVE: readonly EmotionLabel[] = ["anger", "disgust", "fear", "sadness"];

/** What one tagger read out of one message. */
export interface EmotionTag {
  readonly scores: EmotionScores;
  /** -1 (bad) .. 1 (good). */
  readonly sentiment: number;
  readonly mood: Mood;
  /** 0..1, an ordering of how much this text sounds like an unhappy customer; no probability of leaving. */
  readonly risk: number;
  /** Name of the model that read it, stored with each reading. */
  readonly model: string;
  readonly modelVersion: string;
}

export const NOT_ANALYSED_REASONS = [
  "staff",
  "bot",
  "standing-unknown",
  "opted-out",
  "emotion-off",
  "nothing-to-read",
  "tagger-unavailable",
] as const;
/** Why a message has no reading. Analysis is refused unless the author is positively a customer. */
export type NotAnalysedReason = (typeof NOT_ANALYSED_REASONS)[number];

export type EmotionOutcome =
  | { readonly kind: "tagged"; readonly tag: EmotionTag }
  | { readonly kind: "not-analysed"; readonly reason: NotAnalysedReason };

/**
 * The seed formula: anger + disgust + fear + sadness, in per cent (0..100).
 * Shown as "negative emotion share"; it orders dissatisfaction no better than chance on real dialogues
 * and is therefore never called a probability.
 */
export function negativeEmotionSharePercent(scores: EmotionScores): number {
  let share = 0;
  for (const label of NEGATIVE) share += scores[label];
  return Math.min(100, Math.max(0, share * 100));
}

/** The label with the highest score; the first of equals. */
export function topEmotion(scores: EmotionScores): EmotionLabel {
  let best: EmotionLabel = "neutral";
  for (const label of EMOTIONS) if (scores[label] > scores[best]) best = label;
  return best;
}
