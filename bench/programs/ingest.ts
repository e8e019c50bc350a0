import { join } from "node:path";
import { z } from "zod";
import { type Running, type StartOptions, startProcess } from "../harness/contender.ts";
import { fetchPeer, type PeerName } from "../harness/peers.ts";
import type { BenchContext, Contender, Entrant, Goal, Program } from "../harness/program.ts";
import { preparedSchema, type SharedLoad, sentSchema, sharedLoad } from "../harness/shared-load.ts";
import type { Round } from "../harness/statistics.ts";
import { addTenants } from "../harness/tenants.ts";

/**
 * B1: from the request to its answer, and the whole turn without a reply. Each round opens conversations (not measured,
 * it warms up what is measured), then sends as fast as 64 connections carry (CPU, messages a second), then at a slow
 * even rate (acknowledgement times).
 */

const CONNECTIONS = 64;
const REDELIVERED = 0.02;

interface Sizes {
  readonly conversations: number;
  readonly messages: number;
  readonly pacedPerSecond: number;
  readonly paced: number;
}
const FULL: Sizes = { conversations: 2_000, messages: 3_000, pacedPerSecond: 50, paced: 200 };
const QUICK: Sizes = { conversations: 1_200, messages: 1_500, pacedPerSecond: 50, paced: 50 };
/** Whole turns cost more each: fewer of them tell as much. */
const TURN_SHARE = { full: 0.2, quick: 0.12 };
const TURN_CONVERSATIONS = 60;
/** Of the signed events; the browser chat has one company. */
const TENANTS = 50;

const rowsSchema = z.object({
  inbox: z.number(),
  done: z.number().optional(),
  posts: z.number().optional(),
});

interface Ingester {
  readonly name: string;
  readonly file: string;
  readonly speaks: "slack" | "web";
  /** What it keeps is counted and must be exactly what was sent, once. */
  readonly counts: boolean;
  readonly settles: boolean;
  readonly needsServer: boolean;
  /** Companies install it first, as the Slack app that it is. */
  readonly isInstalled?: boolean;
  readonly peer?: PeerName;
  options(context: BenchContext, databaseUrl: string | null): StartOptions;
}

const ours = (
  name: string,
  file: string,
  given: Pick<Ingester, "speaks" | "settles" | "needsServer" | "isInstalled">,
): Ingester => ({
  name,
  file,
  counts: true,
  ...given,
  options(context, databaseUrl) {
    const dataDir = join(context.scratch, name.replaceAll(/\W+/g, "-"));
    return { task: { databaseUrl, dataDir, works: given.settles } };
  },
});

const peer = (name: string, file: string, from?: PeerName): Ingester => ({
  name,
  file,
  speaks: "slack",
  counts: false,
  settles: false,
  needsServer: false,
  peer: from,
  options: () => ({}),
});

const RAW = "node http + HMAC";
const BOLT = "bolt 5.1.0";
const CHAT = "chat 4.41.1";
const BOTKIT = "botkit 4.15.0";
const INTAKE = "intake, PostgreSQL";
const SLACK = "Slack's door, PostgreSQL";
const SLACK_TURN = "Slack's whole turn, PostgreSQL";
const RECEIVE = "desk receives, PostgreSQL";
const TURN = "desk whole turn, PostgreSQL";

const desk = { speaks: "web", needsServer: true } as const;
const slackDesk = { speaks: "slack", needsServer: true, isInstalled: true } as const;
const QUICK_INGESTERS: readonly Ingester[] = [
  peer(RAW, "subjects/raw-http.ts"),
  peer(BOLT, "peers/slack/no-op.mjs", "slack"),
  ours(INTAKE, "subjects/intake.ts", { speaks: "slack", settles: false, needsServer: true }),
  ours(SLACK, "subjects/slack-desk.ts", { ...slackDesk, settles: false }),
  ours(SLACK_TURN, "subjects/slack-desk.ts", { ...slackDesk, settles: true }),
  ours(RECEIVE, "subjects/web-desk.ts", { ...desk, settles: false }),
  ours(TURN, "subjects/web-desk.ts", { ...desk, settles: true }),
];
const FULL_INGESTERS: readonly Ingester[] = [
  ...QUICK_INGESTERS,
  peer(CHAT, "peers/chat/no-op.mjs", "chat"),
  peer(BOTKIT, "peers/botkit/no-op.mjs", "botkit"),
  ours("desk receives, PGlite", "subjects/web-desk.ts", {
    speaks: "web",
    settles: false,
    needsServer: false,
  }),
  ours("desk whole turn, PGlite", "subjects/web-desk.ts", {
    speaks: "web",
    settles: true,
    needsServer: false,
  }),
];

