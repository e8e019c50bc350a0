import { join } from "node:path";
import { z } from "zod";
import { type Running, startProcess } from "../harness/contender.ts";
import type { BenchContext, Contender, Goal, Program } from "../harness/program.ts";
import { type Phase, type SharedLoad, sendPhase, sharedLoad } from "../harness/shared-load.ts";
import type { Round } from "../harness/statistics.ts";
import { type BenchTeamsService, startBenchTeamsService } from "../load/teams-service.ts";

/**
 * B2: activities of Teams from the request to its answer. Each round opens conversations (not measured, it warms up
 * what is measured), then sends as fast as the connections carry (CPU, messages a second), then at a slow even rate
 * (acknowledgement times).
 */
const CONNECTIONS = 32;
const REDELIVERED = 0.02;

interface Sizes {
  readonly conversations: number;
  readonly messages: number;
  readonly pacedPerSecond: number;
  readonly paced: number;
}
const FULL: Sizes = { conversations: 2_000, messages: 10_000, pacedPerSecond: 50, paced: 200 };
const QUICK: Sizes = { conversations: 1_000, messages: 2_000, pacedPerSecond: 50, paced: 50 };

const OPEN = "CloudAdapter 4.23.3, auth off";
const CHECKED = "CloudAdapter 4.23.3, tokens checked";
const DESK = "Teams' door with its commit, PostgreSQL";
const DESK_PGLITE = "Teams' door with its commit, PGlite";

const rowsSchema = z.object({ inbox: z.number() });

interface Ingester {
  readonly name: string;
  readonly file: string;
  readonly needsServer: boolean;
  readonly isSigned: boolean;
  /** A copy that Teams sends again is another activity to a bot that does nothing. */
  readonly keepsOnce: boolean;
}

const ours = (name: string, needsServer: boolean): Ingester => ({
  name,
  file: "subjects/teams-desk.ts",
  needsServer,
  isSigned: true,
  keepsOnce: true,
});
const peer = (name: string, isSigned: boolean): Ingester => ({
  name,
  file: "subjects/teams-no-op.ts",
  needsServer: false,
  isSigned,
  keepsOnce: false,
});

const goal = (id: string, says: string, theirs: string, atMost: number): Goal => ({
  id,
  says,
  figure: "CPU us/msg",
  ours: DESK,
  theirs,
  compare: "ratio",
  bound: { atMost },
});

export function ingestTeamsProgram(context: BenchContext): Program {
  const sizes = context.isQuick ? QUICK : FULL;
  const load = sharedLoad();
  const ingesters = [
    peer(OPEN, false),
    peer(CHECKED, true),
    ours(DESK, true),
    ...(context.isQuick ? [] : [ours(DESK_PGLITE, false)]),
  ];
  return {
    name: "B2 ingest Teams",
    title: `${sizes.messages} activities a round over ${sizes.conversations} conversations of one organisation, 400 people, ${CONNECTIONS} connections, 2 % sent twice, no reply`,
    rounds: context.isQuick ? 2 : 5,
    figures: [
      "CPU us/msg",
      "database CPU us/msg",
      "msgs/s",
      "ack p50 ms",
      "ack p99 ms",
      "ack max ms",
      "RSS MB",
    ],
    contenders: ingesters.map((ingester) => contenderOf(ingester, context, sizes, load)),
    goals: [
      goal(
        "G2",
        "Teams' door with its commit / CloudAdapter that does nothing and checks tokens",
        CHECKED,
        1.25,
      ),
      goal(
        "G2 open",
        "Teams' door with its commit / CloudAdapter that does nothing and checks nobody",
        OPEN,
        1.25,
      ),
    ],
  };
}

