import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { seededDraw } from "../../../bench/load/seeded.ts";
import { addMs, HOUR, MINUTE } from "../../../src/domain/time.ts";
import { addLocalDays, latestLocalHour, startOfLocalDay } from "../../../src/domain/zone.ts";
import { readDigestDay } from "../../replicas/read-digest-day.ts";
import type { Scenario } from "../scenario.ts";

const PROGRAM = fileURLToPath(new URL("../../replicas/digest-child.ts", import.meta.url));
const ZONE = "Europe/Berlin";
/** Three weeks before the clocks go forward there. */
const BEGIN = new Date("2026-03-09T00:00:00.000Z");
const DIGEST_HOUR = 9;
const DOWN_SHARE = 0.3;
/** From the schedule's look to the post on a busy machine. */
const KILL_WITHIN_MS = 2_500;
const START_LIMIT_MS = 120_000;

/**
 * Killed while the digest is on its way, or down over the slot; started again within the day. What there is of the
 * digest is read from the database when nobody has it open.
 */
export const digestKill: Scenario = {
  id: "N18",
  title: "kill at digest time, and down over the slot",
  criterion: "exactly one digest a period, posted once, after one catch-up",
  promises: ["P9"],
  databases: ["postgres", "pglite"],
  unit: "kills",
  fullSize: 100,
  limitMs: 2 * HOUR,
  async run({ size, seed, folder, freshDatabase, progress }) {
    const databaseUrl = await freshDatabase();
    const home = databaseUrl.startsWith("pglite:")
      ? databaseUrl.slice("pglite:".length).replace(/\/database$/, "")
      : join(folder, "desk");
    const random = seededDraw(seed);
    const violations: string[] = [];
    const counts = {
      "down over the slot": 0,
      "killed before it was made": 0,
      "killed before it was posted": 0,
    };
    let child: ChildProcess | null = null;
    const heard = async (from: ChildProcess, word: string): Promise<void> => {
      const [said] = await once(from, "message", { signal: AbortSignal.timeout(START_LIMIT_MS) });
      if (said !== word) throw new Error(`the desk said ${String(said)} and not ${word}`);
    };
    const start = async (at: Date): Promise<ChildProcess> => {
      const started = fork(PROGRAM, { execArgv: ["--import", "tsx"] });
      child = started;
      started.send({ type: "open", databaseUrl, folder: home, timeZone: ZONE, at });
      await heard(started, "open");
      return started;
    };
    const kill = async (doomed: ChildProcess): Promise<void> => {
      if (doomed.exitCode !== null || doomed.signalCode !== null) return;
      doomed.kill("SIGKILL");
      await once(doomed, "exit");
    };
    try {
      let day = startOfLocalDay(BEGIN, ZONE);
      for (let n = 0; n < size; n += 1) {
        const next = addLocalDays(day, 1, ZONE);
        const slotAt = latestLocalHour(addMs(next, 23 * HOUR), DIGEST_HOUR, ZONE);
        const doomed = await start(addMs(day, 14 * HOUR));
        doomed.send({ type: "say", at: addMs(day, 14 * HOUR), text: `Day ${n}: it does not work.` });
        await heard(doomed, "said");
        const isDown = random() < DOWN_SHARE;
        if (!isDown) {
          doomed.send({ type: "schedule", at: addMs(slotAt, random() * 5 * MINUTE) });
          await heard(doomed, "scheduling");
          await sleep(random() * KILL_WITHIN_MS);
        }
        await kill(doomed);
        const before = await readDigestDay(databaseUrl, day);
        if (isDown) counts["down over the slot"] += 1;
        else if (before.digests === 0) counts["killed before it was made"] += 1;
        else if (before.posts === 0) counts["killed before it was posted"] += 1;

        const backAt = addMs(slotAt, 5 * MINUTE + random() * (14 * HOUR));
        const again = await start(backAt);
        again.send({ type: "schedule", at: backAt });
        await heard(again, "scheduling");
        again.send({ type: "settle", startAt: day, at: addMs(backAt, 5 * MINUTE) });
        await heard(again, "settled");
        await kill(again);
        const { digests, posts, unknown } = await readDigestDay(databaseUrl, day);
        if (digests !== 1) violations.push(`day ${n} has ${digests} digests`);
        if (posts !== 1) violations.push(`the digest of day ${n} was posted ${posts} times`);
        if (unknown > 0) violations.push(`day ${n}: ${unknown} posts have an unknown fate`);
        day = next;
        progress(n + 1);
      }
      return { violations, figures: { kills: 2 * size, ...counts } };
    } finally {
      if (child) await kill(child);
    }
  },
};
