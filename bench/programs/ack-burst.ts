import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { type Running, startProcess } from "../harness/contender.ts";
import { fetchPeer } from "../harness/peers.ts";
import type { BenchContext, Contender, Program } from "../harness/program.ts";
import { type SharedLoad, sendPhase, sharedLoad } from "../harness/shared-load.ts";

/**
 * B4: when the acknowledgement comes. Open loop, latency from when a message was due: an even thousand a second, then
 * thousands at once. One in ten asks what the documents answer. The desk works on what it has taken in meanwhile; what
 * is left of that when a round ends is closed unread, so that the next round begins like the first.
 */

const RAW = "node http + HMAC";
const BOLT = "bolt 5.1.0";
const FLOOR = "node http + HMAC + one durable commit";
const INTAKE = "intake, PostgreSQL";
const DESK = "desk at work, PostgreSQL";
const DOOR = "door beside a desk at work, PostgreSQL";
const CONNECTIONS = 256;
const ASKING = 0.1;
/** Connections are made and code is compiled before the clock starts, for everybody. */
const WARM_UP_SECONDS = 2;

interface Sizes {
  readonly perSecond: number;
  readonly seconds: number;
  readonly atOnce: number;
  readonly passages: number;
}
const FULL: Sizes = { perSecond: 1_000, seconds: 10, atOnce: 5_000, passages: 10_000 };
const QUICK: Sizes = { perSecond: 300, seconds: 2, atOnce: 300, passages: 500 };

interface Receiver {
  readonly name: string;
  readonly file: string;
  readonly speaks: "slack" | "web";
  readonly needsServer: boolean;
  readonly isDesk?: boolean;
  /** Takes in alone (`WORK=off`); another process, under `nice`, does the work. */
  readonly isDoor?: boolean;
}
const RECEIVERS: readonly Receiver[] = [
  { name: RAW, file: "subjects/raw-http.ts", speaks: "slack", needsServer: false },
  { name: BOLT, file: "peers/slack/no-op.mjs", speaks: "slack", needsServer: false },
  { name: FLOOR, file: "subjects/durable-http.ts", speaks: "slack", needsServer: true },
  { name: INTAKE, file: "subjects/intake.ts", speaks: "slack", needsServer: true },
  { name: DESK, file: "subjects/web-desk.ts", speaks: "web", needsServer: true, isDesk: true },
  {
    name: DOOR,
    file: "subjects/web-desk.ts",
    speaks: "web",
    needsServer: true,
    isDesk: true,
    isDoor: true,
  },
];

const loopSchema = z.object({ p99Ms: z.number(), maxMs: z.number() });
const rowsSchema = z.object({ done: z.number(), posts: z.number() });

export function ackBurstProgram(context: BenchContext): Program {
  const sizes = context.isQuick ? QUICK : FULL;
  const load = sharedLoad();
  const p99 = `p99 ms @${sizes.perSecond}/s`;
  const over = `share over 1 s @${sizes.perSecond}/s`;
  const even = (id: string, says: string, ours: string, atMost: number) =>
    ({
      id,
      says,
      figure: p99,
      ours,
      theirs: FLOOR,
      compare: "ratio",
      bound: { atMost },
    }) as const;
  const none = (ours: string) =>
    ({
      id: "G4",
      says: `${ours}: share that waited longer than a second`,
      figure: over,
      ours,
      theirs: FLOOR,
      compare: "own",
      bound: { atMost: 0 },
    }) as const;
  return {
    name: "B4 ack-burst",
    title: `${sizes.perSecond}/s for ${sizes.seconds} s, then ${sizes.atOnce} at once, ${CONNECTIONS} connections; ${ASKING * 100} % ask what ${sizes.passages} passages answer`,
    rounds: context.isQuick ? 1 : 5,
    figures: [
      `p50 ms @${sizes.perSecond}/s`,
      p99,
      `max ms @${sizes.perSecond}/s`,
      over,
      "loop delay p99 ms",
      "p99 ms at once",
      "max ms at once",
      "turns/s meanwhile",
    ],
    contenders: RECEIVERS.filter(({ name }) => !context.isQuick || name !== BOLT).map((receiver) =>
      contenderOf(receiver, sizes, context, load),
    ),
    goals: [
      even("G4", "p99 of the intake / no-op with one durable commit", INTAKE, 2),
      even("G4", "p99 of the desk at work / no-op with one durable commit", DESK, 2),
      even("G4", "p99 of a door beside a desk at work / no-op with one durable commit", DOOR, 2),
      none(INTAKE),
      none(DESK),
      none(DOOR),
    ],
  };
}

