import { setTimeout as sleep } from "node:timers/promises";

/** The value that `share` (0..1) of the values do not exceed; 0 for none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

export const round = (value: number): number => Math.round(value * 100) / 100;

const TICK_MS = 5;

/**
 * The longest this process kept its event loop for itself, in ms, since the start or the last look. Time in which the
 * machine gave the process no core is not counted: the shorter of elapsed and used time is taken.
 */
export function watchLoop(): { longestMs(): number; stop(): void } {
  let longest = 0;
  let at = performance.now();
  let used = process.cpuUsage();
  const timer = setInterval(() => {
    const { user, system } = process.cpuUsage(used);
    const elapsedMs = performance.now() - at - TICK_MS;
    longest = Math.max(longest, Math.min(elapsedMs, (user + system) / 1_000));
    at = performance.now();
    used = process.cpuUsage();
  }, TICK_MS);
  return {
    longestMs() {
      const found = longest;
      longest = 0;
      return found;
    },
    stop: () => clearInterval(timer),
  };
}

/** The highest resident memory of this process, in MB, looked at four times a second. */
export function watchMemory(): { highestMb(): number; stop(): void } {
  let highest = process.memoryUsage.rss();
  const timer = setInterval(() => {
    highest = Math.max(highest, process.memoryUsage.rss());
  }, 250);
  return { highestMb: () => highest / 2 ** 20, stop: () => clearInterval(timer) };
}

/** Calls `work` at a steady rate whatever it does with its time; resolves when all have ended. */
export async function atRate(
  count: number,
  perSecond: number,
  work: (n: number) => Promise<void>,
): Promise<void> {
  const beganAt = performance.now();
  const running: Promise<void>[] = [];
  for (let n = 0; n < count; n += 1) {
    const waitMs = beganAt + (n * 1_000) / perSecond - performance.now();
    if (waitMs > 0) await sleep(waitMs);
    running.push(work(n));
  }
  await Promise.all(running);
}

/** Looks ten times a second; `false` when it did not come true in time. */
export async function until(isTrue: () => boolean | Promise<boolean>, withinMs: number): Promise<boolean> {
  const endsAt = performance.now() + withinMs;
  for (;;) {
    if (await isTrue()) return true;
    if (performance.now() > endsAt) return false;
    await sleep(100);
  }
}

/** The same numbers for the same seed, 0..1. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
