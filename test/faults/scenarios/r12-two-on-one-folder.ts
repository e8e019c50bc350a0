import { randomUUID } from "node:crypto";
import { access, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { pid } from "node:process";
import { freePort } from "../../../scripts/postgres-server.ts";
import { post } from "../../replicas/chat.ts";
import { quantile, round } from "../load/figures.ts";
import { type DeskProcess, startDesk } from "../rig/desk-process.ts";
import { judgeFolder } from "../rig/judge-folder.ts";
import type { Scenario, Trial } from "../scenario.ts";

const REFUSED_MS = 2_000;
const LONG_AGO_MS = 60_000;

/** What a dead process leaves: its own lock, one whose number another process has now, one of another machine, half of one. */
const LEFT: readonly ((path: string) => Promise<void>)[] = [
  async () => undefined,
  (path) =>
    writeFile(path, JSON.stringify({ token: randomUUID(), pid, host: hostname(), startedAt: "boot/1" })),
  async (path) => {
    await writeFile(
      path,
      JSON.stringify({ token: randomUUID(), pid: 1, host: "elsewhere", startedAt: null }),
    );
    await makeOld(path);
  },
  async (path) => {
    await writeFile(path, '{"token":');
    await makeOld(path);
  },
];

/** A second desk on the folder of a first, then the first killed and its lock left behind, each time differently. */
export const twoOnOneFolder: Scenario = {
  id: "R12",
  title: "two processes on one folder, and locks of the dead",
  criterion: "the second is refused in < 2 s and says so; every stale lock is taken over; nothing damaged",
  promises: ["P1"],
  databases: ["pglite"],
  unit: "rounds",
  fullSize: 20,
  limitMs: 30 * 60_000,
  async run(trial) {
    const url = await trial.freshDatabase();
    const lockPath = `${url.slice("pglite:".length)}.lock`;
    const violations: string[] = [];
    const slow: string[] = [];
    const acked = new Set<string>();
    const tookMs: number[] = [];
    for (let round = 0; round < trial.size; round += 1) {
      const first = await start(trial, url);
      try {
        await first.ready();
        await say(first, acked);
        const refusal = await refused(trial, url, first);
        tookMs.push(refusal.tookMs);
        if (refusal.fault !== null) violations.push(`round ${round}: ${refusal.fault}`);
        if (refusal.tookMs > REFUSED_MS) slow.push(`refused after ${Math.round(refusal.tookMs)} ms`);
        await say(first, acked);
        if (!first.isAlive) violations.push(`round ${round}: the first desk ended`);
      } finally {
        await first.kill();
      }
      if (!(await isThere(lockPath))) violations.push(`round ${round}: nothing was left to take over`);
      await LEFT[round % LEFT.length]?.(lockPath);
      trial.progress(round + 1);
    }
    const last = await start(trial, url);
    await last.ready();
    await last.stop();
    violations.push(...(await judgeFolder(url.slice("pglite:".length), acked)));
    return {
      violations,
      slow,
      figures: {
        refused: tookMs.length,
        "median refusal ms": round(quantile(tookMs, 0.5)),
        "slowest refusal ms": round(quantile(tookMs, 1)),
        acked: acked.size,
      },
    };
  },
};

const start = async (trial: Trial, databaseUrl: string): Promise<DeskProcess> =>
  startDesk({ program: "product", databaseUrl, dataDir: trial.folder, port: await freePort() });

async function say(desk: DeskProcess, acked: Set<string>): Promise<void> {
  const clientKey = randomUUID();
  const answer = await post(desk.address, {
    clientKey,
    personKey: "maya",
    channelKey: "help",
    threadKey: null,
    text: "My parcel is late.",
  });
  if (answer.post !== null) acked.add(clientKey);
}

/** Timed from the second process's start to its end. */
async function refused(
  trial: Trial,
  url: string,
  first: DeskProcess,
): Promise<{ readonly fault: string | null; readonly tookMs: number }> {
  const beganAt = performance.now();
  const second = await start(trial, url);
  await second.ended;
  const tookMs = performance.now() - beganAt;
  const says = second.printed;
  if (second.process.exitCode !== 1)
    return { fault: `the second ended with ${second.process.exitCode}`, tookMs };
  const isClear =
    says.includes("store.locked") && says.includes(String(first.process.pid)) && says.includes("What to do");
  return { fault: isClear ? null : `the second said: ${says.slice(-300)}`, tookMs };
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

async function makeOld(path: string): Promise<void> {
  const longAgo = new Date(Date.now() - LONG_AGO_MS);
  await utimes(path, longAgo, longAgo);
}
