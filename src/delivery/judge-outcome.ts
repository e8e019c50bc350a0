import type { DeliveryOutcome } from "../domain/outbound.ts";
import { HOUR, MINUTE, SECOND } from "../domain/time.ts";
import { backOffMs } from "../spine/back-off.ts";

/** What an attempt's outcome is judged by. */
export interface AttemptFacts {
  /** 1 for the first. */
  readonly attempt: number;
  readonly maxAttempts: number;
  /**
   * For how long a second copy would do no harm: for ever where the act can be repeated (an edit, a reaction) or the
   * platform refuses copies, 0 where nobody does.
   */
  readonly repeatableForMs: number;
  readonly canReconcile: boolean;
  /** An earlier attempt may have been posted. */
  readonly mayBeSent: boolean;
  /** 0..1, for the jitter. */
  readonly draw: number;
}

export type Verdict =
  | { readonly kind: "sent"; readonly messageKey: string | null; readonly permalink: string | null }
  | {
      readonly kind: "postpone";
      readonly waitMs: number;
      readonly errorCode: string;
      readonly scope: "channel" | "workspace";
    }
  | { readonly kind: "failed"; readonly errorCode: string }
  /** Ask the platform once whether it is there. */
  | { readonly kind: "reconcile"; readonly errorCode: string }
  | { readonly kind: "uncertain"; readonly errorCode: string };

/** Kept on a row that is tried again although it may have been posted. */
export const MAY_BE_SENT = "delivery.may-be-sent";

/** No platform asks for more in earnest; the longest seen is 3,600 s. */
const LONGEST_WAIT_MS = HOUR;
const BACK_OFF = { firstMs: SECOND, mostMs: 5 * MINUTE };
/** With a copy guard that ends, the attempts must too: four with their pauses stay under a minute. */
const MAX_GUARDED_ATTEMPTS = 4;

/** What becomes of a row after one attempt. Pure. */
export function judgeOutcome(outcome: DeliveryOutcome, facts: AttemptFacts): Verdict {
  switch (outcome.kind) {
    case "sent":
      return outcome;
    case "retry":
      return judgeRetry(outcome, facts);
    case "refused":
      return facts.mayBeSent ? doubt(outcome.code, facts) : { kind: "failed", errorCode: outcome.code };
    case "uncertain":
      return judgeUncertain(outcome.code, facts);
  }
}

/** The platform's answer to the one question whether a post is there. `retry` says that it is not. */
export function judgeReconciled(outcome: DeliveryOutcome, errorCode: string, facts: AttemptFacts): Verdict {
  if (outcome.kind === "uncertain") return { kind: "uncertain", errorCode };
  return judgeOutcome(outcome, { ...facts, mayBeSent: false });
}

function judgeRetry(outcome: DeliveryOutcome & { kind: "retry" }, facts: AttemptFacts): Verdict {
  const waitMs = saneWaitMs(outcome.retryAfterMs) ?? backOffMs(facts.attempt, BACK_OFF, facts.draw);
  if (facts.mayBeSent && waitMs > facts.repeatableForMs) return doubt(outcome.code, facts);
  if (facts.attempt < facts.maxAttempts) {
    const errorCode = facts.mayBeSent ? MAY_BE_SENT : outcome.code;
    return { kind: "postpone", waitMs, errorCode, scope: outcome.scope };
  }
  return facts.mayBeSent ? doubt(outcome.code, facts) : { kind: "failed", errorCode: outcome.code };
}

function judgeUncertain(errorCode: string, facts: AttemptFacts): Verdict {
  const waitMs = backOffMs(facts.attempt, BACK_OFF, facts.draw);
  const isForEver = facts.repeatableForMs === Number.POSITIVE_INFINITY;
  const mostAttempts = isForEver ? facts.maxAttempts : Math.min(MAX_GUARDED_ATTEMPTS, facts.maxAttempts);
  if (waitMs < facts.repeatableForMs && facts.attempt < mostAttempts)
    return { kind: "postpone", waitMs, errorCode: MAY_BE_SENT, scope: "channel" };
  return doubt(errorCode, facts);
}

const doubt = (errorCode: string, facts: AttemptFacts): Verdict => ({
  kind: facts.canReconcile ? "reconcile" : "uncertain",
  errorCode,
});

/** Platforms send seconds, nothing, words or nonsense; adapters make milliseconds of it, and we trust no number. */
function saneWaitMs(retryAfterMs: number | null): number | null {
  if (retryAfterMs === null || !Number.isFinite(retryAfterMs) || retryAfterMs < 0) return null;
  return Math.min(LONGEST_WAIT_MS, Math.max(SECOND / 10, retryAfterMs));
}
