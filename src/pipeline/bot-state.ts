import type { EmotionOutcome } from "../domain/emotion.ts";
import type { BotState } from "../domain/thread.ts";
import { HOUR } from "../domain/time.ts";

const REST: BotState = { warmth: 0.5, urgency: 0, caution: 0.5 };
/** After this long without words half of any excitement is gone. */
const HALF_LIFE_MS = 2 * HOUR;
const STEP = 0.35;

/** The bot's own state after a message: pulled by what was read, decaying towards rest, always within 0..1. */
export function nextBotState(state: BotState, emotion: EmotionOutcome, sinceLastMs: number): BotState {
  const kept = 0.5 ** (Math.max(0, sinceLastMs) / HALF_LIFE_MS);
  const decayed = {
    warmth: REST.warmth + (state.warmth - REST.warmth) * kept,
    urgency: REST.urgency + (state.urgency - REST.urgency) * kept,
    caution: REST.caution + (state.caution - REST.caution) * kept,
  };
  if (emotion.kind !== "tagged") return bounded(decayed);
  const { sentiment, risk } = emotion.tag;
  return bounded({
    warmth: decayed.warmth + STEP * Math.max(0, sentiment) * 0.5,
    urgency: decayed.urgency + STEP * (risk - decayed.urgency),
    caution: decayed.caution + STEP * (risk - 0.5),
  });
}

function bounded(state: BotState): BotState {
  const clamp = (value: number): number =>
    Math.round(Math.min(1, Math.max(0, Number.isFinite(value) ? value : 0)) * 1_000) / 1_000;
  return { warmth: clamp(state.warmth), urgency: clamp(state.urgency), caution: clamp(state.caution) };
}
