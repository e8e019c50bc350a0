import { execFile, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdir, open, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { SECOND } from "../../../src/domain/time.ts";
import { post } from "../../replicas/chat.ts";
import { judgeFolder } from "../rig/judge-folder.ts";
import type { Scenario, Trial, Verdict } from "../scenario.ts";

const DISK_MB = 256;
const MEGABYTE = 1024 * 1024;
const START_MS = 90 * SECOND;
/** How long the disk stays full: longer than a look at it, and than one try of anything. */
const FULL_MS = 5 * SECOND;
const MOST_AWAY_MS = 30 * SECOND;
const PAUSE_MS = 60;

const run = promisify(execFile);

export const diskFull: Scenario = {
  id: "R11",
  title: "the disk of the database fills up, and has room again",
  criterion:
    "503 while it is full, an alarm, no exit, 0 acknowledged lost, back in under 30 s, every row and index readable",
  promises: ["P1", "P6"],
  databases: ["pglite"],
  unit: "fillings",
  fullSize: 10,
  async run(trial) {
    const disk = join(trial.folder, "disk");
    await mkdir(disk);
    // Mounting is a right of root; nothing else gives a process a disk of its own.
    await run("mount", ["-t", "tmpfs", "-o", `size=${DISK_MB}m`, "tmpfs", disk]);
    try {
      return await fillAgainAndAgain(trial, disk);
    } finally {
      await run("umount", ["--lazy", disk]);
    }
  },
};

async function fillAgainAndAgain(trial: Trial, disk: string): Promise<Verdict> {
  const violations: string[] = [];
  const dataDir = join(disk, "desk");
  const desk = await startDesk(dataDir);
  const chat = startPosting(desk.origin);
  let longestAwayMs = 0;
  try {
    await until(() => chat.acked.size >= 10, START_MS);
    for (let filling = 1; filling <= trial.size; filling += 1) {
      const refusedBefore = chat.refused();
      const ballast = join(disk, "ballast");
      await fill(ballast);
      await sleep(FULL_MS);
      if (chat.refused() === refusedBefore) violations.push(`filling ${filling}: nobody was turned away`);
      const red = await redChecks(desk.origin);
      for (const name of ["disk", "intake"])
        if (!red.includes(name)) violations.push(`filling ${filling}: /readyz does not name ${name}`);
      const ackedBefore = chat.acked.size;
      await rm(ballast);
      const freedAtMs = performance.now();
      const isBack = await until(
        async () => chat.acked.size > ackedBefore && (await redChecks(desk.origin)).length === 0,
        MOST_AWAY_MS,
      );
      longestAwayMs = Math.max(longestAwayMs, performance.now() - freedAtMs);
      if (!isBack) violations.push(`filling ${filling}: not back within ${MOST_AWAY_MS / SECOND} s`);
      trial.progress(filling);
    }
  } finally {
    await chat.stop();
  }
  if (chat.strange.size > 0)
    violations.push(`answers other than 200, 429 and 503: ${[...chat.strange].join(", ")}`);
  const exit = await desk.stop();
  if (exit !== 0) violations.push(`the desk ended with ${exit}`);
  violations.push(...(await judgeFolder(join(dataDir, "database"), chat.acked)));
  const figures = { acked: chat.acked.size, "turned away": chat.refused(), "longest away ms": longestAwayMs };
  return { violations, figures };
}

async function startDesk(dataDir: string) {
  const path = fileURLToPath(new URL("../../../src/main.ts", import.meta.url));
  const port = await freePort();
  const { PATH, HOME } = process.env;
  const env = { PATH, HOME, DATA_DIR: dataDir, PORT: String(port), DEMO: "off", LOG_LEVEL: "error" };
  const child = spawn(process.execPath, ["--import", "tsx", path], { stdio: "ignore", env });
  const exited = once(child, "exit").then(([code, signal]) => code ?? signal);
  const origin = `http://127.0.0.1:${port}`;
  const isUp = await until(async () => (await fetch(`${origin}/readyz`)).status === 200, START_MS);
  if (!isUp) {
    child.kill("SIGKILL");
    throw new Error("the desk did not start");
  }
  return {
    origin,
    async stop(): Promise<number | string> {
      if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
      return exited;
    },
  };
}

/** Customers who write all the time; what was acknowledged is written down here, outside of the desk. */
function startPosting(origin: string) {
  const acked = new Set<string>();
  const strange = new Set<number>();
  let refused = 0;
  let isStopping = false;
  const write = async (personKey: string): Promise<void> => {
    for (let n = 0; !isStopping; n += 1) {
      const token = `${personKey}-${n}-${randomUUID().slice(0, 8)}`;
      const text = `${token} ${"my parcel is late ".repeat(60)}`;
      const wish = { clientKey: token, personKey, channelKey: "help", threadKey: null, text };
      const { status } = await post(origin, wish);
      if (status === 200 || status === 201) acked.add(token);
      else if (status === 503) refused += 1;
      else if (status !== 429) strange.add(status);
      await sleep(PAUSE_MS);
    }
  };
  const writers = ["maya", "tom"].map(write);
  return {
    acked,
    strange,
    refused: () => refused,
    async stop() {
      isStopping = true;
      await Promise.all(writers);
    },
  };
}

/** Writes until nothing more goes in, as a log or a dump of another program would. */
async function fill(path: string): Promise<void> {
  const file = await open(path, "w");
  try {
    for (let size = MEGABYTE; size >= 4_096; )
      try {
        await file.write(Buffer.alloc(size));
      } catch {
        size /= 2;
      }
  } finally {
    await file.close();
  }
}

async function redChecks(origin: string): Promise<readonly string[]> {
  const response = await fetch(`${origin}/readyz`);
  const body = (await response.json()) as {
    readonly checks: readonly { readonly name: string; readonly isOk: boolean }[];
  };
  return body.checks.filter(({ isOk }) => !isOk).map(({ name }) => name);
}

async function until(isTrue: () => boolean | Promise<boolean>, limitMs: number): Promise<boolean> {
  const endsAtMs = performance.now() + limitMs;
  for (;;) {
    if (await Promise.resolve(isTrue()).catch(() => false)) return true;
    if (performance.now() > endsAtMs) return false;
    await sleep(100);
  }
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
