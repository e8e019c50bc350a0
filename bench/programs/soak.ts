import { join } from "node:path";
import { z } from "zod";
import { type Running, startProcess } from "../harness/contender.ts";
import type { BenchContext, Contender, Program } from "../harness/program.ts";
import { type SharedLoad, sendPhase, sharedLoad } from "../harness/shared-load.ts";
import { slopeOf } from "../harness/statistics.ts";
import { soakDesk } from "./soak-desk.ts";

/**
 * B14: hours in minutes. A desk at half its rate whose database is killed twice and which is killed once itself: what
 * was acknowledged is there and was worked on, nothing was said twice. And memory over a hundred thousand messages.
 */

const DESK = "desk, killed and started again";
const INTAKE = "intake, many messages";
const RECEIVE = "desk receives, many messages";
const GROWTH = "MB per 1000 msgs";
const CONNECTIONS = 64;
const STEP = 2_500;

export function soakProgram(context: BenchContext): Program {
  const total = context.isQuick ? 10_000 : 100_000;
  const load = sharedLoad();
  const own = (says: string, ours: string, figure: string, atMost: number) =>
    ({ id: "G13", says, figure, ours, theirs: ours, compare: "own", bound: { atMost } }) as const;
  return {
    name: "B14 soak",
    title: `a desk at half its rate, PostgreSQL killed twice, the desk once; memory over ${total} messages`,
    rounds: 1,
    figures: [
      "acknowledged",
      "lost",
      "said twice",
      "questions unanswered",
      "away s after a kill",
      "msgs/s",
      "RSS MB",
      GROWTH,
    ],
    contenders: [
      {
        name: DESK,
        unavailable: soakDesk.unavailable,
        start: () => soakDesk.start(context),
      },
      growing(INTAKE, "subjects/intake.ts", "slack", total, context, load),
      growing(RECEIVE, "subjects/web-desk.ts", "web", total, context, load),
    ],
    goals: [
      own("acknowledged and not there, or never worked on", DESK, "lost", 0),
      own("the same words said twice in one thread", DESK, "said twice", 0),
      own("growth of the intake, MB per 1000 messages", INTAKE, GROWTH, 1),
      own("growth of the desk's receipt, MB per 1000 messages", RECEIVE, GROWTH, 1),
    ],
  };
}

function growing(
  name: string,
  file: string,
  kind: "slack" | "web",
  total: number,
  context: BenchContext,
  shared: SharedLoad,
): Contender {
  const { server } = context;
  return {
    name,
    unavailable: async () => (server === null ? "no PostgreSQL server; set TEST_DATABASE_URL" : null),
    async start() {
      const load = await shared.take();
      const databaseUrl = (await server?.createDatabase()) ?? null;
      const dataDir = join(context.scratch, "growing");
      const subject = await startProcess(file, { task: { databaseUrl, dataDir, works: false } });
      return {
        round: async () => ({
          kind: "valid",
          figures: await grow(subject, load, { kind, total, seed: context.seed }),
        }),
        async stop() {
          await subject.stop();
          await shared.give();
        },
      };
    },
  };
}

/** Resident memory after every step; the first quarter, in which caches fill and code is compiled, is left out. */
async function grow(
  subject: Running,
  load: Running,
  { kind, total, seed }: { readonly kind: "slack" | "web"; readonly total: number; readonly seed: number },
): Promise<Record<string, number>> {
  const { port } = z.object({ port: z.number() }).parse(subject.ready);
  const points: { x: number; y: number }[] = [];
  let wallMs = 0;
  const send = async (step: number, writes: "roots" | "replies", count: number): Promise<void> => {
    const phase = { kind, writes, port, count, connections: CONNECTIONS, redelivered: 0.02 };
    const prefix = `g${step}${writes}`;
    const sent = await sendPhase(load, {
      ...phase,
      redelivered: writes === "roots" ? 0 : phase.redelivered,
      perSecond: null,
      prefix,
      seed: seed + step,
    });
    wallMs += sent.wallMs;
  };
  for (let done = 0, step = 0; done < total; done += STEP, step += 1) {
    // New conversations all along, as in life.
    await send(step, "roots", STEP / 5);
    await send(step, "replies", (STEP * 4) / 5);
    points.push({ x: (done + STEP) / 1_000, y: (await subject.mark()).rssBytes / 1024 ** 2 });
  }
  return {
    acknowledged: total,
    "msgs/s": total / (wallMs / 1_000),
    "RSS MB": points.at(-1)?.y ?? Number.NaN,
    [GROWTH]: slopeOf(points.slice(Math.floor(points.length / 4))),
  };
}
