import { setTimeout as sleep } from "node:timers/promises";
import { withReplicas } from "../../replicas/replica.ts";
import { openTruth } from "../../replicas/truth.ts";
import { type DiscordServers, openDiscordServers } from "../rig/discord-servers.ts";
import { judgeAsked, untilStored } from "../rig/discord-truth.ts";
import { seededRandom } from "../rig/random.ts";
import { seedDesk } from "../rig/seed-desk.ts";
import type { Scenario } from "../scenario.ts";

const PROCESSES = 3;
const SERVERS = 6;
const PAUSE_MS = 100;
const OPEN_MS = 60_000;
const SETTLE_MS = 120_000;

/** Three lines, each of which hears of the others' servers too, and some of it once more as after a resume. */
export const discordDuplicates: Scenario = {
  id: "N1-discord",
  title: "each event of Discord 1-4 times over 3 processes, all of which speak",
  criterion: "0 double effects, 0 missed",
  promises: ["P2"],
  databases: ["postgres"],
  unit: "events",
  fullSize: 2_000,
  limitMs: 60 * 60_000,
  async run({ size, seed, folder, freshDatabase, progress }) {
    const databaseUrl = await freshDatabase();
    await seedDesk(databaseUrl);
    const random = seededRandom(seed);
    const servers = await openDiscordServers(SERVERS, {
      shardCount: PROCESSES,
      hearsToo: () => random() < 0.6,
    });
    const { gateway } = servers.discord;
    const options = Array.from({ length: PROCESSES }, (_, n) => ({
      databaseUrl,
      folder,
      name: `p${n}`,
      env: { ...servers.environment, DISCORD_SHARDS: `${n}/${PROCESSES}` },
    }));
    const truth = openTruth(databaseUrl);
    try {
      return await withReplicas(options, async () => {
        const endsAt = performance.now() + OPEN_MS;
        while (new Set(gateway.lines.map(({ shardId }) => shardId)).size < PROCESSES) {
          if (performance.now() > endsAt) throw new Error("the lines were not opened");
          await sleep(50);
        }
        await sleep(1_000);
        const before = gateway.told;
        const asked: ReturnType<DiscordServers["ask"]>[] = [];
        for (let n = 0; n < size; n += 1) {
          asked.push(servers.ask(n));
          if (random() < 0.3) gateway.tellAgain();
          progress(n + 1);
          await sleep(PAUSE_MS);
        }
        const copies = gateway.told - before;
        await untilStored(truth, asked);
        const violations: string[] = [];
        if (!(await truth.settle(SETTLE_MS + size * 300))) violations.push("the queues did not empty");
        violations.push(...(await judgeAsked(truth, servers, asked)));
        const [{ n: messages = 0 } = {}] = await truth.sql<{ n: number }[]>`
          select count(*)::int as n from messages where message_key = any(${asked.map(({ messageKey }) => messageKey)}::text[])`;
        return { violations, figures: { events: size, "told to processes": copies, messages } };
      });
    } finally {
      await truth.close();
      await servers.close();
    }
  },
};
