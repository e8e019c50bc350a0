import { percentile } from "../harness/statistics.ts";
import { seededDraw } from "./seeded.ts";

/**
 * Arrival times in milliseconds from the start, fixed before it: exponential gaps around the rate, as of people who
 * know nothing of each other. `null` for everything at once.
 */
export function arrivalTimes(count: number, perSecond: number | null, seed: number): Float64Array {
  const times = new Float64Array(count);
  if (perSecond === null) return times;
  const draw = seededDraw(seed);
  let atMs = 0;
  for (let index = 0; index < count; index += 1) {
    atMs += (-Math.log(1 - draw()) * 1_000) / perSecond;
    times[index] = atMs;
  }
  return times;
}

export interface LoopClock {
  /** Monotonic milliseconds. */
  now(): number;
  /** Resolves at or soon after that instant. */
  until(atMs: number): Promise<void>;
}

export interface OpenLoopResult {
  readonly sent: number;
  /** Requests that failed or were refused. */
  readonly errors: number;
  readonly firstError: string | null;
  /** From the start to the last answer. */
  readonly wallMs: number;
  /** From when a request was due, not from when it was sent: waiting for a free connection counts. */
  readonly latency: {
    readonly p50Ms: number;
    readonly p99Ms: number;
    readonly maxMs: number;
    /** 0..1: how many waited longer than a second. */
    readonly overSecond: number;
  };
}

/** Sends every request when it is due, whatever became of those before. */
export async function runOpenLoop(
  dueMs: Float64Array,
  send: (index: number) => Promise<void>,
  clock: LoopClock,
): Promise<OpenLoopResult> {
  const startedMs = clock.now();
  const latencies = new Float64Array(dueMs.length);
  let errors = 0;
  let firstError: string | null = null;
  const one = async (index: number): Promise<void> => {
    try {
      await send(index);
    } catch (fault) {
      errors += 1;
      firstError ??= fault instanceof Error ? fault.message : String(fault);
    }
    latencies[index] = clock.now() - startedMs - (dueMs[index] ?? 0);
  };
  const answers: Promise<void>[] = [];
  for (let index = 0; index < dueMs.length; index += 1) {
    const dueAtMs = startedMs + (dueMs[index] ?? 0);
    if (dueAtMs > clock.now()) await clock.until(dueAtMs);
    answers.push(one(index));
  }
  await Promise.all(answers);
  return {
    sent: dueMs.length,
    errors,
    firstError,
    wallMs: clock.now() - startedMs,
    latency: {
      p50Ms: percentile(latencies, 0.5),
      p99Ms: percentile(latencies, 0.99),
      maxMs: percentile(latencies, 1),
      overSecond: latencies.filter((ms) => ms > 1_000).length / Math.max(1, latencies.length),
    },
  };
}
