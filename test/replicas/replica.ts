import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { freePort } from "../../scripts/postgres-server.ts";
import { inheritedSpoil } from "../faults/rig/spoils.ts";

const START_LIMIT_MS = 90_000;

const readiness = z.object({
  checks: z.array(z.object({ name: z.string(), isOk: z.boolean(), detail: z.string() })),
});

/** One process of `src/main.ts`. */
export interface Replica {
  readonly origin: string;
  readonly pid: number;
  /** The exit code, `null` while it runs and for a killed one. */
  readonly exitCode: number | null;
  readonly isRunning: boolean;
  /** Everything it has written. */
  output(): string;
  isReady(): Promise<boolean>;
  /** The checks that say no, each with its finding; `null` when it gives no answer at all. */
  redChecks(): Promise<readonly string[] | null>;
  untilReady(): Promise<void>;
  kill(): Promise<void>;
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
}

export interface ReplicaOptions {
  readonly databaseUrl: string;
  /** For this process's index files. */
  readonly folder: string;
  readonly name: string;
  readonly env?: Readonly<Record<string, string>>;
  /** The same address as a process before it. */
  readonly port?: number;
}

/** Begins to start; `untilReady` says when it has. */
export async function startReplica(options: ReplicaOptions): Promise<Replica> {
  const port = options.port ?? (await freePort());
  const child = spawn(process.execPath, ["--import", "tsx", "src/main.ts"], {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      HOST: "127.0.0.1",
      DEMO: "off",
      LOG_LEVEL: "warn",
      ...inheritedSpoil(process.env),
      ...options.env,
      PORT: String(port),
      DATABASE_URL: options.databaseUrl,
      DATA_DIR: join(options.folder, options.name),
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  return replicaOf(child, `http://127.0.0.1:${port}`);
}

function replicaOf(child: ChildProcess, origin: string): Replica {
  let written = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (chunk: Buffer) => {
      written += chunk.toString("utf8");
    });
  const ended = once(child, "close");
  const isRunning = (): boolean => child.exitCode === null && child.signalCode === null;
  const redChecks = async (): Promise<readonly string[] | null> => {
    try {
      const response = await fetch(`${origin}/readyz`, { signal: AbortSignal.timeout(4_000) });
      const found = readiness.safeParse(await response.json());
      if (response.status === 200) return [];
      if (!found.success) return [`status ${response.status}`];
      return found.data.checks.filter(({ isOk }) => !isOk).map(({ name, detail }) => `${name}: ${detail}`);
    } catch {
      return null;
    }
  };
  const isReady = async (): Promise<boolean> => (await redChecks())?.length === 0;
  const end = async (signal: "SIGKILL" | "SIGTERM"): Promise<void> => {
    if (isRunning()) child.kill(signal);
    await ended;
  };
  return {
    origin,
    pid: child.pid ?? 0,
    get exitCode() {
      return child.exitCode;
    },
    get isRunning() {
      return isRunning();
    },
    output: () => written,
    isReady,
    redChecks,
    async untilReady() {
      const endsAt = performance.now() + START_LIMIT_MS;
      while (!(await isReady())) {
        if (!isRunning()) throw new Error(`a replica ended with ${child.exitCode}: ${written.slice(-600)}`);
        if (performance.now() > endsAt) throw new Error(`a replica is not ready: ${written.slice(-600)}`);
        await sleep(100);
      }
    },
    kill: () => end("SIGKILL"),
    async stop() {
      await end("SIGTERM");
      return child.exitCode;
    },
  };
}

/** Several at once, each with what it writes in a folder of its own; they are ended whatever happens. */
export async function withReplicas<T>(
  options: readonly ReplicaOptions[],
  work: (replicas: readonly Replica[]) => Promise<T>,
): Promise<T> {
  const replicas = await Promise.all(options.map(startReplica));
  try {
    await Promise.all(replicas.map((replica) => replica.untilReady()));
    return await work(replicas);
  } finally {
    await Promise.all(replicas.map((replica) => replica.kill()));
  }
}