function contenderOf(receiver: Receiver, sizes: Sizes, context: BenchContext, shared: SharedLoad): Contender {
  const { server } = context;
  return {
    name: receiver.name,
    async unavailable() {
      if (receiver.needsServer && server === null) return "no PostgreSQL server; set TEST_DATABASE_URL";
      return receiver.name === BOLT ? fetchPeer("slack") : null;
    },
    async start() {
      const load = await shared.take();
      const databaseUrl = receiver.needsServer ? ((await server?.createDatabase()) ?? null) : null;
      const dataDir = join(context.scratch, `ack-burst-${receiver.name.replaceAll(/\W+/g, "-")}`);
      const worker = await startProcess(receiver.file, {
        task: {
          databaseUrl,
          dataDir,
          works: true,
          documents: sizes.passages,
          ...(receiver.isDoor && { niceness: 10 }),
        },
      });
      const subject = receiver.isDoor
        ? await startProcess(receiver.file, {
            task: { databaseUrl, dataDir: `${dataDir}-door`, works: false },
          })
        : worker;
      return {
        async round(round) {
          const figures = await measure(receiver, {
            load,
            subject,
            worker,
            sizes,
            seed: context.seed,
            round,
          });
          if (receiver.isDesk && databaseUrl !== null) {
            await server?.run(databaseUrl, CLOSE_ALL);
            // What was in hand ends; its replies leave or are closed with the next round's.
            await sleep(2_000);
          }
          return { kind: "valid", figures };
        },
        async stop() {
          await subject.stop();
          if (worker !== subject) await worker.stop();
          await shared.give();
        },
      };
    },
  };
}

const CLOSE_ALL = `
  update inbox set state = 'done', payload = null, done_at = now() where state = 'ready';
  update outbox set state = 'sent', payload = null, sent_at = now() where state = 'pending'`;

interface Setting {
  readonly load: Running;
  readonly subject: Running;
  /** Who does the work: the subject itself, or the process beside it. */
  readonly worker: Running;
  readonly sizes: Sizes;
  readonly seed: number;
  readonly round: number;
}

async function measure(
  { name, speaks, isDesk }: Receiver,
  { load, subject, worker, sizes, seed, round }: Setting,
): Promise<Record<string, number>> {
  const { port } = z.object({ port: z.number() }).parse(subject.ready);
  const send = (phase: string, writes: "roots" | "replies", count: number, perSecond: number | null) =>
    sendPhase(load, {
      kind: speaks,
      writes,
      port,
      connections: CONNECTIONS,
      count,
      redelivered: 0,
      perSecond,
      prefix: `b${round}${phase}${name.replaceAll(/\W+/g, "")}`.slice(0, 40),
      seed: seed + round,
      asking: ASKING,
    });
  await send("roots", "roots", 200, null);
  await send("warm", "replies", sizes.perSecond * WARM_UP_SECONDS, sizes.perSecond);
  if (isDesk) {
    await subject.ask("loop", loopSchema);
    if (round === 0) await worker.ask("settle", z.unknown());
  }
  const before = isDesk ? await subject.ask("rows", rowsSchema) : null;
  const even = await send("even", "replies", sizes.perSecond * sizes.seconds, sizes.perSecond);
  const loop = isDesk ? await subject.ask("loop", loopSchema) : null;
  const after = isDesk ? await subject.ask("rows", rowsSchema) : null;
  const burst = await send("burst", "replies", sizes.atOnce, null);
  const rate = `@${sizes.perSecond}/s`;
  return {
    [`p50 ms ${rate}`]: even.latency.p50Ms,
    [`p99 ms ${rate}`]: even.latency.p99Ms,
    [`max ms ${rate}`]: even.latency.maxMs,
    [`share over 1 s ${rate}`]: even.latency.overSecond,
    ...(loop && { "loop delay p99 ms": loop.p99Ms }),
    ...(before && after && { "turns/s meanwhile": (after.done - before.done) / (even.wallMs / 1_000) }),
    "p99 ms at once": burst.latency.p99Ms,
    "max ms at once": burst.latency.maxMs,
  };
}
