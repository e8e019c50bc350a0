import { startModelServer } from "../../fakes/model-server.ts";
import { openCrowdDesk } from "../load/crowd-desk.ts";
import { atRate, quantile, round, until, watchMemory } from "../load/figures.ts";
import { storedKeys } from "../load/stored-keys.ts";
import type { Scenario } from "../scenario.ts";

const TENANTS = 20;
const CHANNELS_EACH = 25;
const PER_SECOND = 500;
const MODEL_MS = 200;
const DRAIN_MS = 10 * 60_000;
const RSS_CAP_MB = { pglite: 1_200, postgres: 600 };

export const burst: Scenario = {
  id: "N14",
  title: "10,000 questions in 20 s over 20 tenants, with a model that thinks for 0.2 s",
  criterion: "all accepted or 503, 0 lost, ack p99 < 1.5 s, worked off in 10 minutes, RSS below its cap",
  promises: ["P1", "P3", "P8"],
  databases: ["pglite", "postgres"],
  unit: "messages",
  fullSize: 10_000,
  limitMs: 30 * 60_000,
  async run(trial) {
    const model = await startModelServer(trial.seed);
    model.delayMs = MODEL_MS;
    const desk = await openCrowdDesk({
      databaseUrl: await trial.freshDatabase(),
      tenants: TENANTS,
      environment: {
        CHAT_PROVIDER: "openai-compatible",
        CHAT_BASE_URL: `${model.url}/v1`,
        CHAT_MODEL: "fake",
      },
    });
    const violations: string[] = [];
    const slow: string[] = [];
    const ackMs: number[] = [];
    const acked: string[] = [];
    let refused = 0;
    const memory = watchMemory();
    try {
      await desk.spine.start();
      await atRate(trial.size, PER_SECOND, async (n) => {
        const tenant = desk.tenants[n % TENANTS];
        if (!tenant) return;
        const event = desk.message(tenant, { channelKey: `c${Math.floor(n / TENANTS) % CHANNELS_EACH}` });
        const beganAt = performance.now();
        try {
          const outcome = await desk.spine.intake.accept(event);
          if (outcome.kind === "accepted") acked.push(event.messageKey);
          else violations.push(`a message was answered ${outcome.kind}`);
        } catch {
          // 503: the platform sends again.
          refused += 1;
        }
        ackMs.push(performance.now() - beganAt);
      });
      const sentAt = performance.now();
      const limitMs = Math.max(60_000, (DRAIN_MS * trial.size) / 10_000);
      const isDrained = await until(async () => {
        const { inboxDepth, outboxDepth } = await desk.spine.stats();
        trial.progress(Math.max(0, trial.size - inboxDepth - outboxDepth));
        return inboxDepth + outboxDepth === 0;
      }, limitMs);
      const drainedMs = performance.now() - sentAt;
      if (!isDrained) violations.push(`the backlog was not worked off in ${Math.round(limitMs / 1_000)} s`);
      const stored = await storedKeys(desk);
      const known = new Set(stored);
      const lost = acked.filter((key) => !known.has(key)).length;
      if (isDrained && lost > 0) violations.push(`${lost} acknowledged messages are not stored`);
      if (known.size !== stored.length)
        violations.push(`${stored.length - known.size} messages are stored twice`);
      const p99 = quantile(ackMs, 0.99);
      if (p99 >= 1_500) slow.push(`ack p99 was ${round(p99)} ms`);
      const rss = memory.highestMb();
      if (rss >= RSS_CAP_MB[trial.database]) violations.push(`resident memory reached ${round(rss)} MB`);
      return {
        violations,
        slow,
        figures: {
          acked: acked.length,
          "refused with 503": refused,
          lost,
          "ack p99 ms": round(p99),
          "ack max ms": round(Math.max(...ackMs)),
          "drained s": round(drainedMs / 1_000),
          "model calls": model.journal.length,
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
