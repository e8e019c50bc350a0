import type { SpeakingTruth } from "./truth.ts";

/** One judged message of a channel. */
export interface JudgedMessage {
  readonly truth: SpeakingTruth;
  readonly confidence: number;
}

export interface SpeakingFigures {
  readonly threshold: number;
  /** Requests flagged by at least one of their messages, and messages flagged that are none. */
  readonly found: number;
  readonly wrong: number;
  /** 0..1; `null` when nothing was flagged. */
  readonly precision: number | null;
  readonly recall: number | null;
}

/** Precision and recall of "this is a request" at a threshold; flagging any message of a request counts once. */
export function measureSpeaking(
  channels: readonly (readonly JudgedMessage[])[],
  threshold: number,
): SpeakingFigures {
  let found = 0;
  let requests = 0;
  let wrong = 0;
  for (const channel of channels) {
    const all = new Set<string>();
    const flagged = new Set<string>();
    for (const { truth, confidence } of channel) {
      const isFlagged = confidence >= threshold;
      if (truth.kind === "request") {
        all.add(truth.requestId);
        if (isFlagged) flagged.add(truth.requestId);
      } else if (truth.kind === "none" && isFlagged) wrong += 1;
    }
    found += flagged.size;
    requests += all.size;
  }
  return {
    threshold,
    found,
    wrong,
    precision: found + wrong === 0 ? null : found / (found + wrong),
    recall: requests === 0 ? null : found / requests,
  };
}
