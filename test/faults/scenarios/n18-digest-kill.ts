import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { seededDraw } from "../../../bench/load/seeded.ts";
import { addMs, HOUR, MINUTE } from "../../../src/domain/time.ts";
import { addLocalDays, latestLocalHour, startOfLocalDay } from "../../../src/domain/zone.ts";
import { openTruth } from "../../replicas/truth.ts";
import type { Scenario } from "../scenario.ts";

const PROGRAM = fileURLToPath(new URL("../../replicas/digest-child.ts", import.meta.url));
const ZONE = "Europe/Berlin";
/** Three weeks before the clocks go forward there. */
const BEGIN = new Date("2026-03-09T00:00:00.000Z");
const DIGEST_HOUR = 9;
/** From the schedule's look to the post on a busy machine. */
const KILL_WITHIN_MS = 2_500;
const CAUGHT_UP_MS = 60_000;

/** Killed while the digest is on its way, or down over the slot; started again within the day. */
export const digestKill: Scenario = {
  id: "N18",
  title: "kill at digest time, and down over the slot",
  criterion: "exactly one digest a period, after one catch-up",
  promises: ["P9"],
  databases: ["postgres"],
  unit: "kills",
  fullSize: 100,
  async run({ size, seed, folder, freshDatabase, progress }) {
    const databaseUrl = await freshDatabase();
    const random = seededDraw(seed);
    const truth = openTruth(databaseUrl);
    const violations: string[] = [];
    let child: ChildProcess | null = null;
    const heard = async (from: ChildProcess, word: string): Promise<void> => {
      const [said] = await once(from, "message", { signal: AbortSignal.timeout(90_000) });
      if (said !== word) throw new Error(`the desk said ${String(said)} and not ${word}`);
    };
    const start = async (at: Date): Promise<ChildProcess> => {
      const started = fork(PROGRAM, { execArgv: ["--import", "tsx"] });
      child = started;
      started.send({ type: "open", databaseUrl, folder: join(folder, "desk"), timeZone: ZONE, at });
      await heard(started, "open");
      return started;
    };
    const kill = async (doomed: ChildProcess): Promise<void> => {
      if (doomed.exitCode !== null || doomed.signalCode !== null) return;
      doomed.kill("SIGKILL");
      await once(doomed, "exit");
    };
    let wereDown = 0;
    let killedBefore = 0;
    try {
      let day = startOfLocalDay(BEGIN, ZONE);
      let desk = await start(day);
      for (let n = 0; n < size; n += 1) {
        const next = addLocalDays(day, 1, ZONE);
        const slotAt = latestLocalHour(addMs(next, 23 * HOUR), DIGEST_HOUR, ZONE);
        desk.send({ type: "say", at: addMs(day, 14 * HOUR), text: `Day ${n}: it does not work.` });
        await heard(desk, "said");
        const isDown = random() < 0.3;
        if (!isDown) {
          desk.send({ type: "schedule", at: addMs(slotAt, random() * 5 * MINUTE) });
          await heard(desk, "scheduling");
          await sleep(random() * KILL_WITHIN_MS);
        }
        await kill(desk);
        wereDown += isDown ? 1 : 0;
        const [before] = await truth.sql<{ n: number }[]>`
          select count(*)::int as n from digests where period_start_at = ${day}`;
        if ((before?.n ?? 0) === 0) killedBefore += 1;
        // Leases of the killed one run by the database's clock.
        await truth.sql`update inbox set lease_until_at = now() where state = 'active'`;
        await truth.sql`update outbox set lease_until_at = now() where state = 'sending'`;
        const backAt = addMs(slotAt, 5 * MINUTE + random() * (14 * HOUR));
        desk = await start(backAt);
        desk.send({ type: "schedule", at: backAt });
        await heard(desk, "scheduling");
        const endsAt = performance.now() + CAUGHT_UP_MS;
        while (performance.now() < endsAt && (await postsOf(day)) === 0) await sleep(100);
        await truth.settle(30_000);
        const posts = await postsOf(day);
        const [made] = await truth.sql<{ n: number }[]>`
          select count(*)::int as n from digests
          where kind = 'daily' and asked_by = 'schedule' and period_start_at = ${day}`;
        if (made?.n !== 1) violations.push(`day ${n} has ${made?.n} digests`);
        if (posts !== 1) violations.push(`the digest of day ${n} was posted ${posts} times`);
        day = next;
        progress(n + 1);
      }
      const [unknown] = await truth.sql<{ n: number }[]>`
        select count(*)::int as n from outbox where state in ('failed', 'uncertain')`;
      if ((unknown?.n ?? 0) > 0) violations.push(`${unknown?.n} posts have an unknown fate`);
      return {
        violations,
        figures: { kills: size, "down over the slot": wereDown, "killed before it was made": killedBefore },
      };
    } finally {
      if (child) await kill(child);
      await truth.close();
    }

    /** In the chat, by the outbox row that the day's digest caused. */
    async function postsOf(startAt: Date): Promise<number> {
      const [row] = await truth.sql<{ n: number }[]>`
        select count(*)::int as n from digests d
        join outbox o on o.ref = 'digest:' || d.id::text
        join web_posts p on p.client_key = 'rapport:' || o.id::text
        where d.kind = 'daily' and d.asked_by = 'schedule' and d.period_start_at = ${startAt}`;
      return row?.n ?? 0;
    }
  },
};