const cpu = (id: string, says: string, one: string, other: string, atMost: number): Goal => ({
  id,
  says,
  figure: "CPU us/msg",
  ours: one,
  theirs: other,
  compare: "ratio",
  bound: { atMost },
});

export function ingestProgram(context: BenchContext): Program {
  const sizes = context.isQuick ? QUICK : FULL;
  const ingesters = context.isQuick ? QUICK_INGESTERS : FULL_INGESTERS;
  const load = sharedLoad();
  return {
    name: "B1 ingest",
    title: `signed messages, ${sizes.messages} a round over ${sizes.conversations} conversations (signed ones of ${TENANTS} companies), ${CONNECTIONS} connections, no reply`,
    rounds: context.isQuick ? 2 : 5,
    figures: [
      "CPU us/msg",
      "database CPU us/msg",
      "msgs/s",
      "ack p50 ms",
      "ack p99 ms",
      "ack max ms",
      "posts/1000 msgs",
      "RSS MB",
    ],
    contenders: ingesters.map((ingester) => contenderOf(ingester, context, sizes, load)),
    goals: [
      cpu("G1", "Slack's door with its commit / bolt that does nothing", SLACK, BOLT, 1.3),
      cpu("G1 floor", "intake with its commit / bolt that does nothing", INTAKE, BOLT, 1.3),
      cpu("G1 web", "desk receives / bolt that does nothing (room's commit too)", RECEIVE, BOLT, 1.3),
      ...(context.isQuick
        ? []
        : [
            cpu("G1b", "Slack's door with its commit / chat that does nothing", SLACK, CHAT, 0.4),
            cpu("G1b", "Slack's door with its commit / botkit that does nothing", SLACK, BOTKIT, 0.4),
          ]),
      {
        id: "G1c",
        says: "msgs/s of Slack's door / bare signed no-op",
        figure: "msgs/s",
        ours: SLACK,
        theirs: RAW,
        compare: "ratio",
        bound: { atLeast: 0.15 },
      },
    ],
  };
}

function contenderOf(ingester: Ingester, context: BenchContext, given: Sizes, shared: SharedLoad): Contender {
  return {
    name: ingester.name,
    async unavailable() {
      if (ingester.needsServer && context.server === null)
        return "no PostgreSQL server; install Debian's package postgresql or set TEST_DATABASE_URL";
      return ingester.peer === undefined ? null : fetchPeer(ingester.peer);
    },
    async start(): Promise<Entrant> {
      const load = await shared.take();
      const share = ingester.settles ? TURN_SHARE[context.isQuick ? "quick" : "full"] : 1;
      const sizes: Sizes = {
        ...given,
        conversations: ingester.settles ? TURN_CONVERSATIONS : given.conversations,
        messages: Math.round(given.messages * share),
        pacedPerSecond: ingester.settles ? given.pacedPerSecond / 5 : given.pacedPerSecond,
        paced: Math.round(given.paced * share),
      };
      try {
        const databaseUrl = ingester.needsServer ? ((await context.server?.createDatabase()) ?? null) : null;
        const subject = await startProcess(ingester.file, ingester.options(context, databaseUrl));
        if (ingester.isInstalled) await subject.ask("install", z.unknown(), { tenants: TENANTS });
        else if (databaseUrl !== null && ingester.speaks === "slack" && context.server !== null)
          await addTenants(context.server, databaseUrl, TENANTS);
        let unique = 0;
        return {
          async round(round) {
            const measured = await measureRound(ingester, { subject, load, context, sizes, round });
            unique += measured.unique;
            return judge(ingester, measured.round, subject, unique);
          },
          async stop() {
            await subject.stop();
            await shared.give();
          },
        };
      } catch (fault) {
        await shared.give();
        throw fault;
      }
    },
  };
}

