import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const PROGRAMS = {
  /** `npm start`, without npm between. */
  product: fileURLToPath(new URL("../../../src/main.ts", import.meta.url)),
  /** The same desk with fail-points around it and platforms of the rig. */
  rig: fileURLToPath(new URL("./desk-program.ts", import.meta.url)),
} as const;
const READY_MS = 60_000;
const LOOK_EVERY_MS = 20;
const STOP_MS = 20_000;

export interface DeskProcess {
  readonly process: ChildProcess;
  readonly address: string;
  readonly isAlive: boolean;
  /** What it wrote to stderr, the newest hundred thousand characters. */
  readonly printed: string;
  /** Resolves when /readyz says yes. Rejects when the process ends before, by itself. */
  ready(): Promise<void>;
  /** Events and posts that wait or are in hand; `null` when it does not answer. */
  waiting(): Promise<number | null>;
  kill(): Promise<void>;
  /** SIGTERM. Gives the exit code and how long the end took. */
  stop(): Promise<{ readonly code: number | null; readonly tookMs: number }>;
  /** Resolves when the process has ended. */
  readonly ended: Promise<void>;
}

export interface DeskWish {
  readonly program: keyof typeof PROGRAMS;
  /** `pglite:FOLDER/database` or `postgres://...` */
  readonly databaseUrl: string;
  /** PostgreSQL: the folder for the index. PGlite: the folder above the database is taken. */
  readonly dataDir: string;
  /** The same over many lives, so that senders find the next one. */
  readonly port: number;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Starts a desk on 127.0.0.1. Nothing is waited for. */
export function startDesk(wish: DeskWish): DeskProcess {
  const { databaseUrl } = wish;
  const isEmbedded = databaseUrl.startsWith("pglite:");
  const dataDir = isEmbedded ? dirname(databaseUrl.slice("pglite:".length)) : wish.dataDir;
  const child = spawn(process.execPath, ["--import", "tsx", PROGRAMS[wish.program]], {
    env: {
      ...process.env,
      NODE_ENV: "production",
      HOST: "127.0.0.1",
      PORT: String(wish.port),
      DATA_DIR: dataDir,
      DATABASE_URL: isEmbedded ? "" : databaseUrl,
      RIG_DATABASE_URL: databaseUrl,
      DEMO: "off",
      LOG_LEVEL: "warn",
      ...wish.environment,
    },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let printed = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    printed = (printed + text).slice(-100_000);
  });
  const ended = once(child, "close").then(() => undefined);
  const isAlive = () => child.exitCode === null && child.signalCode === null;
  const address = `http://127.0.0.1:${wish.port}`;

  return {
    process: child,
    address,
    ended,
    get isAlive() {
      return isAlive();
    },
    get printed() {
      return printed;
    },
    async ready() {
      const endsAt = performance.now() + READY_MS;
      while (performance.now() < endsAt) {
        if (child.signalCode !== null) return;
        if (child.exitCode !== null)
          throw new Error(`the desk ended with ${child.exitCode}: ${printed.slice(-2_000)}`);
        if (
          await fetch(`${address}/readyz`).then(
            ({ ok }) => ok,
            () => false,
          )
        )
          return;
        await sleep(LOOK_EVERY_MS);
      }
      throw new Error(`the desk was not ready in ${READY_MS} ms: ${printed.slice(-2_000)}`);
    },
    async waiting() {
      const text = await fetch(`${address}/metrics`).then(
        async (response) => (response.ok ? response.text() : null),
        () => null,
      );
      if (text === null) return null;
      // One line, or one for each platform.
      const gauge = (name: string) =>
        [...text.matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, "gm"))].reduce(
          (sum, [, value]) => sum + Number(value),
          0,
        );
      return gauge("rapport_inbox_depth") + gauge("rapport_outbox_depth");
    },
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
    async stop() {
      const beganAt = performance.now();
      child.kill("SIGTERM");
      const late = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
      await ended;
      clearTimeout(late);
      return { code: child.exitCode, tookMs: performance.now() - beganAt };
    },
  };
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}
