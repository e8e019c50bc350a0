import { setImmediate as nextTurn } from "node:timers/promises";

/** The event loop is given back after this long. */
const SLICE_MS = 2;

/** Lets long loops breathe: `pauseIfDue` yields when the present slice has lasted 2 ms. */
export function createBreath(sliceMs = SLICE_MS): { pauseIfDue(): Promise<void> } {
  let startedAt = performance.now();
  return {
    async pauseIfDue() {
      if (performance.now() - startedAt < sliceMs) return;
      await nextTurn();
      startedAt = performance.now();
    },
  };
}
