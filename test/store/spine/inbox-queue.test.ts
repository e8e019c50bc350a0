import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { RapportError } from "../../../src/domain/errors.ts";
import type { Database } from "../../../src/store/database.ts";
import { claimFairStatement, claimOldestStatement, INBOX } from "../../../src/store/spine/claim-statement.ts";
import { createInboxQueue, type InboxQueue } from "../../../src/store/spine/inbox-queue.ts";
import { insertEvents } from "../../../src/store/spine/insert-events.ts";
import { createTestTenant, openTestDatabase, type TestTenant } from "../../support/database.ts";

let database: Database;
let queue: InboxQueue;
let tenant: TestTenant;
const NOW = new Date("2026-03-03T09:00:00Z");

beforeAll(async () => {
  database = await openTestDatabase();
  queue = createInboxQueue(database);
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.spineQuery("delete from inbox", []);
  tenant = await createTestTenant(database);
});

let count = 0;
async function put(orderKey: string, owner: TestTenant = tenant, times = 1): Promise<void> {
  const rows = Array.from({ length: times }, () => ({
    tenantId: owner.tenantId,
    workspaceId: owner.workspaceId,
    orderKey,
    dedupeKey: `d-${count++}`,
    payload: JSON.stringify({ orderKey }),
  }));
  await insertEvents(database, rows, NOW);
}

const claim = (limit: number, more: Partial<Parameters<InboxQueue["claim"]>[0]> = {}) =>
  queue.claim({
    now: NOW,
    limit,
    workerId: "w1",
    leaseMs: 30_000,
    inHandByTenant: new Map(),
    maxPerTenant: 100,
    ...more,
  });

test("one row of each order key is taken, the oldest", async () => {
  await put("C1", tenant, 3);
  await put("C2", tenant, 2);
  const rows = await claim(10);
  expect(rows.map((row) => row.payload)).toEqual([{ orderKey: "C1" }, { orderKey: "C2" }]);
  expect(await claim(10)).toEqual([]);
});

test("an order key waits behind its own row in back-off, and only that key", async () => {
  await put("C1", tenant, 2);
  await put("C2");
  const [first] = await claim(1);
  if (!first) throw new Error("nothing claimed");
  await queue.fail(first, "w1", "boom", new Date(NOW.getTime() + 5_000));
  expect((await claim(10)).map((row) => row.payload)).toEqual([{ orderKey: "C2" }]);
  const later = await claim(10, { now: new Date(NOW.getTime() + 5_000) });
  expect(later.map((row) => [row.id, row.attempt])).toEqual([[first.id, 2]]);
});

test("an older row that became visible late waits for the younger one in hand", async () => {
  await put("C1", tenant, 2);
  await database.spineQuery(
    `update inbox set state = 'active', locked_by = 'other', lease_until_at = now() + interval '1 minute'
     where id = (select max(id) from inbox)`,
    [],
  );
  expect(await claim(10)).toEqual([]);
});

test("two rows of one order key are never in hand at once, whatever two replicas saw", async () => {
  await put("C1", tenant, 2);
  const takeYoungest = "update inbox set state = 'active' where id = (select max(id) from inbox)";
  await database.spineQuery(takeYoungest, []);
  await expect(database.spineQuery("update inbox set state = 'active'", [])).rejects.toMatchObject({
    code: "store.conflict",
  });
});

test("a claim that met another replica's is made again", async () => {
  await put("C1");
  let conflicts = 0;
  const busy = createInboxQueue({
    ...database,
    spineQuery: async (text, parameters) => {
      if (text.includes("update inbox") && conflicts++ < 2)
        throw new RapportError("store.conflict", "The same key.", "None.");
      return database.spineQuery(text, parameters);
    },
  });
  const request = { now: NOW, limit: 4, workerId: "w", leaseMs: 30_000, maxPerTenant: 4 };
  expect(await busy.claim({ ...request, inHandByTenant: new Map() })).toHaveLength(1);
  expect(conflicts).toBe(3);
});

test("tenants take turns: a noisy one does not fill a claim", async () => {
  const quiet = await createTestTenant(database);
  for (let key = 0; key < 40; key++) await put(`N${key}`);
  await put("Q", quiet);
  const rows = await claim(4, { maxPerTenant: 8 });
  expect(rows).toHaveLength(4);
  expect(rows.map((row) => row.tenantId)).toContain(quiet.tenantId);
});

test("a tenant with its share in hand is passed over", async () => {
  const other = await createTestTenant(database);
  for (let key = 0; key < 5; key++) await put(`N${key}`);
  await put("O", other);
  const rows = await claim(10, { maxPerTenant: 2, inHandByTenant: new Map([[tenant.tenantId, 2]]) });
  expect(rows.map((row) => row.tenantId)).toEqual([other.tenantId]);
});

