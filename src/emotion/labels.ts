import { EMOTIONS, type EmotionLabel, type Mood } from "../domain/emotion.ts";

/** The model's outputs: the 27 labels of GoEmotions and neutral. The order is part of the weights' format. */
export const FINE_LABELS = [
  "admiration",
  "amusement",
  "anger",
  "annoyance",
  "approval",
  "caring",
  "confusion",
  "curiosity",
  "desire",
  "disappointment",
  "disapproval",
  "disgust",
  "embarrassment",
  "excitement",
  "fear",
  "gratitude",
  "grief",
  "joy",
  "love",
  "nervousness",
  "optimism",
  "pride",
  "realization",
  "relief",
  "remorse",
  "sadness",
  "surprise",
  "neutral",
] as const;
export type FineLabel = (typeof FINE_LABELS)[number];
export const OUTPUTS = FINE_LABELS.length;

/** The grouping by the authors of GoEmotions; what is missing here is joy. */
const EMOTION_OF: Partial<Record<FineLabel, EmotionLabel>> = {
  anger: "anger",
  annoyance: "anger",
  disapproval: "anger",
  disgust: "disgust",
  fear: "fear",
  nervousness: "fear",
  sadness: "sadness",
  disappointment: "sadness",
  embarrassment: "sadness",
  grief: "sadness",
  remorse: "sadness",
  surprise: "surprise",
  realization: "surprise",
  confusion: "surprise",
  curiosity: "surprise",
  neutral: "neutral",
};

const MOOD_OF: Record<FineLabel, Mood> = {
  joy: "happy",
  amusement: "happy",
  excitement: "happy",
  love: "happy",
  pride: "happy",
  gratitude: "satisfied",
  approval: "satisfied",
  admiration: "satisfied",
  relief: "satisfied",
  caring: "satisfied",
  neutral: "neutral",
  confusion: "confused",
  surprise: "confused",
  annoyance: "frustrated",
  nervousness: "frustrated",
  fear: "frustrated",
  anger: "angry",
  disgust: "angry",
  disapproval: "skeptical",
  curiosity: "engaged",
  desire: "engaged",
  optimism: "engaged",
  realization: "engaged",
  disappointment: "disappointed",
  embarrassment: "disappointed",
  sadness: "resigned",
  grief: "resigned",
  remorse: "resigned",
};

const NEGATIVE_EMOTIONS: ReadonlySet<EmotionLabel> = new Set(["anger", "disgust", "fear", "sadness"]);

const emotionOf = (label: FineLabel): EmotionLabel => EMOTION_OF[label] ?? "joy";

/** For each output, the index of its emotion in `EMOTIONS`. */
export const EMOTION_INDEX: readonly number[] = FINE_LABELS.map((label) =>
  EMOTIONS.indexOf(emotionOf(label)),
);
/** For each output, its mood. */
export const OUTPUT_MOODS: readonly Mood[] = FINE_LABELS.map((label) => MOOD_OF[label]);
/** For each output, whether it belongs to anger, disgust, fear or sadness. */
export const IS_NEGATIVE: readonly boolean[] = FINE_LABELS.map((label) =>
  NEGATIVE_EMOTIONS.has(emotionOf(label)),
);

const maskWhere = (keep: (label: FineLabel) => boolean): number =>
  FINE_LABELS.reduce((mask, label, index) => (keep(label) ? mask | (1 << index) : mask), 0);

/** Outputs of one emotion as a bit mask. */
export const emotionMask = (emotion: EmotionLabel): number =>
  maskWhere((label) => emotionOf(label) === emotion);
/** One output as a bit mask; 0 for a word that is no output. */
export const fineMask = (name: string): number => maskWhere((label) => label === name);
export const NEGATIVE_MASK = maskWhere((label) => NEGATIVE_EMOTIONS.has(emotionOf(label)));
/** What a routine request may be: neutral, or asking. */
export const ROUTINE_MASK = emotionMask("neutral") | emotionMask("surprise");
