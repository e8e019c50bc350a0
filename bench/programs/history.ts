import { join } from "node:path";
import { z } from "zod";
import { type Running, startProcess } from "../harness/contender.ts";
import { storeHistory } from "../harness/history.ts";
import type { BenchContext, Contender, Program } from "../harness/program.ts";
import { type SharedLoad, sendPhase, sharedLoad } from "../harness/shared-load.ts";

/** B8: what a message costs when much was said before: to the commit, and as a whole turn. */

const CONNECTIONS = 64;
const sizeOf = (stored: number): string =>
  stored >= 1_000_000 ? `${stored / 1_000_000}M` : `${stored / 1_000}k`;
const nameOf = (stored: number): string => `desk, ${sizeOf(stored)} stored`;
const RECEIVE = "receive CPU us/msg";
const TURN = "turn CPU us/msg";
const DATABASE = "turn database CPU us/msg";

export function historyProgram(context: BenchContext): Program {
  const sizes = context.isQuick ? [1_000, 20_000] : [1_000, 10_000, 100_000, 1_000_000];
  const least = nameOf(sizes[0] ?? 0);
  const most = nameOf(sizes.at(-1) ?? 0);
  const load = sharedLoad();
  const ratio = (id: string, says: string, figure: string, atMost: number) =>
    ({
      id,
      says: `${says}, ${sizeOf(sizes.at(-1) ?? 0)} stored / ${sizeOf(sizes[0] ?? 0)}`,
      figure,
      ours: most,
      theirs: least,
      compare: "ratio",
      bound: { atMost },
    }) as const;
  return {
    name: "B8 history",
    title:
      "a message to its commit (worker off) and as a whole turn without a reply, over a stored past of 90 days",
    rounds: context.isQuick ? 2 : 5,
    figures: [RECEIVE, "receive database CPU us/msg", TURN, DATABASE, "past loaded in s"],
    contenders: sizes.map((stored) => contenderOf(stored, context, load)),
    goals: [
      ratio("G8", "CPU of a receipt", RECEIVE, 1.15),
      ratio("G8", "CPU of a whole turn", TURN, 1.15),
      ratio("G8", "PostgreSQL's CPU of a whole turn", DATABASE, 1.5),
    ],
  };
}

function contenderOf(stored: number, context: BenchContext, shared: SharedLoad): Contender {
  const { server } = context;
  const amounts = context.isQuick ? { receive: 300, turn: 40 } : { receive: 2_000, turn: 200 };
  return {
    name: nameOf(stored),
    unavailable: async () => (server === null ? "no PostgreSQL server; set TEST_DATABASE_URL" : null),
    async start() {
      if (server === null) throw new Error("no server");
      const load = await shared.take();
      const databaseUrl = await server.createDatabase();
      const dataDir = join(context.scratch, `history-${stored}`);
      const start = (url: string, works: boolean): Promise<Running> =>
        startProcess("subjects/web-desk.ts", { task: { databaseUrl: url, dataDir, works } });
      await (await start(databaseUrl, false)).stop();
      const beganMs = performance.now();
      await storeHistory(server, databaseUrl, stored);
      const loadedS = (performance.now() - beganMs) / 1_000;
      // A desk and a past for each part, so that a receipt is not measured beside turns.
      const copyUrl = await server.createDatabase(databaseUrl);
      const working = await start(databaseUrl, true);
      const receiving = await start(copyUrl, false);
      return {
        async round(round) {
          const setting = { context, server, round, stored };
          const turn = await measurePart(working, load, { ...setting, works: true, count: amounts.turn });
          const receive = await measurePart(receiving, load, {
            ...setting,
            works: false,
            count: amounts.receive,
          });
          return {
            kind: "valid",
            figures: {
              [RECEIVE]: receive.ownUs,
              "receive database CPU us/msg": receive.databaseUs,
              [TURN]: turn.ownUs,
              [DATABASE]: turn.databaseUs,
              "past loaded in s": loadedS,
            },
          };
        },
        async stop() {
          await Promise.all([working.stop(), receiving.stop()]);
          await shared.give();
        },
      };
    },
  };
}

interface Part {
  readonly context: BenchContext;
  readonly server: NonNullable<BenchContext["server"]>;
  readonly round: number;
  readonly works: boolean;
  readonly count: number;
  readonly stored: number;
}

async function measurePart(
  subject: Running,
  load: Running,
  { context, server, round, works, count, stored }: Part,
): Promise<{ ownUs: number; databaseUs: number }> {
  const { port } = z.object({ port: z.number() }).parse(subject.ready);
  const send = (writes: "roots" | "replies", amount: number) =>
    sendPhase(load, {
      kind: "web",
      writes,
      port,
      connections: CONNECTIONS,
      count: amount,
      redelivered: 0,
      perSecond: null,
      prefix: `h${round}${works ? "w" : "r"}${writes}${amount}s${stored}`,
      seed: context.seed + round,
    });
  const settle = () => subject.ask("settle", z.unknown());
  // Twice: opens conversations, then warms up what answers in them.
  await send("roots", works ? 40 : 200);
  await settle();
  await send("replies", Math.round(count / 2));
  await settle();
  const databaseBeforeUs = server.cpuUs() ?? Number.NaN;
  const before = await subject.mark();
  const sent = await send("replies", count);
  await settle();
  const after = await subject.mark();
  return {
    ownUs: (after.cpuUs - before.cpuUs) / sent.sent,
    databaseUs: ((server.cpuUs() ?? Number.NaN) - databaseBeforeUs) / sent.sent,
  };
}
