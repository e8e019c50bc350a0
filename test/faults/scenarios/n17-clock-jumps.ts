import { sql } from "drizzle-orm";
import { seededDraw } from "../../../bench/load/seeded.ts";
import { addMs, DAY, HOUR, MINUTE } from "../../../src/domain/time.ts";
import { addLocalDays, latestLocalHour, localTime, startOfLocalDay } from "../../../src/domain/zone.ts";
import type { Database } from "../../../src/store/database.ts";
import { createFakeChatAdapter } from "../../fakes/chat-adapter.ts";
import { type DigestClockwork, openDigestClockwork } from "../../replicas/digest-clockwork.ts";
import type { Scenario } from "../scenario.ts";

/** A company in each: clocks that change by an hour in either half of the year, by half an hour, and never. */
const ZONES = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"];
/** A Monday, a week before clocks change in America and four before they do in Europe. */
const BEGIN = new Date("2026-03-02T00:00:00.000Z");
const JUMPS_MS = [HOUR, -HOUR, DAY, -DAY];
const DIGEST_HOUR = 9;
const MONDAY = 1;
/** Of a company's days; the others are quiet. */
const BUSY_SHARE = 0.8;
const JUMP_SHARE = 0.15;
const BACK_SHARE = 0.5;
const STALL_SHARE = 0.1;
const RESTART_SHARE = 0.03;

interface Company {
  readonly tenantId: string;
  readonly timeZone: string;
  readonly workspaceKey: string;
  /** "daily 2026-03-02T00:00:00.000Z" and when it is due, of every period in which something happened. */
  readonly periods: Map<string, Date>;
}

/**
 * Four companies live their weeks at the same time. The schedule is looked at around every slot and in between, by two
 * desks on PostgreSQL, whose clocks jump each for itself by an hour or a day and are put right some looks later (once a
 * day at the latest), go backwards while a digest is in hand, and which are started again.
 */
export const clockJumps: Scenario = {
  id: "N17",
  title: "clock jumps and daylight saving, two desks",
  criterion: "0 missed, 0 double digests over 200 simulated weeks (four companies' together)",
  promises: ["P9"],
  databases: ["postgres", "pglite"],
  unit: "weeks",
  fullSize: 200,
  async run({ size, seed, freshDatabase, progress, database }) {
    const random = seededDraw(seed);
    const oneOf = (choices: readonly number[]): number => choices[Math.floor(random() * choices.length)] ?? 0;
    const url = await freshDatabase();
    const platform = createFakeChatAdapter();
    const counts = { looks: 0, jumps: 0, restarts: 0, "backwards in a lease": 0 };
    const desks: { readonly clockwork: DigestClockwork; offsetMs: number }[] = [];
    let trueNow = BEGIN;

    const whileDrawing = async (): Promise<void> => {
      if (random() > STALL_SHARE) return;
      counts["backwards in a lease"] += 1;
      for (const desk of desks) {
        desk.offsetMs = oneOf([-HOUR, -DAY]);
        desk.clockwork.setTime(addMs(trueNow, desk.offsetMs));
      }
      // Whoever has not drawn looks at the queues meanwhile; the one that draws is busy.
      for (const { clockwork } of desks) await clockwork.look();
    };
    const look = async (at: Date, isRight = false): Promise<void> => {
      trueNow = at;
      for (const desk of desks) {
        if (isRight) desk.offsetMs = 0;
        else if (random() < JUMP_SHARE) {
          desk.offsetMs = oneOf(JUMPS_MS);
          counts.jumps += 1;
        } else if (random() < BACK_SHARE) desk.offsetMs = 0;
        desk.clockwork.setTime(addMs(at, desk.offsetMs + Math.floor(random() * MINUTE)));
      }
      counts.looks += desks.length;
      await Promise.all(desks.map(({ clockwork }) => clockwork.look()));
    };
    try {
      for (let n = 0; n < (database === "postgres" ? 2 : 1); n += 1) {
        const clockwork = await openDigestClockwork({ url, at: BEGIN, platform, whileDrawing });
        desks.push({ clockwork, offsetMs: 0 });
      }
      const [first] = desks;
      if (!first) throw new Error("no desk is there");
      const companies: Company[] = [];
      for (const timeZone of ZONES) companies.push(await openCompany(first.clockwork, timeZone));

      const days = Math.ceil(size / ZONES.length) * 7;
      for (let day = 0; day < days; day += 1) {
        const dayAt = addMs(BEGIN, day * DAY);
        const steps: { readonly at: Date; readonly take: () => Promise<void> }[] = [];
        const lookAt = (at: Date, isRight = false) => steps.push({ at, take: () => look(at, isRight) });
        lookAt(addMs(dayAt, DAY / 2), true);
        lookAt(addMs(dayAt, Math.floor(random() * DAY)));
        for (const company of companies) {
          const slotAt = latestLocalHour(addMs(dayAt, DAY), DIGEST_HOUR, company.timeZone);
          lookAt(addMs(slotAt, -Math.floor(random() * MINUTE)));
          lookAt(addMs(slotAt, Math.floor(random() * 5 * MINUTE)));
          if (random() > BUSY_SHARE) continue;
          const saidAt = addMs(dayAt, Math.floor(random() * DAY));
          steps.push({ at: saidAt, take: () => happen(first.clockwork, company, saidAt) });
        }
        steps.sort((a, b) => a.at.getTime() - b.at.getTime());
        for (const step of steps) await step.take();
        for (const { clockwork } of desks) {
          if (random() > RESTART_SHARE) continue;
          counts.restarts += 1;
          clockwork.restart();
        }
        if (day % 7 === 6) progress(Math.min(size, ((day + 1) / 7) * ZONES.length));
      }
      // What became due in the last minutes, and what waits for the pace of a channel.
      const endAt = addMs(BEGIN, days * DAY);
      for (const minutes of [0, 1, 2]) await look(addMs(endAt, minutes * MINUTE), true);

      const violations: string[] = [];
      let made = 0;
      for (const company of companies) {
        const found = await digestsOf(first.clockwork.database, company);
        made += found.length;
        violations.push(...judge(company, found, endAt));
        const titles = platform.posted
          .filter(({ outbound }) => outbound.workspaceKey === company.workspaceKey)
          .map(({ outbound }) => (outbound.kind === "post" ? outbound.content.summary : outbound.kind))
          .map((summary) => summary.slice(0, summary.indexOf(":")));
        if (titles.length !== found.length)
          violations.push(`${company.timeZone}: ${found.length} digests were posted ${titles.length} times`);
        const repeated = titles.filter((title, at) => titles.indexOf(title) !== at);
        violations.push(...repeated.map((title) => `${company.timeZone}: posted twice: ${title}`));
      }
      if (platform.deliveries.length !== platform.posted.length)
        violations.push(
          `${platform.posted.length} posts were handed over ${platform.deliveries.length} times`,
        );
      const due = companies.reduce((sum, { periods }) => sum + dueOf(periods, endAt).length, 0);
      return { violations, figures: { weeks: (days / 7) * ZONES.length, due, made, ...counts } };
    } finally {
      for (const { clockwork } of desks) await clockwork.close();
    }
  },
};

