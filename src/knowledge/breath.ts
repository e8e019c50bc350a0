import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";

/** The event loop is given back after this long. */
const SLICE_MS = 2;

export interface Breath {
  pauseIfDue(): Promise<void>;
}

/** Lets long loops breathe: `pauseIfDue` yields when the present slice has lasted 2 ms. */
export function createBreath(sliceMs = SLICE_MS): Breath {
  let startedAt = performance.now();
  return {
    async pauseIfDue() {
      if (performance.now() - startedAt < sliceMs) return;
      await nextTurn();
      startedAt = performance.now();
    },
  };
}

/** A turn of the loop that takes longer than this had somebody else's work in it. */
const ALONE_MS = 1;
/** With slices of 2 ms, a third of the thread at most is taken from others. */
const REST_MS = 4;

/** For work that nobody waits for: at full speed while the loop has nothing else to do, and seldom beside others. */
export function createBackgroundBreath(
  parts: {
    readonly nowMs?: () => number;
    readonly yieldTurn?: () => Promise<unknown>;
    readonly rest?: (ms: number) => Promise<unknown>;
  } = {},
): Breath {
  const { nowMs = () => performance.now(), yieldTurn = () => nextTurn(), rest = (ms) => sleep(ms) } = parts;
  let startedAt = nowMs();
  return {
    async pauseIfDue() {
      const yieldedAt = nowMs();
      if (yieldedAt - startedAt < SLICE_MS) return;
      await yieldTurn();
      if (nowMs() - yieldedAt > ALONE_MS) await rest(REST_MS);
      startedAt = nowMs();
    },
  };
}
