import { HOUR, SECOND } from "../../../src/domain/time.ts";

export interface IdentifyGuardOptions {
  /** Between two of the same bucket; Discord wants 5 s. */
  readonly everyMs: number;
  /** Shards that may begin at the same time, and how many sessions Discord grants us still. */
  readonly limit: () => Promise<{
    readonly atOnce: number;
    readonly remaining: number;
    readonly resetMs: number;
  }>;
  /** Monotonic. */
  readonly nowMs: () => number;
  readonly onHeldBack: (waitMs: number) => void;
}

export const IDENTIFY_EVERY_MS = 5.5 * SECOND;
/** After 1,000 sessions in a day Discord takes the token away. */
const MOST_IN_DAY = 900;
const DAY_MS = 24 * HOUR;
/** Sessions kept back for somebody who restarts by hand. */
const KEPT_BACK = 20;

/** Lets sessions begin in Discord's own pace, and stops before the day's number is used up. */
export function createIdentifyGuard({ everyMs, limit, nowMs, onHeldBack }: IdentifyGuardOptions) {
  const lastAtMs = new Map<number, number>();
  let begun: number[] = [];
  let queue: Promise<unknown> = Promise.resolve();

  const wait = async (ms: number, signal: AbortSignal): Promise<void> => {
    if (signal.aborted) throw new Error("aborted");
    if (ms <= 0) return;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(done, ms);
      function done(): void {
        signal.removeEventListener("abort", stop);
        resolve();
      }
      function stop(): void {
        clearTimeout(timer);
        reject(new Error("aborted"));
      }
      signal.addEventListener("abort", stop, { once: true });
    });
  };

  const budgetWaitMs = async (): Promise<{ readonly waitMs: number; readonly atOnce: number }> => {
    const since = nowMs() - DAY_MS;
    begun = begun.filter((atMs) => atMs > since);
    const oldest = begun[0];
    const ownMs = begun.length >= MOST_IN_DAY && oldest !== undefined ? oldest + DAY_MS - nowMs() : 0;
    const { atOnce, remaining, resetMs } = await limit();
    return { waitMs: Math.max(ownMs, remaining <= KEPT_BACK ? resetMs : 0), atOnce };
  };

  const pass = async (shardId: number, signal: AbortSignal): Promise<void> => {
    const { waitMs, atOnce } = await budgetWaitMs();
    if (waitMs > 0) onHeldBack(waitMs);
    await wait(waitMs, signal);
    const bucket = shardId % Math.max(1, atOnce);
    await wait((lastAtMs.get(bucket) ?? Number.NEGATIVE_INFINITY) + everyMs - nowMs(), signal);
    lastAtMs.set(bucket, nowMs());
    begun.push(nowMs());
  };

  return {
    waitForIdentify(shardId: number, signal: AbortSignal): Promise<void> {
      const turn = queue.then(() => pass(shardId, signal));
      queue = turn.catch(() => undefined);
      return turn;
    },
  };
}
