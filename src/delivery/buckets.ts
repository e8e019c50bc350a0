import type { Rate } from "./send-limits.ts";

interface Bucket {
  tokens: number;
  filledAtMs: number;
  readonly rate: Rate;
}

/** Token buckets by name; a bucket that is full again is forgotten, so that quiet channels cost nothing. */
export interface Buckets {
  /** Takes a token; `false` when there is none. */
  take(name: string, rate: Rate, nowMs: number): boolean;
  /** Names without a token. */
  empty(nowMs: number): readonly string[];
  /** In how many ms the next empty bucket has a token; `null` when none is empty. */
  nextTokenInMs(nowMs: number): number | null;
}

export function createBuckets(): Buckets {
  const buckets = new Map<string, Bucket>();

  const fill = (bucket: Bucket, nowMs: number) => {
    // A clock set back must neither take nor give.
    const elapsedMs = Math.max(0, nowMs - bucket.filledAtMs);
    bucket.tokens = Math.min(bucket.rate.burst, bucket.tokens + (elapsedMs / 1_000) * bucket.rate.perSecond);
    bucket.filledAtMs = nowMs;
  };

  const sweep = (nowMs: number) => {
    for (const [name, bucket] of buckets) {
      fill(bucket, nowMs);
      if (bucket.tokens >= bucket.rate.burst) buckets.delete(name);
    }
  };

  return {
    take(name, rate, nowMs) {
      const bucket = buckets.get(name) ?? { tokens: rate.burst, filledAtMs: nowMs, rate };
      fill(bucket, nowMs);
      buckets.set(name, bucket);
      if (bucket.tokens < 1) return false;
      bucket.tokens -= 1;
      return true;
    },
    empty(nowMs) {
      sweep(nowMs);
      return [...buckets].filter(([, bucket]) => bucket.tokens < 1).map(([name]) => name);
    },
    nextTokenInMs(nowMs) {
      sweep(nowMs);
      const waits = [...buckets.values()]
        .filter((bucket) => bucket.tokens < 1)
        .map((bucket) => Math.ceil(((1 - bucket.tokens) / bucket.rate.perSecond) * 1_000));
      return waits.length === 0 ? null : Math.max(1, Math.min(...waits));
    },
  };
}