async function openCompany({ store }: DigestClockwork, timeZone: string): Promise<Company> {
  const workspaceKey = timeZone.toLowerCase().replace(/[^a-z]/g, "-");
  const tenant = await store.createTenant(
    {
      slug: workspaceKey,
      name: workspaceKey,
      timeZone,
      workspaces: [{ platform: "web", workspaceKey, name: workspaceKey, kind: "community" }],
    },
    BEGIN,
  );
  await store.transaction(tenant.id, async (stores) => {
    await stores.tenant.changeSettings({ digestHour: DIGEST_HOUR });
    const [workspace] = await stores.workspaces.list();
    const ref = { channelKey: "managers", name: "managers", isDirect: false, isPrivate: true };
    const channel = await stores.channels.ensure(workspace?.id ?? "", ref, BEGIN);
    await stores.channels.configure(channel.id, { purpose: "managers" });
  });
  return { tenantId: tenant.id, timeZone, workspaceKey, periods: new Map() };
}

/** A message of a customer, as the figures have it. */
async function happen({ store }: DigestClockwork, company: Company, at: Date): Promise<void> {
  const { timeZone, periods } = company;
  await store.transaction(company.tenantId, (stores) =>
    stores.figures.count({ at, platform: "web", metric: "customer-messages" }),
  );
  // Figures are kept by the hour: where days begin at half past, its first half hour counts as the day before.
  const hourAt = new Date(Math.floor(at.getTime() / HOUR) * HOUR);
  const dayAt = startOfLocalDay(hourAt, timeZone);
  const { year, month, day } = localTime(dayAt, timeZone);
  const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay();
  const weekAt = addLocalDays(dayAt, -((weekday - MONDAY + 7) % 7), timeZone);
  const slotAt = (endAt: Date): Date => latestLocalHour(addMs(endAt, DAY / 2), DIGEST_HOUR, timeZone);
  periods.set(`daily ${dayAt.toISOString()}`, slotAt(addLocalDays(dayAt, 1, timeZone)));
  periods.set(`weekly ${weekAt.toISOString()}`, slotAt(addLocalDays(weekAt, 7, timeZone)));
}

const digestsOf = (database: Database, { tenantId }: Company): Promise<readonly string[]> =>
  database.transaction("rapport_desk", tenantId, async (tx) => {
    const rows = await tx.rows<{ key: string }>(sql`
      select kind || ' ' || to_char(period_start_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as key
      from digests where asked_by = 'schedule'`);
    return rows.map(({ key }) => key);
  });

const dueOf = (periods: Company["periods"], endAt: Date): readonly string[] =>
  [...periods].filter(([, slotAt]) => slotAt <= endAt).map(([key]) => key);

/** Sentences of what is missing, there twice, or about nothing. One made too early by a clock that was ahead is none. */
function judge({ timeZone, periods }: Company, found: readonly string[], endAt: Date): readonly string[] {
  return [
    ...dueOf(periods, endAt)
      .filter((key) => !found.includes(key))
      .map((key) => `${timeZone}: missed: ${key}`),
    ...found.filter((key, at) => found.indexOf(key) !== at).map((key) => `${timeZone}: double: ${key}`),
    ...found.filter((key) => !periods.has(key)).map((key) => `${timeZone}: about nothing: ${key}`),
  ];
}
