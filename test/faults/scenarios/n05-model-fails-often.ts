import { startModelServer } from "../../fakes/model-server.ts";
import { ANSWER_WORDS, openCrowdDesk } from "../load/crowd-desk.ts";
import { atRate, quantile, round, until } from "../load/figures.ts";
import type { Scenario } from "../scenario.ts";

const PER_SECOND = 10;
const FAIL_SHARE = 0.3;
const MOST_CALLS_SHARE = 1.3;
const DRAIN_MS = 120_000;

export const modelFailsOften: Scenario = {
  id: "N5",
  title: "30 % of the model's answers are errors",
  criterion: "at most 2 repeats a message, drawn apart; calls <= 1.3 x needed; worked off in 2 minutes",
  promises: ["P6"],
  databases: ["pglite", "postgres"],
  unit: "messages",
  fullSize: 3_000,
  async run(trial) {
    const model = await startModelServer(trial.seed);
    model.failShare = FAIL_SHARE;
    const desk = await openCrowdDesk({
      databaseUrl: await trial.freshDatabase(),
      tenants: 2,
      environment: {
        CHAT_PROVIDER: "openai-compatible",
        CHAT_BASE_URL: `${model.url}/v1`,
        CHAT_MODEL: "fake",
      },
    });
    const violations: string[] = [];
    try {
      await desk.spine.start();
      await atRate(trial.size, PER_SECOND, async (n) => {
        const tenant = desk.tenants[n % desk.tenants.length];
        if (tenant) await desk.spine.intake.accept(desk.message(tenant, { channelKey: `c${n}` }));
        if (n % 50 === 0) trial.progress(n);
      });
      const endedAt = performance.now();
      const isDrained = await until(async () => {
        const { inboxDepth, outboxDepth } = await desk.spine.stats();
        return inboxDepth + outboxDepth === 0;
      }, DRAIN_MS);
      const drainedMs = performance.now() - endedAt;
      if (!isDrained) violations.push("the backlog was not worked off in two minutes");
      // Each prompt carries a mark of its own: the same body again is a repeat.
      const calls = new Map<string, number[]>();
      for (const { body, atMs } of model.journal) {
        const key = JSON.stringify(body);
        calls.set(key, [...(calls.get(key) ?? []), atMs]);
      }
      const most = Math.max(0, ...[...calls.values()].map((times) => times.length));
      if (most > 3) violations.push(`one message was asked about ${most} times`);
      const share = model.journal.length / Math.max(1, calls.size);
      if (share > MOST_CALLS_SHARE) violations.push(`${round(share)} calls were made for each one needed`);
      const gaps = [...calls.values()].flatMap(([first, second]) =>
        first === undefined || second === undefined ? [] : [second - first],
      );
      const spread = quantile(gaps, 0.9) - quantile(gaps, 0.1);
      if (gaps.length > 10 && spread < 20)
        violations.push(`repeats come ${round(spread)} ms apart: they are not drawn`);
      const answered = desk.said.filter(({ outbound }) =>
        JSON.stringify(outbound).includes(ANSWER_WORDS),
      ).length;
      if (answered < trial.size) violations.push(`${trial.size - answered} messages got no answer`);
      return {
        violations,
        figures: {
          "calls needed": calls.size,
          "calls made": model.journal.length,
          share: round(share),
          repeats: gaps.length,
          "spread of the first pause ms": round(spread),
          "drained ms": round(drainedMs),
        },
      };
    } finally {
      await desk.close();
      await model.close();
    }
  },
};
