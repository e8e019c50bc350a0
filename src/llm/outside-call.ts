import { RapportError } from "../domain/errors.ts";
import type { Clock } from "../ports/clock.ts";
import type { Logger } from "../ports/logger.ts";
import { createBreaker } from "./breaker.ts";
import { sleep, withDeadline } from "./deadline.ts";
import { faultOf, OutsideFault } from "./outside-fault.ts";
import { createRetryBudget, isRetryable, MAX_RETRIES, retryWaitMs } from "./retry.ts";

/** What a guarded call needs from outside; tests hand in their own. */
export interface OutsideTools {
  readonly clock: Clock;
  readonly logger: Logger;
  /** 0..1. */
  readonly random?: () => number;
  readonly sleep?: (spanMs: number, signal: AbortSignal) => Promise<void>;
}

export interface OutsideCallOptions {
  /** First part of every error code: `llm.deadline`, `embedder.http-429`, `emotion.breaker-open`. */
  readonly room: "llm" | "embedder" | "emotion";
  /** Which model, for the log. */
  readonly name: string;
  /** For all tries of one call together. */
  readonly deadlineMs: number;
  /** More calls at once are refused, so that a hanging server cannot eat all sockets. */
  readonly maxConcurrent?: number;
  readonly failureThreshold?: number;
  readonly coolDownMs?: number;
}

/** One guarded call. Rejects with a `RapportError` `<room>.*` only, within the deadline, after at most three tries. */
export type OutsideCall = <T>(
  attempt: (signal: AbortSignal) => Promise<T>,
  signal?: AbortSignal,
) => Promise<T>;

const MAX_CONCURRENT = 16;
const FAILURE_THRESHOLD = 5;
const COOL_DOWN_MS = 10_000;

export function createOutsideCall(options: OutsideCallOptions, tools: OutsideTools): OutsideCall {
  const random = tools.random ?? Math.random;
  const wait = tools.sleep ?? sleep;
  const budget = createRetryBudget();
  const breaker = createBreaker({
    clock: tools.clock,
    failureThreshold: options.failureThreshold ?? FAILURE_THRESHOLD,
    coolDownMs: options.coolDownMs ?? COOL_DOWN_MS,
    jitter: random,
    onChange: (state) => tools.logger.warn({ model: options.name, state }, "outside model: breaker changed"),
  });
  let running = 0;

  async function withRetries<T>(
    attempt: (signal: AbortSignal) => Promise<T>,
    endsAtMs: number,
    signal: AbortSignal,
  ): Promise<T> {
    budget.deposit();
    for (let retry = 0; ; retry += 1) {
      try {
        return await attempt(signal);
      } catch (error) {
        const fault = faultOf(error);
        const waitMs = isRetryable(fault) ? retryWaitMs(fault, retry, random()) : null;
        const remainingMs = endsAtMs - tools.clock.now().getTime();
        if (waitMs === null || waitMs >= remainingMs || retry >= MAX_RETRIES || !budget.withdraw())
          throw fault;
        await wait(waitMs, signal);
      }
    }
  }

  return async (attempt, signal) => {
    if (running >= (options.maxConcurrent ?? MAX_CONCURRENT))
      throw toError(options, new OutsideFault("busy"));
    const permit = breaker.tryAcquire();
    if (!permit) throw toError(options, new OutsideFault("breaker-open"));
    running += 1;
    const endsAtMs = tools.clock.now().getTime() + options.deadlineMs;
    try {
      const value = await withDeadline(
        (inner) => withRetries(attempt, endsAtMs, inner),
        options.deadlineMs,
        signal,
      );
      permit.succeed();
      return value;
    } catch (error) {
      const fault = faultOf(error);
      if (fault.kind === "aborted") permit.abandon();
      else if (isAboutTheRequest(fault)) permit.succeed();
      else permit.fail(holdMsOf(fault));
      throw toError(options, fault);
    } finally {
      running -= 1;
    }
  };
}

/** The server is well and did not like this one request: no reason to keep others from it. */
function isAboutTheRequest(fault: OutsideFault): boolean {
  return fault.kind === "http" && (fault.status === 400 || fault.status === 413 || fault.status === 422);
}

/** A pause asked for that is too long to wait inside a call. */
function holdMsOf(fault: OutsideFault): number | undefined {
  if (fault.retryAfterMs === null || retryWaitMs(fault, 0, 0) !== null) return undefined;
  return fault.retryAfterMs;
}

const CURES: Readonly<Record<OutsideFault["kind"], string>> = {
  deadline: "The model is slow: raise its deadline, take a smaller model, or look at its status page.",
  aborted: "Nothing to do: the caller gave up.",
  unreachable: "Check the address in the configuration and that the server is running.",
  http: "401 or 403: check the key. 404: check the model's name and the address. 429: raise the plan. 5xx: look at its status page.",
  "too-large":
    "The answer was larger than any real one: check that the address points to the right kind of server.",
  unreadable: "The answer has another shape: check that the address speaks the configured protocol.",
  empty: "The model said nothing: check that it is a chat model.",
  busy: "Too many calls at once: raise the limit or wait.",
  "breaker-open": "It failed several times in a row and rests for some seconds; it is tried again by itself.",
};

function toError(options: OutsideCallOptions, fault: OutsideFault): RapportError {
  const what = fault.status === null ? fault.kind : `${fault.kind}-${fault.status}`;
  return new RapportError(
    `${options.room}.${what}`,
    `${options.name} gave no answer: ${what}`,
    CURES[fault.kind],
  );
}
