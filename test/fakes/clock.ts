import type { Clock } from "../../src/ports/clock.ts";

/** A clock with hands: it stands still until it is moved. */
export interface FakeClock extends Clock {
  advance(spanMs: number): void;
  set(at: string | Date): void;
}

/** Starts at `at`, by default a Tuesday morning. */
export function createFakeClock(at: string | Date = "2026-03-03T09:00:00.000Z"): FakeClock {
  let nowMs = new Date(at).getTime();
  return {
    now: () => new Date(nowMs),
    advance(spanMs) {
      nowMs += spanMs;
    },
    set(next) {
      nowMs = new Date(next).getTime();
    },
  } satisfies FakeClock;
}
