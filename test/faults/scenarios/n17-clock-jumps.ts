import { join } from "node:path";
import { sql } from "drizzle-orm";
import { seededDraw } from "../../../bench/load/seeded.ts";
import { addMs, DAY, HOUR, MINUTE } from "../../../src/domain/time.ts";
import { addLocalDays, latestLocalHour, startOfLocalDay } from "../../../src/domain/zone.ts";
import { type DigestDesk, openDigestDesk } from "../../replicas/digest-desk.ts";
import type { Scenario } from "../scenario.ts";

const ZONES = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"];
const JUMPS_MS = [HOUR, -HOUR, DAY, -DAY];
/** A Monday some weeks before clocks change in Europe and America. */
const BEGIN = new Date("2026-02-02T00:00:00.000Z");
const DIGEST_HOUR = 9;

/**
 * Weeks go by in simulated days: a message a day, a look at the schedule at and around the slot, clocks that jump by an
 * hour or a day and back, restarts. On PostgreSQL two desks look at once, each with its own clock.
 */
export const clockJumps: Scenario = {
  id: "N17",
  title: "clock jumps and daylight saving, two desks",
  criterion: "0 missed, 0 double digests over 200 simulated weeks",
  promises: ["P9"],
  databases: ["postgres", "pglite"],
  unit: "weeks",
  fullSize: 200,
  limitMs: 4 * HOUR,
  async run({ size, seed, folder, freshDatabase, progress, database }) {
    const random = seededDraw(seed);
    const timeZone = ZONES[seed % ZONES.length] ?? "UTC";
    const url = await freshDatabase();
    const home = url.startsWith("pglite:") ? url.slice("pglite:".length).replace(/\/database$/, "") : folder;
    const open = (name: string, at: Date) =>
      openDigestDesk({
        databaseUrl: url,
        folder: database === "pglite" ? home : join(folder, name),
        timeZone,
        at,
      });
    const desks: DigestDesk[] = [await open("one", BEGIN)];
    if (database === "postgres") desks.push(await open("two", BEGIN));
    const lookAll = async (at: Date): Promise<void> => {
      for (const desk of desks) desk.setTime(addMs(at, Math.floor(random() * MINUTE)));
      await Promise.all(desks.map((desk) => desk.look()));
    };
    const expected = new Set<string>();
    let jumps = 0;
    let restarts = 0;
    try {
      let day = startOfLocalDay(addMs(BEGIN, DAY), timeZone);
      for (let n = 0; n < size * 7; n += 1) {
        const next = addLocalDays(day, 1, timeZone);
        const lengthMs = next.getTime() - day.getTime();
        const at = (share: number): Date => addMs(day, Math.floor(share * lengthMs));
        const jump = async (from: Date): Promise<void> => {
          if (random() > 0.3) return;
          jumps += 1;
          await lookAll(addMs(from, JUMPS_MS[Math.floor(random() * JUMPS_MS.length)] ?? HOUR));
        };
        const slotAt = latestLocalHour(addMs(next, -MINUTE), DIGEST_HOUR, timeZone);
        await jump(at(0.1));
        await lookAll(addMs(slotAt, -MINUTE));
        await lookAll(addMs(slotAt, random() * 5 * MINUTE));
        const speaker = desks[n % desks.length];
        const saidAt = addMs(slotAt, HOUR + Math.floor(random() * 4 * HOUR));
        await jump(addMs(saidAt, -MINUTE));
        speaker?.setTime(saidAt);
        await speaker?.say(`Day ${n}: the parcel is late again.`);
        await jump(addMs(saidAt, HOUR));
        expected.add(`daily ${day.toISOString()}`);
        if (random() < 0.02) {
          restarts += 1;
          const old = desks.shift();
          await old?.close();
          desks.push(await open(`again-${n}`, saidAt));
        }
        day = next;
        if (n % 7 === 6) progress((n + 1) / 7);
      }
      // The last day's digest is due in the morning after it.
      await lookAll(addMs(latestLocalHour(addMs(day, DAY - MINUTE), DIGEST_HOUR, timeZone), MINUTE));
      const [first] = desks;
      if (!first) throw new Error("no desk is left");
      const rows = await first.foundations.database.transaction("rapport_desk", first.tenantId, (tx) =>
        tx.rows<{ kind: string; start_at: string; n: number; posted: number }>(sql`
          select kind, to_char(period_start_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as start_at,
            count(*)::int as n from digests where asked_by = 'schedule' group by 1, 2`),
      );
      const posts = await first.foundations.database.transaction("rapport_desk", first.tenantId, (tx) =>
        tx.rows<{ n: number }>(sql`select count(*)::int as n from web_posts
          where channel_key = 'managers' and author_key = 'rapport' and thread_key is null`),
      );
      const found = new Map(rows.map((row) => [`${row.kind} ${row.start_at}`, row.n]));
      const missed = [...expected].filter((key) => !found.has(key));
      const double = [...found].filter(([, n]) => n > 1);
      const weekly = [...found.keys()].filter((key) => key.startsWith("weekly")).length;
      const violations = [
        ...missed.map((key) => `missed: the digest ${key} in ${timeZone}`),
        ...double.map(([key, n]) => `double: the digest ${key} was made ${n} times in ${timeZone}`),
      ];
      if (weekly < size || weekly > size + 1) violations.push(`${size} weeks had ${weekly} weekly digests`);
      if (posts[0]?.n !== found.size)
        violations.push(`${found.size} digests were posted ${posts[0]?.n ?? 0} times`);
      return {
        violations,
        figures: { weeks: size, digests: found.size, posts: posts[0]?.n ?? 0, jumps, restarts },
      };
    } finally {
      for (const desk of desks) await desk.close();
    }
  },
};
