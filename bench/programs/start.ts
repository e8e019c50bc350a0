import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { request } from "node:http";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { tailOf } from "../harness/contender.ts";
import { fetchPeer } from "../harness/peers.ts";
import { readProcessTimes } from "../harness/postgres.ts";
import type { BenchContext, Contender, Program } from "../harness/program.ts";

/** B12: from the start of the process to the first 200 on its health address. */

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const LOOK_EVERY_MS = 10;
const GIVE_UP_MS = 60_000;

const HELLO = "bare bolt hello";
const SERVER = "desk, PostgreSQL, later";
const LATER = "desk, PGlite, later";

interface Start {
  readonly name: string;
  readonly args: readonly string[];
  /** What it is to find, made before the clock starts. */
  env(round: number): Promise<Readonly<Record<string, string>>>;
  unavailable?(): Promise<string | null>;
}

export function startProgram(context: BenchContext): Program {
  const desk = ["--import", "tsx", "src/main.ts"];
  const dir = (name: string): string => join(context.scratch, name);
  const { server } = context;
  let databaseUrl: Promise<string> | null = null;
  const starts: readonly Start[] = [
    {
      name: HELLO,
      args: [fileURLToPath(new URL("../peers/slack/hello.mjs", import.meta.url))],
      env: async () => ({}),
      unavailable: () => fetchPeer("slack"),
    },
    {
      name: SERVER,
      args: desk,
      unavailable: async () => (server === null ? "no PostgreSQL server; set TEST_DATABASE_URL" : null),
      async env() {
        databaseUrl ??= server?.createDatabase() ?? null;
        return { DATABASE_URL: (await databaseUrl) ?? "", DATA_DIR: dir("start-server") };
      },
    },
    {
      name: "desk, PGlite, first",
      args: desk,
      async env(round) {
        const fresh = dir(`start-first-${round}`);
        await rm(fresh, { recursive: true, force: true });
        return { DATA_DIR: fresh };
      },
    },
    { name: LATER, args: desk, env: async () => ({ DATA_DIR: dir("start-later") }) },
  ];
  return {
    name: "B12 start",
    title: "from the spawn to the first 200 on /healthz, without sample data; each once before, unmeasured",
    rounds: context.isQuick ? 1 : 5,
    figures: ["wall ms", "CPU ms", "RSS MB at ready", "RSS MB idle"],
    contenders: starts
      .filter((start) => !context.isQuick || start.name === HELLO || start.name === SERVER)
      .map((start) => contenderOf(start, context)),
    goals: [
      {
        id: "G11",
        says: "desk on PostgreSQL / bare bolt, wall",
        figure: "wall ms",
        ours: SERVER,
        theirs: HELLO,
        compare: "ratio",
        bound: { atMost: 2 },
      },
      {
        id: "G12",
        says: "desk on PostgreSQL minus bare bolt, MB idle",
        figure: "RSS MB idle",
        ours: SERVER,
        theirs: HELLO,
        compare: "difference",
        bound: { atMost: 80 },
      },
    ],
  };
}

function contenderOf(start: Start, context: BenchContext): Contender {
  const idleMs = context.isQuick ? 500 : 3_000;
  return {
    name: start.name,
    unavailable: start.unavailable,
    async start() {
      // Compiles what is cached between starts, migrates what is migrated once.
      await startOnce(start, -1, 0);
      return {
        round: async (round) => ({ kind: "valid", figures: await startOnce(start, round, idleMs) }),
        stop: async () => undefined,
      };
    },
  };
}

async function startOnce(start: Start, round: number, idleMs: number): Promise<Record<string, number>> {
  const port = await freePort();
  const given = await start.env(round);
  const { DATABASE_URL: _, TEST_DATABASE_URL: __, ...inherited } = process.env;
  const beganMs = performance.now();
  const child = spawn(process.execPath, [...start.args], {
    cwd: ROOT,
    env: {
      ...inherited,
      DEMO: "off",
      LOG_LEVEL: "error",
      NODE_ENV: "production",
      PORT: String(port),
      ...given,
    },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const errors = tailOf(child);
  try {
    await firstAnswer(port, child, errors);
    const wallMs = performance.now() - beganMs;
    const atReady = memoryMb(child.pid);
    const cpuUs = readProcessTimes(child.pid ?? 0)?.ownUs ?? Number.NaN;
    await sleep(idleMs);
    return {
      "wall ms": wallMs,
      "CPU ms": cpuUs / 1_000,
      "RSS MB at ready": atReady,
      "RSS MB idle": memoryMb(child.pid),
    };
  } finally {
    await end(child);
  }
}

async function firstAnswer(port: number, child: ChildProcess, errors: () => string): Promise<void> {
  const giveUpMs = performance.now() + GIVE_UP_MS;
  while (performance.now() < giveUpMs) {
    if (child.exitCode !== null) throw new Error(`ended with ${child.exitCode}: ${errors()}`);
    if ((await statusOf(port)) === 200) return;
    await sleep(LOOK_EVERY_MS);
  }
  throw new Error("no answer in time");
}

/** `null` while nobody listens. */
function statusOf(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const asked = request({ port, host: "127.0.0.1", path: "/healthz", agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode ?? null);
    });
    asked.on("error", () => resolve(null));
    asked.end();
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  const killer = setTimeout(() => child.kill("SIGKILL"), 5_000);
  await ended;
  clearTimeout(killer);
}

function memoryMb(pid: number | undefined): number {
  const status = readFileSync(`/proc/${pid}/status`, "latin1");
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}
