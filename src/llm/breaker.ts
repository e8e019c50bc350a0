import type { Clock } from "../ports/clock.ts";

export type BreakerState = "closed" | "open" | "half-open";

/** The right to make one call. Exactly one of the three is said about it; later words are ignored. */
export interface Permit {
  succeed(): void;
  /** `holdMs`: the other side asked for so long a pause; the breaker opens at once for that span. */
  fail(holdMs?: number): void;
  /** The call was given up by its caller: it says nothing about the other side. */
  abandon(): void;
}

export interface Breaker {
  state(): BreakerState;
  /** `null` while calls are held back. */
  tryAcquire(): Permit | null;
}

export interface BreakerOptions {
  readonly clock: Clock;
  /** Failures in a row that open it. */
  readonly failureThreshold: number;
  readonly coolDownMs: number;
  /** 0..1; stretches the cool-down by up to half, so that replicas do not probe in step. */
  readonly jitter: () => number;
  readonly onChange?: (state: BreakerState) => void;
}

/** The longest pause another side can ask for. */
export const MAX_HOLD_MS = 5 * 60_000;

/**
 * closed -> open after `failureThreshold` failures in a row -> half-open when the cool-down is over: one probe decides.
 * Results of calls that began before the last change of state are stale and change nothing.
 */
export function createBreaker(options: BreakerOptions): Breaker {
  let failures = 0;
  /** `null` while closed. */
  let openUntilMs: number | null = null;
  let isProbing = false;
  let epoch = 0;
  const nowMs = () => options.clock.now().getTime();

  function state(): BreakerState {
    if (openUntilMs === null) return "closed";
    return isProbing || nowMs() >= openUntilMs ? "half-open" : "open";
  }

  function open(spanMs: number): void {
    openUntilMs = nowMs() + spanMs;
    isProbing = false;
    epoch += 1;
    options.onChange?.("open");
  }

  function close(): void {
    const wasOpen = openUntilMs !== null;
    failures = 0;
    openUntilMs = null;
    isProbing = false;
    if (!wasOpen) return;
    epoch += 1;
    options.onChange?.("closed");
  }

  function fail(holdMs: number | undefined): void {
    const coolDownMs = options.coolDownMs * (1 + 0.5 * options.jitter());
    failures += 1;
    if (holdMs !== undefined) open(Math.max(coolDownMs, Math.min(holdMs, MAX_HOLD_MS)));
    else if (isProbing || failures >= options.failureThreshold) open(coolDownMs);
  }

  function permit(): Permit {
    const born = epoch;
    let isSettled = false;
    const once = (settle: () => void) => {
      if (isSettled || born !== epoch) return;
      isSettled = true;
      settle();
    };
    return {
      succeed: () => once(close),
      fail: (holdMs) => once(() => fail(holdMs)),
      abandon: () =>
        once(() => {
          isProbing = false;
        }),
    };
  }

  function tryAcquire(): Permit | null {
    if (openUntilMs === null) return permit();
    if (isProbing || nowMs() < openUntilMs) return null;
    isProbing = true;
    options.onChange?.("half-open");
    return permit();
  }

  return { state, tryAcquire };
}
