import { EMOTIONS, type EmotionScores, type EmotionTag } from "../domain/emotion.ts";
import type { emotionReadings } from "./schema/index.ts";

/** Columns of `emotion_readings` that hold a tag. */
export type TagRow = Pick<
  typeof emotionReadings.$inferSelect,
  EmotionScoreName | "sentiment" | "mood" | "risk" | "model" | "modelVersion"
>;
type EmotionScoreName = keyof EmotionScores;

/** The database keeps four bytes a score; sums must be made of the same numbers before and after. */
export const toTag = (row: TagRow): EmotionTag => ({
  scores: stored(row),
  sentiment: Math.fround(row.sentiment),
  mood: row.mood,
  risk: Math.fround(row.risk),
  model: row.model,
  modelVersion: row.modelVersion,
});

export function toTagRow(tag: EmotionTag): TagRow {
  const { scores, ...rest } = tag;
  return { ...stored(scores), ...rest };
}

export function stored(scores: EmotionScores): EmotionScores {
  const rounded = { anger: 0, disgust: 0, fear: 0, joy: 0, neutral: 0, sadness: 0, surprise: 0 };
  for (const label of EMOTIONS) rounded[label] = Math.fround(scores[label]);
  return rounded;
}
