import { MINUTE } from "../../../src/domain/time.ts";

/** A request signed for the last second that is taken is good for this long in all. */
const KEPT_MS = 10 * MINUTE;
const MOST_KEPT = 200_000;

/** Remembers signatures that were acted upon. `false`: an exact copy, which is no request of Discord's. */
export function createReplayGuard(mostKept = MOST_KEPT): (signature: string, nowMs: number) => boolean {
  // In order of arrival, so that the oldest stand first.
  const seen = new Map<string, number>();
  return (signature, nowMs) => {
    for (const [old, atMs] of seen) {
      if (nowMs - atMs < KEPT_MS && seen.size < mostKept) break;
      seen.delete(old);
    }
    if (seen.has(signature)) return false;
    seen.set(signature, nowMs);
    return true;
  };
}
