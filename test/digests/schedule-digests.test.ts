import { sql } from "drizzle-orm";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDigests } from "../../src/digests/create-digests.ts";
import { scheduleDueDigests } from "../../src/digests/schedule-digests.ts";
import type { TimerDue } from "../../src/domain/inbound-event.ts";
import { addMs, DAY, HOUR, MINUTE } from "../../src/domain/time.ts";
import { silentLogger } from "../../src/ports/logger.ts";
import type { Store, TenantStores } from "../../src/ports/stores/store.ts";
import type { Database } from "../../src/store/database.ts";
import { moveDueTimers } from "../../src/store/spine/timer-queue.ts";
import { openTestDatabase } from "../support/database.ts";
import { openStore } from "../support/desk-fixture.ts";

let database: Database;
let store: Store;
let painted = 0;
const digests = createDigests({
  painter: {
    async paint() {
      painted += 1;
      return new Uint8Array([1]);
    },
  },
  logger: silentLogger,
});

beforeAll(async () => {
  database = await openTestDatabase();
  store = openStore(database);
});
afterAll(() => database.close());

/** A company of its own; all others are taken away, because the schedule looks at every tenant. */
async function openCompany(timeZone: string, digestHour: number, hasManagers = true): Promise<string> {
  await database.spineQuery("delete from timers", []);
  await database.spineQuery("delete from inbox", []);
  const slug = `c-${Math.random().toString(36).slice(2)}`;
  const tenant = await store.createTenant(
    {
      slug,
      name: slug,
      timeZone,
      workspaces: [{ platform: "web", workspaceKey: slug, name: slug, kind: "community" }],
    },
    new Date("2026-01-01T00:00:00Z"),
  );
  await inTenant(tenant.id, async (stores) => {
    await stores.tenant.changeSettings({ digestHour });
    const workspace = (await stores.workspaces.list())[0];
    const ref = { channelKey: "managers", name: "managers", isDirect: false, isPrivate: true };
    const channel = await stores.channels.ensure(workspace?.id ?? "", ref, new Date("2026-01-01T00:00:00Z"));
    if (hasManagers) await stores.channels.configure(channel.id, { purpose: "managers" });
  });
  return tenant.id;
}

const inTenant = <T>(tenantId: string, work: (stores: TenantStores) => Promise<T>): Promise<T> =>
  store.transaction(tenantId, work);

const happen = (tenantId: string, at: Date): Promise<void> =>
  inTenant(tenantId, (stores) => stores.figures.count({ at, platform: "web", metric: "customer-messages" }));

/** One process looks at its clock: schedules, moves timers, and works what came into the inbox. */
async function look(tenantId: string, now: Date): Promise<void> {
  await scheduleDueDigests(only(tenantId), now);
  await moveDueTimers(database, now);
  const due = await database.spineQuery<{ id: number; payload: TimerDue }>(
    "update inbox set state = 'done' where state = 'ready' and tenant_id = $1 returning id, payload",
    [tenantId],
  );
  for (const { payload } of due) {
    const kind = payload.subjectId === "weekly" ? "weekly" : "daily";
    const request = { tenantId, kind, askedBy: "schedule", now: new Date(payload.occurredAt) } as const;
    const post = await digests.prepare(request, (work) => inTenant(tenantId, work));
    await inTenant(tenantId, post);
  }
}

const only = (tenantId: string): Store => ({
  ...store,
  listTenants: async () => (await store.listTenants()).filter((tenant) => tenant.id === tenantId),
});

const posted = (tenantId: string) =>
  database.transaction("rapport_desk", tenantId, (tx) =>
    tx.rows<{ kind: string; start: string; end: string }>(sql`
      select kind, period_start_at::text as start, period_end_at::text as end from digests
      where tenant_id = ${tenantId} and asked_by = 'schedule' order by kind, period_start_at`),
  );
const outboxRows = async (tenantId: string): Promise<number> =>
  (
    await database.spineQuery<{ n: number }>("select count(*)::int as n from outbox where tenant_id = $1", [
      tenantId,
    ])
  )[0]?.n ?? -1;

