import { EMOTIONS, type EmotionLabel } from "../domain/emotion.ts";
import { CUES, type CueName } from "./cues.ts";
import { EMOTION_INDEX } from "./labels.ts";

/**
 * What a turn of speech adds to the log share of an emotion. Chosen by hand and checked on goemotions.dev and airline.dev:
 * the public data hold few people who ask for the third time, cancel, or mean the opposite of what they say.
 */
const EMOTION_BOOSTS: Readonly<Record<CueName, Partial<Record<EmotionLabel, number>>>> = {
  cancel: { sadness: 1.2 },
  leaving: { sadness: 0.7, anger: 0.4 },
  refund: { anger: 1.2 },
  repeat: { anger: 1 },
  waiting: { anger: 0.8 },
  broken: { anger: 0.5, sadness: 0.2 },
  sarcasm: { anger: 1.5, joy: -1.5 },
  confused: { surprise: 0.7 },
  doubt: { neutral: 0.3, joy: -0.5 },
  resigned: { sadness: 1 },
  disappointed: { sadness: 0.8 },
  keen: {},
  worked: { joy: 0.8, anger: -0.8, sadness: -0.4 },
  hurry: { fear: 0.3, anger: 0.2 },
  human: {},
  request: { neutral: 0.6, surprise: -0.3, joy: -0.3 },
  shout: { anger: 1 },
  insult: { anger: 0.8 },
};

/** By the index of the cue: what is added to each output. */
export const CUE_BOOSTS: readonly (readonly number[])[] = CUES.map((cue) =>
  EMOTION_INDEX.map((emotion) => EMOTION_BOOSTS[cue][EMOTIONS[emotion] ?? "neutral"] ?? 0),
);