test("a lease that ran out is taken over, with a higher fence", async () => {
  await put("C1");
  const [first] = await claim(1);
  expect(await queue.takeOver({ maxAttempts: 5, everyLease: false })).toBe(0);
  await database.spineQuery("update inbox set lease_until_at = now() - interval '1 second'", []);
  expect(await queue.takeOver({ maxAttempts: 5, everyLease: false })).toBe(1);
  const [second] = await claim(1, { workerId: "w2" });
  expect(second?.id).toBe(first?.id);
  expect(second?.fence).toBe((first?.fence ?? 0) + 1);
  expect(second?.attempt).toBe(2);
});

test("a heartbeat keeps the leases of its own rows and of no others", async () => {
  await put("C1");
  await put("C2");
  const mine = await claim(1);
  const theirs = await claim(1, { workerId: "w2" });
  await database.spineQuery("update inbox set lease_until_at = now() - interval '1 second'", []);
  await queue.extendLeases("w1", 30_000, [...mine, ...theirs]);
  expect(await queue.takeOver({ maxAttempts: 5, everyLease: false })).toBe(1);
  expect((await claim(10)).map((row) => row.id)).toEqual(theirs.map((row) => row.id));
});

test("a row that was in hand at every crash ends among the dead letters", async () => {
  await put("C1");
  for (let crash = 0; crash < 5; crash++) {
    expect(await claim(1)).toHaveLength(1);
    await queue.takeOver({ maxAttempts: 5, everyLease: true });
  }
  expect(await claim(1)).toEqual([]);
  expect(await database.spineQuery("select state, error_code from inbox", [])).toEqual([
    { state: "dead", error_code: "work.worker-lost" },
  ]);
});

test("released rows do not count an attempt", async () => {
  await put("C1");
  const rows = await claim(1);
  await queue.release("w1", rows);
  expect((await claim(1)).map((row) => row.attempt)).toEqual([1]);
});

test("done rows go after their time, tenant by tenant, dead ones stay", async () => {
  await put("C1", tenant, 3);
  await database.spineQuery(
    `update inbox set state = 'done', done_at = '2026-03-01' where id = (select min(id) from inbox)`,
    [],
  );
  await database.spineQuery(`update inbox set state = 'dead' where id = (select max(id) from inbox)`, []);
  expect(await queue.clean(new Date("2026-02-28"))).toBe(0);
  expect(await queue.clean(new Date("2026-03-02"))).toBe(1);
  expect(await database.spineQuery("select state from inbox order by id", [])).toEqual([
    { state: "ready" },
    { state: "dead" },
  ]);
});

test("the spine's statements do not see business rows", async () => {
  await expect(
    database.transaction("rapport_spine", null, (tx) => tx.rows(sql`select * from messages`)),
  ).rejects.toThrow();
});

/** Pages a statement touches: its price, whatever else the machine does. */
async function pagesOf(statement: string): Promise<number> {
  const parameters = [NOW.toISOString(), 16, "w1", 30_000, [], [], 8, [], []];
  const rows = await database.spineQuery<{
    "QUERY PLAN": readonly { Plan: { "Shared Hit Blocks": number } }[];
  }>(`explain (analyze, buffers, format json) ${statement}`, parameters);
  return rows[0]?.["QUERY PLAN"][0]?.Plan["Shared Hit Blocks"] ?? Number.NaN;
}

test("the price of a claim does not grow with the backlog", async () => {
  const quiet = await createTestTenant(database);
  const backlog = async (batch: number) => {
    const rows = Array.from({ length: 1_000 }, (_, index) => ({
      tenantId: tenant.tenantId,
      workspaceId: tenant.workspaceId,
      orderKey: `K${index % 500}`,
      dedupeKey: `b-${batch}-${index}`,
      payload: "{}",
    }));
    await insertEvents(database, rows, NOW);
  };
  const price = async () => ({
    oldest: await pagesOf(claimOldestStatement(INBOX, "q.id::float8 as id")),
    fair: await pagesOf(claimFairStatement(INBOX, "q.id::float8 as id")),
  });
  await backlog(0);
  const before = await price();
  for (let batch = 1; batch < 8; batch++) await backlog(batch);
  const after = await price();
  expect(after.oldest).toBeLessThan(before.oldest * 2);
  expect(after.fair).toBeLessThan(before.fair * 2);
  await put("Q", quiet);
  const rows = await claim(16, { maxPerTenant: 8, inHandByTenant: new Map([[tenant.tenantId, 6]]) });
  expect(rows.map((row) => row.tenantId)).toContain(quiet.tenantId);
});
