import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type AttemptFacts,
  judgeOutcome,
  judgeReconciled,
  MAY_BE_SENT,
} from "../../src/delivery/judge-outcome.ts";
import type { DeliveryOutcome } from "../../src/domain/outbound.ts";

const FRESH: AttemptFacts = {
  attempt: 1,
  maxAttempts: 20,
  repeatableForMs: 0,
  canReconcile: false,
  mayBeSent: false,
  draw: 1,
};
const waitAsked = (retryAfterMs: number | null): DeliveryOutcome => ({
  kind: "retry",
  code: "rate-limited",
  retryAfterMs,
  scope: "channel",
});

describe("a platform that asks to wait", () => {
  test.each([
    ["a second", 1_000, 1_000],
    ["half a minute", 30_000, 30_000],
    ["an hour", 3_600_000, 3_600_000],
    ["a week", 604_800_000, 3_600_000],
    ["nothing named", null, 1_000],
    ["a negative span", -5, 1_000],
    ["words", Number.NaN, 1_000],
    ["for ever", Number.POSITIVE_INFINITY, 1_000],
  ])("%s", (_name, asked, expected) => {
    expect(judgeOutcome(waitAsked(asked), FRESH)).toMatchObject({ kind: "postpone", waitMs: expected });
  });

  test("is asked no more after the last attempt", () => {
    expect(judgeOutcome(waitAsked(null), { ...FRESH, attempt: 20 })).toMatchObject({ kind: "failed" });
  });
});

describe("an attempt of unknown fate", () => {
  const unknown: DeliveryOutcome = { kind: "uncertain", code: "timeout" };

  test("is left to a person where nothing guards against a copy", () => {
    expect(judgeOutcome(unknown, FRESH)).toEqual({ kind: "uncertain", errorCode: "timeout" });
  });
  test("is looked up where the platform allows a look", () => {
    expect(judgeOutcome(unknown, { ...FRESH, canReconcile: true })).toMatchObject({ kind: "reconcile" });
  });
  test("is repeated where a copy does no harm", () => {
    expect(judgeOutcome(unknown, { ...FRESH, repeatableForMs: 120_000 })).toMatchObject({
      kind: "postpone",
      errorCode: MAY_BE_SENT,
    });
  });
  test("is not repeated when the guard ends before the wait does", () => {
    const facts = { ...FRESH, repeatableForMs: 120_000, mayBeSent: true };
    expect(judgeOutcome(waitAsked(600_000), facts)).toMatchObject({ kind: "uncertain" });
  });
  test("found by the look is sent; not found is tried again; not known stays uncertain", () => {
    const facts = { ...FRESH, canReconcile: true, mayBeSent: true };
    const sent: DeliveryOutcome = { kind: "sent", messageKey: "k", permalink: null };
    expect(judgeReconciled(sent, "timeout", facts).kind).toBe("sent");
    expect(judgeReconciled(waitAsked(null), "timeout", facts).kind).toBe("postpone");
    expect(judgeReconciled(unknown, "timeout", facts)).toEqual({ kind: "uncertain", errorCode: "timeout" });
  });
});

/**
 * A platform that remembers keys for a while and may take a post without saying so. Whatever it answers, a row ends
 * with at most one post, and one that was never posted is failed or tried again, never called sent.
 */
test("no history of answers doubles a post", () => {
  const step = fc.record({
    takes: fc.boolean(),
    says: fc.constantFrom("sent", "retry", "refused", "uncertain", "lost"),
    retryAfterMs: fc.option(fc.double({ min: -10, max: 10_000_000 }), { nil: null }),
    draw: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(
      fc.array(step, { minLength: 1, maxLength: 40 }),
      fc.constantFrom(0, 60_000, 120_000, Number.POSITIVE_INFINITY),
      fc.boolean(),
      (steps, guardMs, canReconcile) => {
        let nowMs = 0;
        let posts = 0;
        let postedAtMs: number | null = null;
        let mayBeSent = false;
        let attempt = 0;
        for (const { takes, says, retryAfterMs, draw } of steps) {
          attempt += 1;
          const isRefusedCopy = postedAtMs !== null && nowMs - postedAtMs < guardMs;
          // Honest platforms: `sent` is posted, `retry` and `refused` are not; the rest nobody knows.
          const isPosted = says === "sent" || ((says === "uncertain" || says === "lost") && takes);
          if (isPosted && !isRefusedCopy) {
            posts += 1;
            postedAtMs = nowMs;
          }
          const said: DeliveryOutcome =
            isRefusedCopy || says === "sent"
              ? { kind: "sent", messageKey: "k", permalink: null }
              : says === "retry"
                ? { kind: "retry", code: "later", retryAfterMs, scope: "channel" }
                : says === "refused"
                  ? { kind: "refused", code: "no", cure: "" }
                  : { kind: "uncertain", code: "unknown" };
          const facts: AttemptFacts = {
            attempt,
            maxAttempts: 20,
            repeatableForMs: guardMs,
            canReconcile,
            mayBeSent,
            draw,
          };
          let verdict = judgeOutcome(said, facts);
          if (verdict.kind === "reconcile") {
            const found: DeliveryOutcome =
              posts > 0 ? { kind: "sent", messageKey: "k", permalink: null } : { ...waitFor(null) };
            verdict = judgeReconciled(found, verdict.errorCode, facts);
          }
          expect(posts).toBeLessThanOrEqual(1);
          if (verdict.kind === "sent") expect(posts).toBe(1);
          if (verdict.kind === "failed") expect(posts).toBe(0);
          if (verdict.kind !== "postpone") return;
          mayBeSent = verdict.errorCode === MAY_BE_SENT;
          // Nothing posted is forgotten: a row that goes back silently has no post behind it.
          if (!mayBeSent) expect(posts).toBe(0);
          nowMs += verdict.waitMs;
        }
      },
    ),
    { numRuns: 2_000 },
  );
});

const waitFor = (retryAfterMs: number | null) => waitAsked(retryAfterMs);
