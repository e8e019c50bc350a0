import { MINUTE } from "../../../src/domain/time.ts";

/** A request signed for the last second that is taken is good for this long in all. */
const KEPT_MS = 10 * MINUTE;
const MOST_KEPT = 300_000;

/** Remembers signatures that were acted upon: an exact copy is no request of Slack's, which signs every delivery anew. */
export interface ReplayGuard {
  /** `false`: seen before, or being worked on just now. */
  begin(signature: string, nowMs: number): boolean;
  /** It could not be kept: the same request may come again. */
  release(signature: string): void;
}

export function createReplayGuard(mostKept = MOST_KEPT): ReplayGuard {
  // In order of arrival, so that the oldest stand first.
  const seen = new Map<string, number>();

  const dropOld = (nowMs: number): void => {
    for (const [signature, atMs] of seen) {
      if (nowMs - atMs < KEPT_MS && seen.size < mostKept) return;
      seen.delete(signature);
    }
  };

  return {
    begin(signature, nowMs) {
      dropOld(nowMs);
      if (seen.has(signature)) return false;
      seen.set(signature, nowMs);
      return true;
    },
    release(signature) {
      seen.delete(signature);
    },
  };
}
