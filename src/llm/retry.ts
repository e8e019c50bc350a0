import type { OutsideFault } from "./outside-fault.ts";

/** Tries after the first. */
export const MAX_RETRIES = 2;
/** A longer pause is not waited for: the fallback answers and the breaker keeps the pause. */
export const MAX_RETRY_WAIT_MS = 5_000;
const BASE_WAIT_MS = 250;

/** Only what is worth asking again: too many requests, or a fault of the server. */
export function isRetryable(fault: OutsideFault): boolean {
  return fault.kind === "http" && fault.status !== null && (fault.status === 429 || fault.status >= 500);
}

/**
 * How long to wait before try number `retry` (0, 1, ...); `null` when the other side asks for more than we wait.
 * `random` 0..1. A pause that was asked for is kept in full, ours is drawn from its upper half.
 */
export function retryWaitMs(fault: OutsideFault, retry: number, random: number): number | null {
  const ownMs = BASE_WAIT_MS * 2 ** retry * (0.5 + 0.5 * random);
  if (fault.retryAfterMs === null) return ownMs;
  return fault.retryAfterMs > MAX_RETRY_WAIT_MS ? null : Math.max(ownMs, fault.retryAfterMs);
}

/** RFC 9110 `Retry-After`: seconds or a date; `null` for nothing, text and the past. */
export function parseRetryAfterMs(header: string | null, now: Date): number | null {
  const value = header?.trim() ?? "";
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1_000;
  if (!/^[A-Z][a-z]{2}, \d{2} /.test(value)) return null;
  const spanMs = Date.parse(value) - now.getTime();
  return Number.isFinite(spanMs) && spanMs > 0 ? spanMs : null;
}

/** Keeps repeated tries a fraction of all calls, so that a struggling server is not asked twice as much. */
export interface RetryBudget {
  /** A first try was made. */
  deposit(): void;
  /** `false`: no repeated try now. */
  withdraw(): boolean;
}

/** `share` of first tries may be repeated, after a reserve of `reserve` repeats for quiet times. */
export function createRetryBudget(share = 0.2, reserve = 5): RetryBudget {
  let tokens = reserve;
  return {
    deposit() {
      tokens = Math.min(reserve, tokens + share);
    },
    withdraw() {
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
  };
}
