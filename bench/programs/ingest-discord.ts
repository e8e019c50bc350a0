import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { type Running, startProcess } from "../harness/contender.ts";
import { fetchPeer } from "../harness/peers.ts";
import type { BenchContext, Contender, Goal, Program } from "../harness/program.ts";
import type { Round } from "../harness/statistics.ts";
import { APPLICATION, guildKeyOf, startBenchGateway, TOKEN } from "../load/discord-gateway.ts";

/** B3: messages from a gateway on loopback, as fast as its socket carries them; CPU of the process that hears them. */
const SIZES = { full: 20_000, quick: 3_000 };
const rowsSchema = z.object({ inbox: z.number() });
const RECEIVED_MS = 120_000;
const SETTLE_MS = 2_000;

const DISCORD_JS = "discord.js 14.28.1 that does nothing";
const HUBOT = "hubot 14.1.0 that does nothing, no network";
const RECEIVE = "adapter, intake that keeps nothing";
const INTAKE = "adapter and intake with its commit, PostgreSQL";

const goal = (id: string, says: string, ours: string, atMost: number): Goal => ({
  id,
  says,
  figure: "CPU us/msg",
  ours,
  theirs: DISCORD_JS,
  compare: "ratio",
  bound: { atMost },
});

export function ingestDiscordProgram(context: BenchContext): Program {
  const count = context.isQuick ? SIZES.quick : SIZES.full;
  return {
    name: "B3 ingest Discord",
    title: `${count} messages a round by the gateway, 10 servers, 1,000 authors`,
    rounds: context.isQuick ? 2 : 5,
    figures: ["CPU us/msg", "database CPU us/msg", "msgs/s", "RSS MB"],
    contenders: [
      overGateway(DISCORD_JS, "subjects/discord-no-op.ts", count, context, false),
      overGateway(RECEIVE, "subjects/discord-adapter.ts", count, context, false),
      overGateway(INTAKE, "subjects/discord-adapter.ts", count, context, true),
      hubot(count),
    ],
    goals: [
      goal("G3", "adapter with the intake's commit / discord.js that does nothing", INTAKE, 6),
      goal("G3 adapter", "adapter alone / discord.js that does nothing", RECEIVE, 3),
    ],
  };
}

function overGateway(
  name: string,
  file: string,
  count: number,
  context: BenchContext,
  needsServer: boolean,
): Contender {
  return {
    name,
    unavailable: async () =>
      needsServer && context.server === null
        ? "no PostgreSQL server; install Debian's package postgresql or set TEST_DATABASE_URL"
        : null,
    async start() {
      const gateway = await startBenchGateway();
      const databaseUrl = needsServer ? ((await context.server?.createDatabase()) ?? null) : null;
      const guildKeys = Array.from({ length: 10 }, (_, at) => guildKeyOf(at));
      const task = {
        apiUrl: gateway.apiUrl,
        token: TOKEN,
        applicationKey: APPLICATION,
        guildKeys,
        databaseUrl,
      };
      const subject = await startProcess(file, { task });
      await gateway.connected();
      // Until its servers are known to be somebody's, an adapter would ask for what it could not keep.
      await sleep(SETTLE_MS);
      let sent = 0;
      const burst = async (messages: number): Promise<void> => {
        await gateway.send(messages);
        sent += messages;
        await heard(subject, sent);
      };
      // What is measured is warm.
      await burst(Math.ceil(count / 5));
      return {
        async round(): Promise<Round> {
          const databaseBeforeUs = context.server?.cpuUs() ?? null;
          const before = await subject.mark();
          await burst(count);
          const after = await subject.mark();
          const databaseAfterUs = context.server?.cpuUs() ?? null;
          const isShared = needsServer && databaseBeforeUs !== null && databaseAfterUs !== null;
          return {
            kind: "valid",
            figures: {
              "CPU us/msg": (after.cpuUs - before.cpuUs) / count,
              ...(isShared && { "database CPU us/msg": (databaseAfterUs - databaseBeforeUs) / count }),
              "msgs/s": count / ((after.wallMs - before.wallMs) / 1_000),
              "RSS MB": after.rssBytes / 1024 ** 2,
            },
          };
        },
        async stop() {
          await subject.stop();
          await gateway.close();
        },
      };
    },
  };
}

/** Every message is there, once, or the round is no measurement of anything. */
async function heard(subject: Running, wanted: number): Promise<void> {
  const endsAt = performance.now() + RECEIVED_MS;
  for (;;) {
    const { inbox } = await subject.ask("rows", rowsSchema);
    if (inbox === wanted) return;
    if (inbox > wanted) throw new Error(`${inbox} messages heard of ${wanted}`);
    if (performance.now() > endsAt) throw new Error(`${inbox} of ${wanted} messages heard in time`);
    await sleep(50);
  }
}

const hubot = (count: number): Contender => ({
  name: HUBOT,
  unavailable: () => fetchPeer("hubot"),
  async start() {
    const subject = await startProcess("peers/hubot/no-op.mjs");
    await subject.ask("receive", z.number(), { count: Math.ceil(count / 5) });
    return {
      async round(): Promise<Round> {
        const before = await subject.mark();
        await subject.ask("receive", z.number(), { count });
        const after = await subject.mark();
        return {
          kind: "valid",
          figures: {
            "CPU us/msg": (after.cpuUs - before.cpuUs) / count,
            "msgs/s": count / ((after.wallMs - before.wallMs) / 1_000),
            "RSS MB": after.rssBytes / 1024 ** 2,
          },
        };
      },
      stop: () => subject.stop(),
    };
  },
});
