import { startModelServer } from "../../fakes/model-server.ts";
import { type CrowdDesk, openCrowdDesk } from "../load/crowd-desk.ts";
import { atRate, quantile, round, until } from "../load/figures.ts";
import type { Scenario } from "../scenario.ts";

const OTHERS = 9;
const OTHERS_PER_SECOND = 2;
const NOISE_FACTOR = 100;
const MODEL_MS = 200;
const MOST_GROWTH = 2;

/** A message of each quiet tenant in turn; gives how long each took from its acknowledgement to its answer. */
async function quietMessages(desk: CrowdDesk, count: number, round: string): Promise<readonly number[]> {
  const sentAt = new Map<string, number>();
  const heard = new Map<string, number>();
  const look = setInterval(() => {
    for (const { outbound, atMs } of desk.said)
      if (outbound.channelKey.startsWith(round) && !heard.has(outbound.channelKey))
        heard.set(outbound.channelKey, atMs);
  }, 20);
  await atRate(count, OTHERS_PER_SECOND, async (n) => {
    const tenant = desk.tenants[1 + (n % OTHERS)];
    if (!tenant) return;
    const channelKey = `${round}-${n}`;
    await desk.spine.intake.accept(desk.message(tenant, { channelKey }));
    sentAt.set(channelKey, Date.now());
  });
  await until(() => heard.size === count, 60_000);
  clearInterval(look);
  return [...sentAt].map(([channelKey, at]) => (heard.get(channelKey) ?? Number.POSITIVE_INFINITY) - at);
}

export const noisyNeighbour: Scenario = {
  id: "N15",
  title: "one tenant sends a hundred times what each of nine others does",
  criterion: "the others' p95 from message to answer stays below twice the usual",
  promises: ["P5"],
  databases: ["pglite", "postgres"],
  unit: "messages of the others",
  fullSize: 200,
  limitMs: 20 * 60_000,
  async run(trial) {
    const model = await startModelServer(trial.seed);
    model.delayMs = MODEL_MS;
    const desk = await openCrowdDesk({
      databaseUrl: await trial.freshDatabase(),
      tenants: 1 + OTHERS,
      environment: {
        CHAT_PROVIDER: "openai-compatible",
        CHAT_BASE_URL: `${model.url}/v1`,
        CHAT_MODEL: "fake",
      },
    });
    try {
      await desk.spine.start();
      await quietMessages(desk, OTHERS, "warm");
      const usual = await quietMessages(desk, trial.size, "usual");
      const noisy = desk.tenants[0];
      if (!noisy) throw new Error("no tenant");
      const perSecond = (OTHERS_PER_SECOND / OTHERS) * NOISE_FACTOR;
      const seconds = trial.size / OTHERS_PER_SECOND;
      let noise = 0;
      const [beside] = await Promise.all([
        quietMessages(desk, trial.size, "beside"),
        atRate(Math.round(seconds * perSecond), perSecond, async (n) => {
          await desk.spine.intake.accept(desk.message(noisy, { channelKey: `noise-${n % 100}` }));
          noise += 1;
          trial.progress(Math.min(trial.size, Math.floor(n / perSecond) * OTHERS_PER_SECOND));
        }),
      ]);
      const before = quantile(usual, 0.95);
      const after = quantile(beside, 0.95);
      const slow =
        after >= before * MOST_GROWTH
          ? [`the others' p95 went from ${round(before)} to ${round(after)} ms`]
          : [];
      return {
        violations: [],
        slow,
        figures: {
          "usual p95 ms": round(before),
          "p95 beside the noise ms": round(after),
          "messages of the noisy one": noise,
          "its backlog": (await desk.spine.stats()).inboxDepth,
        },
      };
    } finally {
      await desk.close();
      await model.close();
    }
  },
};