interface Setting {
  readonly subject: Running;
  readonly load: Running;
  readonly context: BenchContext;
  readonly sizes: Sizes;
  readonly round: number;
}

async function measureRound(
  ingester: Ingester,
  { subject, load, context, sizes, round }: Setting,
): Promise<{ round: Round; unique: number }> {
  const { port } = z.object({ port: z.number() }).parse(subject.ready);
  const name = ingester.name.replaceAll(/\W+/g, "");
  const settle = async (): Promise<void> => {
    if (ingester.settles) await subject.ask("settle", z.unknown());
  };
  const write = async (phase: { writes: "roots" | "replies"; count: number; perSecond: number | null }) => {
    const { unique, sent } = await load.ask("prepare", preparedSchema, {
      ...phase,
      kind: ingester.speaks,
      port,
      connections: CONNECTIONS,
      redelivered: phase.writes === "roots" ? 0 : REDELIVERED,
      ...(ingester.speaks === "slack" && { tenants: { count: TENANTS, skew: 0 } }),
      prefix: `r${round}${phase.writes}${phase.perSecond ?? 0}${name}`.slice(0, 40),
      seed: context.seed + round,
    });
    return { unique, sent, run: () => load.ask("run", sentSchema) };
  };

  const roots = await write({ writes: "roots", count: sizes.conversations, perSecond: null });
  const opened = await roots.run();
  await settle();

  const burst = await write({ writes: "replies", count: sizes.messages, perSecond: null });
  const databaseBeforeUs = context.server?.cpuUs() ?? null;
  const before = await subject.mark();
  const fast = await burst.run();
  await settle();
  const after = await subject.mark();
  const databaseAfterUs = context.server?.cpuUs() ?? null;

  const even = await write({ writes: "replies", count: sizes.paced, perSecond: sizes.pacedPerSecond });
  const slow = await even.run();
  await settle();

  const unique = roots.unique + burst.unique + even.unique;
  const errors = opened.errors + fast.errors + slow.errors;
  if (errors > 0) {
    const first = opened.firstError ?? fast.firstError ?? slow.firstError ?? "";
    return { unique, round: { kind: "void", reason: `${errors} requests failed, the first: ${first}` } };
  }
  const usesServer = ingester.needsServer && databaseBeforeUs !== null && databaseAfterUs !== null;
  return {
    unique,
    round: {
      kind: "valid",
      figures: {
        "CPU us/msg": (after.cpuUs - before.cpuUs) / burst.sent,
        ...(usesServer && { "database CPU us/msg": (databaseAfterUs - databaseBeforeUs) / burst.sent }),
        "msgs/s": burst.sent / ((after.wallMs - before.wallMs) / 1_000),
        "ack p50 ms": slow.latency.p50Ms,
        "ack p99 ms": slow.latency.p99Ms,
        "ack max ms": slow.latency.maxMs,
        "RSS MB": after.rssBytes / 1024 ** 2,
      },
    },
  };
}

/** Every unique message is there, once; a round without that is no measurement of anything. */
async function judge(ingester: Ingester, round: Round, subject: Running, unique: number): Promise<Round> {
  if (!ingester.counts || round.kind === "void") return round;
  const rows = await subject.ask("rows", rowsSchema);
  const done = ingester.settles ? (rows.done ?? 0) : rows.inbox;
  if (rows.inbox !== unique || done !== unique)
    return {
      kind: "void",
      reason: `${rows.inbox} events kept and ${done} done of ${unique} unique ones`,
    };
  if (rows.posts === undefined || !ingester.settles) return round;
  return { ...round, figures: { ...round.figures, "posts/1000 msgs": (rows.posts / unique) * 1_000 } };
}
