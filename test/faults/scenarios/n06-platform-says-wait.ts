import { HOUR, SECOND } from "../../../src/domain/time.ts";
import { createFakeClock } from "../../fakes/clock.ts";
import { openCrowdDesk, type Said } from "../load/crowd-desk.ts";
import { quantile, round } from "../load/figures.ts";
import type { Scenario, Trial } from "../scenario.ts";

/** What an adapter makes of `Retry-After`: seconds as ms, `null` for none or words, and numbers nobody means. */
const ASKED_MS: readonly (number | null)[] = [1_000, 30_000, 3_600_000, 36_000_000, null, Number.NaN, -5_000];
const OTHERS = 20;
const STEP_MS = 250;
const BUSY = "busy";

interface Run {
  /** From the post's row to its being said, of channels nobody spoke of, in ms of the clock. */
  readonly othersMs: readonly number[];
  /** Calls for the busy channel, in ms after the first refusal. */
  readonly calls: readonly number[];
  readonly said: number;
  readonly asked: number;
}

/** Posts of all channels on a platform that once tells one channel to wait; the clock is moved by hand. */
async function runOnce(trial: Trial, perChannel: number, askedMs: number | null | undefined): Promise<Run> {
  const clock = createFakeClock();
  const calls: number[] = [];
  let refusedAtMs: number | null = null;
  const desk = await openCrowdDesk({
    databaseUrl: await trial.freshDatabase(),
    tenants: 1,
    clock,
    platform: "slack",
    hasDocuments: false,
    async onDeliver({ outbound, atMs }: Said) {
      if (outbound.channelKey !== BUSY) return null;
      if (refusedAtMs !== null) calls.push(atMs - refusedAtMs);
      if (askedMs === undefined || refusedAtMs !== null) return null;
      refusedAtMs = atMs;
      return { kind: "retry", code: "slack.ratelimited", retryAfterMs: askedMs, scope: "channel" };
    },
  });
  try {
    const [tenant] = desk.tenants;
    if (!tenant) throw new Error("no tenant");
    const channels = [BUSY, ...Array.from({ length: OTHERS }, (_, n) => `other-${n}`)];
    const addedAt = new Map<string, number>();
    const longest = perChannel + 20 + (askedMs && askedMs > 0 ? Math.min(askedMs, HOUR) / SECOND : 0);
    for (let n = 0; n < perChannel; n += 1) {
      await desk.foundations.store.transaction(tenant.tenantId, async ({ outbox }) => {
        for (const channelKey of channels) {
          const summary = `${channelKey}/${n}`;
          addedAt.set(summary, clock.now().getTime());
          await outbox.add({
            workspaceId: tenant.workspaceId,
            causeKey: summary,
            outbound: {
              kind: "post",
              platform: "slack",
              workspaceKey: tenant.workspaceKey,
              channelKey,
              threadKey: null,
              content: { summary, blocks: [] },
            },
          });
        }
      });
      for (let waited = 0; waited < 2 * SECOND; waited += STEP_MS) {
        await desk.spine.runUntilIdle();
        clock.advance(STEP_MS);
      }
    }
    for (let waited = 0; waited < longest; waited += 1) {
      if (desk.said.length === perChannel * channels.length) break;
      await desk.spine.runUntilIdle();
      clock.advance(SECOND);
    }
    const othersMs = desk.said.flatMap(({ outbound, atMs }) =>
      "content" in outbound && outbound.channelKey !== BUSY
        ? [atMs - (addedAt.get(outbound.content.summary) ?? 0)]
        : [],
    );
    return { othersMs, calls, said: desk.said.length, asked: perChannel * channels.length };
  } finally {
    await desk.close();
  }
}

export const platformSaysWait: Scenario = {
  id: "N6",
  title:
    "a platform tells one channel to wait: 1 s, 30 s, an hour, ten hours, nothing, words, a negative number",
  criterion:
    "others' p95 grows at most 25 %; no call within the wait, which is capped at an hour; nothing is dropped",
  promises: ["P5"],
  databases: ["pglite", "postgres"],
  unit: "posts a channel",
  fullSize: 20,
  async run(trial) {
    const violations: string[] = [];
    const slow: string[] = [];
    const normal = await runOnce(trial, trial.size, undefined);
    const usual = quantile(normal.othersMs, 0.95);
    let worst = usual;
    let early = 0;
    for (const [done, askedMs] of ASKED_MS.entries()) {
      const run = await runOnce(trial, trial.size, askedMs);
      const name = String(askedMs);
      const p95 = quantile(run.othersMs, 0.95);
      worst = Math.max(worst, p95);
      if (p95 > usual * 1.25 + STEP_MS)
        slow.push(`told to wait ${name} ms, others' p95 went from ${usual} to ${p95} ms`);
      if (run.said !== run.asked)
        violations.push(`told to wait ${name} ms, ${run.asked - run.said} posts were dropped`);
      const windowMs = askedMs !== null && askedMs > 0 ? Math.min(askedMs, HOUR) : 400;
      const within = run.calls.filter((afterMs) => afterMs < windowMs).length;
      early += within;
      if (within > 0) violations.push(`told to wait ${name} ms, ${within} calls came earlier`);
      const first = Math.min(...run.calls);
      if (first > windowMs + 10 * SECOND)
        slow.push(`told to wait ${name} ms, the next call came after ${first} ms`);
      trial.progress(Math.floor(((done + 1) / ASKED_MS.length) * trial.size));
    }
    return {
      violations,
      slow,
      figures: { "usual p95 ms": round(usual), "worst p95 ms": round(worst), "calls within the wait": early },
    };
  },
};
