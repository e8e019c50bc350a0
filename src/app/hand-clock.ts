import type { Clock } from "../ports/clock.ts";

/** A clock that is moved by hand: recorded conversations and sample history live in their own time. */
export interface HandClock extends Clock {
  set(at: Date): void;
}

export function createHandClock(startAt: Date): HandClock {
  let current = startAt;
  return {
    now: () => current,
    set(at) {
      if (at > current) current = at;
    },
  };
}