function contenderOf(ingester: Ingester, context: BenchContext, sizes: Sizes, shared: SharedLoad): Contender {
  return {
    name: ingester.name,
    unavailable: async () =>
      ingester.needsServer && context.server === null
        ? "no PostgreSQL server; install Debian's package postgresql or set TEST_DATABASE_URL"
        : null,
    async start() {
      const load = await shared.take();
      const service = await startBenchTeamsService();
      const release = async (): Promise<void> => {
        await service.close();
        await shared.give();
      };
      try {
        const subject = await startProcess(ingester.file, {
          task: await taskOf(ingester, context, service),
        });
        let expected = 0;
        return {
          async round(round) {
            const measured = await measureRound(ingester, { subject, load, service, context, sizes, round });
            expected += ingester.keepsOnce ? measured.unique : measured.sent;
            const { inbox } = await subject.ask("rows", rowsSchema);
            return inbox === expected
              ? measured.round
              : { kind: "void", reason: `${inbox} activities taken of ${expected}` };
          },
          async stop() {
            await subject.stop();
            await release();
          },
        };
      } catch (fault) {
        await release();
        throw fault;
      }
    },
  };
}

async function taskOf(
  ingester: Ingester,
  context: BenchContext,
  service: BenchTeamsService,
): Promise<object> {
  const { openIdUrl, loginUrl } = service;
  if (!ingester.keepsOnce) return { openIdUrl: ingester.isSigned ? openIdUrl : null };
  const databaseUrl = ingester.needsServer ? ((await context.server?.createDatabase()) ?? null) : null;
  const dataDir = join(context.scratch, ingester.name.replaceAll(/\W+/g, "-"));
  return { databaseUrl, dataDir, works: false, openIdUrl, loginUrl };
}

interface Setting {
  readonly subject: Running;
  readonly load: Running;
  readonly service: BenchTeamsService;
  readonly context: BenchContext;
  readonly sizes: Sizes;
  readonly round: number;
}

async function measureRound(
  ingester: Ingester,
  { subject, load, service, context, sizes, round }: Setting,
): Promise<{ readonly round: Round; readonly unique: number; readonly sent: number }> {
  const { port } = z.object({ port: z.number() }).parse(subject.ready);
  const name = ingester.name.replaceAll(/\W+/g, "");
  const send = (phase: Pick<Phase, "writes" | "count" | "perSecond">) =>
    sendPhase(load, {
      ...phase,
      kind: "teams",
      port,
      connections: CONNECTIONS,
      redelivered: phase.writes === "roots" ? 0 : REDELIVERED,
      prefix: `r${round}${phase.writes}${phase.perSecond ?? 0}${name}`.slice(0, 40),
      seed: context.seed + round,
      teams: {
        serviceUrl: service.serviceUrl,
        authorization: ingester.isSigned ? service.authorization : null,
      },
    });

  const opened = await send({ writes: "roots", count: sizes.conversations, perSecond: null });
  const databaseBeforeUs = context.server?.cpuUs() ?? null;
  const before = await subject.mark();
  const fast = await send({ writes: "replies", count: sizes.messages, perSecond: null });
  const after = await subject.mark();
  const databaseAfterUs = context.server?.cpuUs() ?? null;
  const even = await send({ writes: "replies", count: sizes.paced, perSecond: sizes.pacedPerSecond });

  const usesServer = ingester.needsServer && databaseBeforeUs !== null && databaseAfterUs !== null;
  return {
    unique: opened.unique + fast.unique + even.unique,
    sent: opened.sent + fast.sent + even.sent,
    round: {
      kind: "valid",
      figures: {
        "CPU us/msg": (after.cpuUs - before.cpuUs) / fast.sent,
        ...(usesServer && { "database CPU us/msg": (databaseAfterUs - databaseBeforeUs) / fast.sent }),
        "msgs/s": fast.sent / (fast.wallMs / 1_000),
        "ack p50 ms": even.latency.p50Ms,
        "ack p99 ms": even.latency.p99Ms,
        "ack max ms": even.latency.maxMs,
        "RSS MB": after.rssBytes / 1024 ** 2,
      },
    },
  };
}
