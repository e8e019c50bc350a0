import { setTimeout as sleep } from "node:timers/promises";
import { type Replica, startReplica } from "../../replicas/replica.ts";
import { openTruth } from "../../replicas/truth.ts";
import { type DiscordServers, openDiscordServers } from "../rig/discord-servers.ts";
import { judgeAsked, untilStored } from "../rig/discord-truth.ts";
import { seedDesk } from "../rig/seed-desk.ts";
import type { Scenario, Verdict } from "../scenario.ts";

const SHARDS = 4;
const SERVERS = 8;
const PAUSE_MS = 250;
/** A holder's place is free after a window and a half; then two shards begin one after another, 5.5 s apart. */
const TAKEN_OVER_MS = 16_000 + 2 * 5_500 + 3_000;
/** A start of the process comes on top. */
const RESTARTED_MS = TAKEN_OVER_MS + 30_000;
const SETTLE_MS = 120_000;

const linesOf = ({ discord }: DiscordServers, shardIds: readonly number[]) => {
  const open = (shardId: number) =>
    discord.gateway.lines.findLast((line) => line.shardId === shardId)?.open ?? 0;
  return shardIds.map(open);
};

async function untilOpen(
  servers: DiscordServers,
  shardIds: readonly number[],
  forMs: number,
): Promise<number> {
  const beganMs = performance.now();
  while (!linesOf(servers, shardIds).every((open) => open > 0)) {
    if (performance.now() - beganMs > forMs) return Number.POSITIVE_INFINITY;
    await sleep(20);
  }
  return Math.round(performance.now() - beganMs);
}

/** Two shares of the bot's shards over three processes, one of which only takes in; every process that listens dies once. */
export const discordShards: Scenario = {
  id: "M7",
  title:
    "four shards of Discord over three processes: a listener killed, taken over by a door, another killed and restarted, a stop in order",
  criterion:
    "never two lines of one shard; a dead one's shards taken over in 30 s; 0 missed, 0 doubled, each answered once",
  promises: ["P2", "P4"],
  databases: ["postgres"],
  unit: "messages",
  fullSize: 1_000,
  limitMs: 60 * 60_000,
  async run({ size, folder, freshDatabase, progress }): Promise<Verdict> {
    const databaseUrl = await freshDatabase();
    await seedDesk(databaseUrl);
    const servers = await openDiscordServers(SERVERS, { shardCount: SHARDS });
    const truth = openTruth(databaseUrl);
    const violations: string[] = [];
    const running = new Set<Replica>();
    const start = async (name: string, share: string, env: Record<string, string> = {}): Promise<Replica> => {
      const replica = await startReplica({
        databaseUrl,
        folder,
        name,
        env: { ...servers.environment, DISCORD_SHARDS: share, ...env },
      });
      running.add(replica);
      return replica;
    };
    const asked: ReturnType<DiscordServers["ask"]>[] = [];
    const talk = async (count: number): Promise<void> => {
      for (let n = 0; n < count; n += 1) {
        asked.push(servers.ask(asked.length));
        progress(asked.length);
        await sleep(PAUSE_MS);
      }
    };
    const quarter = Math.ceil(size / 4);
    try {
      const low = await start("low", "0-1/4");
      const high = await start("high", "2-3/4");
      await Promise.all([low.untilReady(), high.untilReady()]);
      if ((await untilOpen(servers, [0, 1, 2, 3], RESTARTED_MS)) > RESTARTED_MS)
        throw new Error(
          `the shards were not opened: ${low.output().slice(-300)} ${high.output().slice(-300)}`,
        );
      const spare = await start("spare", "0-1/4", { WORK: "off" });
      await spare.untilReady();
      await talk(quarter);

      await low.kill();
      const talking = talk(quarter);
      await sleep(50);
      const takenOverMs = await untilOpen(servers, [0, 1], TAKEN_OVER_MS);
      if (takenOverMs > TAKEN_OVER_MS) violations.push("the dead one's shards were not taken over in time");
      await talking;

      await high.kill();
      const meanwhile = talk(quarter);
      const again = await start("high-again", "2-3/4");
      const restartedMs = await untilOpen(servers, [2, 3], RESTARTED_MS);
      if (restartedMs > RESTARTED_MS) violations.push("a restarted process did not open its shards in time");
      await meanwhile;

      const lowAgain = await start("low-again", "0-1/4");
      await Promise.all([again.untilReady(), lowAgain.untilReady()]);
      const last = talk(Math.max(0, size - 3 * quarter));
      await spare.stop();
      const handedOverMs = await untilOpen(servers, [0, 1], TAKEN_OVER_MS);
      if (handedOverMs > TAKEN_OVER_MS)
        violations.push("what was stopped in order was not taken over in time");
      await last;

      await untilStored(truth, asked);
      if (!(await truth.settle(SETTLE_MS + size * 300))) violations.push("the queues did not empty");
      violations.push(...(await judgeAsked(truth, servers, asked)));
      const most = Math.max(...servers.discord.gateway.lines.map(({ open }) => open));
      if (most > 1) violations.push(`${most} lines of one shard were open at the same time`);
      return {
        violations,
        figures: {
          asked: asked.length,
          "lines of a shard at most": most,
          "taken over ms": takenOverMs,
          "restarted ms": restartedMs,
          "handed over ms": handedOverMs,
          identifies: servers.discord.gateway.identifies,
        },
      };
    } finally {
      await Promise.all([...running].map((replica) => replica.kill()));
      await truth.close();
      await servers.close();
    }
  },
};
