import { startModelServer } from "../../fakes/model-server.ts";
import { ANSWER_WORDS, openCrowdDesk } from "../load/crowd-desk.ts";
import { atRate, quantile, round, until, watchMemory } from "../load/figures.ts";
import { storedKeys } from "../load/stored-keys.ts";
import type { Scenario } from "../scenario.ts";

const PER_SECOND = 50;
const DEADLINE_MS = 2_000;
/** The guard's own: no more calls to one model at a time. */
const MOST_SOCKETS = 16;
const RSS_CAP_MB = { pglite: 1_200, postgres: 600 };

export const modelHangs: Scenario = {
  id: "N3",
  title: "the model takes every call and never answers, at 50 messages a second",
  criterion:
    "ack p99 < 500 ms and max < 2.5 s; no more than 16 sockets; every message stored and answered without the model; RSS below its cap",
  promises: ["P3", "P6", "P8"],
  databases: ["pglite", "postgres"],
  unit: "messages",
  fullSize: 30_000,
  limitMs: 45 * 60_000,
  async run(trial) {
    const model = await startModelServer(trial.seed);
    model.mode = "hang";
    const desk = await openCrowdDesk({
      databaseUrl: await trial.freshDatabase(),
      tenants: 2,
      environment: {
        CHAT_PROVIDER: "openai-compatible",
        CHAT_BASE_URL: `${model.url}/v1`,
        CHAT_MODEL: "fake",
        CHAT_DEADLINE_MS: String(DEADLINE_MS),
      },
    });
    const violations: string[] = [];
    const slow: string[] = [];
    const ackMs: number[] = [];
    const acked: string[] = [];
    const memory = watchMemory();
    try {
      await desk.spine.start();
      await atRate(trial.size, PER_SECOND, async (n) => {
        const tenant = desk.tenants[n % desk.tenants.length];
        if (!tenant) return;
        // A channel each: where the same was asked a moment ago, the answer given then stands.
        const event = desk.message(tenant, { channelKey: `c${n}` });
        const beganAt = performance.now();
        const outcome = await desk.spine.intake.accept(event).catch(() => null);
        ackMs.push(performance.now() - beganAt);
        if (outcome?.kind === "accepted") acked.push(event.messageKey);
        if (n % 100 === 0) trial.progress(n);
      });
      const sentFor = trial.size / PER_SECOND;
      const isDrained = await until(
        async () => (await desk.spine.stats()).inboxDepth + (await desk.spine.stats()).outboxDepth === 0,
        60_000 + sentFor * 10_000,
      );
      if (!isDrained) violations.push("the backlog was not worked off");
      const stored = new Set(await storedKeys(desk));
      const lost = acked.filter((key) => !stored.has(key)).length;
      if (lost > 0) violations.push(`${lost} acknowledged messages are not stored`);
      const answers = desk.said.filter(
        ({ outbound }) => outbound.kind === "post" && JSON.stringify(outbound).includes(ANSWER_WORDS),
      );
      if (answers.length < acked.length)
        violations.push(`${acked.length - answers.length} messages got no answer from the documents`);
      const p99 = quantile(ackMs, 0.99);
      const longest = Math.max(...ackMs);
      if (p99 >= 500) slow.push(`ack p99 was ${round(p99)} ms`);
      if (longest >= 2_500) slow.push(`the longest ack took ${round(longest)} ms`);
      if (model.mostOpen > MOST_SOCKETS) violations.push(`${model.mostOpen} sockets were open to the model`);
      const hasOpened = desk.logger.lines.some(({ fields }) => fields.state === "open");
      if (!hasOpened) violations.push("the breaker never opened");
      const rss = memory.highestMb();
      if (rss >= RSS_CAP_MB[trial.database]) violations.push(`resident memory reached ${round(rss)} MB`);
      if (desk.logger.lines.some(({ level }) => level === "error")) violations.push("an error was logged");
      return {
        violations,
        slow,
        figures: {
          acked: acked.length,
          lost,
          answered: answers.length,
          "ack p99 ms": round(p99),
          "ack max ms": round(longest),
          "model calls": model.journal.length,
          "most sockets": model.mostOpen,
          "RSS MB": round(rss),
        },
      };
    } finally {
      memory.stop();
      await desk.close();
      await model.close();
    }
  },
};