describe("the schedule of digests", () => {
  it("posts exactly one for every day and week, over restarts, repeated looks and clocks that disagree", async () => {
    const looks = fc.array(
      fc.record({
        afterMin: fc.integer({ min: 1, max: 14 * 60 }),
        skewMin: fc.integer({ min: -20, max: 20 }),
      }),
      {
        minLength: 14,
        maxLength: 18,
      },
    );
    await fc.assert(
      fc.asyncProperty(
        looks,
        fc.constantFrom(
          ["Europe/Berlin", 0],
          ["Europe/Berlin", 8],
          ["America/New_York", 23],
          ["Asia/Kolkata", 8],
        ),
        async (steps, [timeZone, hour]) => {
          const tenantId = await openCompany(String(timeZone), Number(hour));
          // Over the change to summer time of Europe.
          let now = new Date("2026-03-25T12:00:00Z");
          await happen(tenantId, addMs(now, -30 * HOUR));
          // No local day without a message: nothing is posted about a day on which nothing happened.
          await happen(tenantId, now);
          for (const { afterMin, skewMin } of steps) {
            now = addMs(now, afterMin * MINUTE);
            await happen(tenantId, now);
            await look(tenantId, addMs(now, skewMin * MINUTE));
            await look(tenantId, now);
          }
          const rows = await posted(tenantId);
          for (const kind of ["daily", "weekly"]) {
            const own = rows.filter((row) => row.kind === kind);
            // Each period begins where the one before ended: none twice, none left out.
            own.slice(1).forEach((row, at) => {
              expect(row.start).toBe(own[at]?.end);
            });
          }
          expect(rows.filter((row) => row.kind === "daily").length).toBeGreaterThan(0);
          expect(await outboxRows(tenantId)).toBe(rows.length);
        },
      ),
      { numRuns: 3 },
    );
  }, 60_000);

  it("catches up once on what was missed during a stop, and lets older days go", async () => {
    const tenantId = await openCompany("UTC", 8);
    const start = new Date("2026-03-03T12:00:00Z");
    for (let hours = -30; hours < 24 * 6; hours += 5) await happen(tenantId, addMs(start, hours * HOUR));
    await look(tenantId, start);
    expect(await posted(tenantId)).toHaveLength(1);
    for (const hours of [96, 96.5, 97]) await look(tenantId, addMs(start, hours * HOUR));
    const daily = (await posted(tenantId)).filter((row) => row.kind === "daily");
    expect(daily.map((row) => row.start.slice(0, 10))).toEqual(["2026-03-02", "2026-03-06"]);
  });

  it("looks again at a slot before which nothing had happened: the message of that day was late", async () => {
    const tenantId = await openCompany("UTC", 8);
    await look(tenantId, new Date("2026-03-03T08:01:00Z"));
    expect(await posted(tenantId)).toEqual([]);
    await happen(tenantId, new Date("2026-03-02T23:30:00Z"));
    for (const minutes of [5, 10, 15])
      await look(tenantId, addMs(new Date("2026-03-03T08:01:00Z"), minutes * MINUTE));
    expect((await posted(tenantId)).map((row) => row.start.slice(0, 10))).toEqual(["2026-03-02"]);
    expect(await outboxRows(tenantId)).toBe(1);
  });

  it("keeps the digest of the day that a clock has skipped, beside the one that it made too early", async () => {
    const tenantId = await openCompany("UTC", 8);
    await happen(tenantId, new Date("2026-03-03T12:00:00Z"));
    await happen(tenantId, new Date("2026-03-04T07:58:00Z"));
    // A minute before the digest of the 3rd is due, one clock jumps by a day and two minutes.
    await look(tenantId, new Date("2026-03-05T08:01:00Z"));
    await look(tenantId, new Date("2026-03-04T08:01:00Z"));
    await look(tenantId, new Date("2026-03-05T08:01:00Z"));
    expect((await posted(tenantId)).map((row) => row.start.slice(0, 10)).sort()).toEqual([
      "2026-03-03",
      "2026-03-04",
    ]);
    expect(await outboxRows(tenantId)).toBe(2);
  });

  it("posts nothing, and draws nothing, when nothing happened or nobody is named", async () => {
    const before = painted;
    const quiet = await openCompany("UTC", 8);
    for (let day = 0; day < 8; day += 1)
      await look(quiet, addMs(new Date("2026-03-02T09:00:00Z"), day * DAY));
    expect(await posted(quiet)).toEqual([]);
    expect(await outboxRows(quiet)).toBe(0);
    expect(painted).toBe(before);
    const nameless = await openCompany("UTC", 8, false);
    await happen(nameless, new Date("2026-03-02T12:00:00Z"));
    await look(nameless, new Date("2026-03-03T09:00:00Z"));
    expect(await outboxRows(nameless)).toBe(0);
    const now = new Date("2026-03-02T13:00:00Z");
    const request = { tenantId: nameless, kind: "daily", askedBy: "command", now } as const;
    const post = await digests.prepare(request, (work) => inTenant(nameless, work));
    expect(await inTenant(nameless, post)).toBe("no-managers-channel");
  });
});
