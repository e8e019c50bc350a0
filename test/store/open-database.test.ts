import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../src/store/database.ts";
import { createTestTenant, openTestDatabase } from "../support/database.ts";

describe("the database door", () => {
  let db: Database;
  beforeAll(async () => {
    db = await openTestDatabase();
  });
  afterAll(() => db.close());

  it("shows a tenant its own rows and nothing without a tenant", async () => {
    const { tenantId } = await createTestTenant(db);
    const count = (as: string | null) =>
      db.transaction("rapport_desk", as, (tx) =>
        tx.rows<{ n: number }>(sql`select count(*)::int as n from workspaces`),
      );
    expect(await count(tenantId)).toEqual([{ n: 1 }]);
    expect(await count(null)).toEqual([{ n: 0 }]);
  });

  it("runs the spine's statements with positional parameters, arrays and instants", async () => {
    const at = new Date("2026-01-02T03:04:05.678Z");
    const rows = await db.spineQuery(
      `select u.n, u.at, $3::jsonb as doc, 7::bigint as big
       from unnest($1::int[], $2::timestamptz[]) as u(n, at)`,
      [[1, 2], [at, at], JSON.stringify({ a: [1] })],
    );
    expect(rows).toEqual([
      { n: 1, at: "2026-01-02 03:04:05.678+00", doc: { a: [1] }, big: 7 },
      { n: 2, at: "2026-01-02 03:04:05.678+00", doc: { a: [1] }, big: 7 },
    ]);
  });

  it("changes the role inside a transaction, so that facts and outbox commit together", async () => {
    const { tenantId } = await createTestTenant(db);
    const seen = await db.transaction("rapport_desk", tenantId, async (tx) => {
      await tx.as("rapport_spine", tenantId);
      const [spine] = await tx.rows<{ n: number }>(sql`select count(*)::int as n from timers`);
      await tx.as("rapport_desk", tenantId);
      const [desk] = await tx.rows<{ n: number }>(sql`select count(*)::int as n from workspaces`);
      return [spine?.n, desk?.n];
    });
    expect(seen).toEqual([0, 1]);
  });

  it("takes no tenant id that is none", async () => {
    const odd = db.transaction("rapport_desk", "'; drop table tenants; --", async () => 1);
    await expect(odd).rejects.toMatchObject({ code: "store.no-tenant" });
  });

  it("refuses a transaction inside a transaction instead of waiting for ever", async () => {
    const nested = db.transaction("rapport_desk", null, () =>
      db.transaction("rapport_desk", null, async () => 1),
    );
    await expect(nested).rejects.toMatchObject({ code: "store.nested" });
  });

  it("does not call it done when a failed statement was swallowed", async () => {
    const { tenantId } = await createTestTenant(db);
    const silent = db.transaction("rapport_desk", tenantId, async (tx) => {
      await tx.rows(sql`update workspaces set name = 'written'`);
      await tx.rows(sql`select 1 / 0`).catch(() => undefined);
    });
    await expect(silent).rejects.toMatchObject({ code: "store.swallowed" });
    const names = await db.transaction("rapport_desk", tenantId, (tx) =>
      tx.rows(sql`select name from workspaces`),
    );
    expect(names).toEqual([{ name: "Test workspace" }]);
  });

  it("runs work again that lost against another transaction, and only that", async () => {
    const { tenantId } = await createTestTenant(db);
    const faults = ["40001", "40P01", "40001"];
    let attempts = 0;
    await db.transaction("rapport_desk", tenantId, async (tx) => {
      const fault = faults[attempts++];
      if (fault !== undefined) await tx.rows(sql.raw(`do $$ begin raise sqlstate '${fault}'; end $$`));
    });
    expect(attempts).toBe(4);
    const hopeless = db.transaction("rapport_desk", tenantId, (tx) => {
      attempts++;
      return tx.rows(sql.raw("do $$ begin raise sqlstate '40001'; end $$"));
    });
    await expect(hopeless).rejects.toMatchObject({ code: "store.busy" });
    expect(attempts).toBe(8);
  });

  it("lets a listener ask the database, though it is woken while a transaction commits", async () => {
    let answer: (rows: Promise<unknown>) => void = () => undefined;
    const answered = new Promise<unknown>((resolve) => {
      answer = resolve;
    });
    const stop = await db.listen("rapport_busy", () => answer(db.spineQuery("select 1 as n", [])));
    await db.transaction("rapport_desk", null, (tx) => tx.rows(sql`select pg_notify('rapport_busy', '')`));
    expect(await answered).toEqual([{ n: 1 }]);
    await stop();
  });

  it("refuses the spine's statements and notices inside a transaction, on both databases", async () => {
    const ask = (work: () => Promise<unknown>) => db.transaction("rapport_desk", null, work);
    await expect(ask(() => db.spineQuery("select 1", []))).rejects.toMatchObject({ code: "store.nested" });
    await expect(ask(() => db.notify("rapport_busy", ""))).rejects.toMatchObject({ code: "store.nested" });
  });

  it("wakes listeners with the payload until they stop", async () => {
    const heard: string[] = [];
    let wake: () => void = () => undefined;
    const woken = new Promise<void>((resolve) => {
      wake = resolve;
    });
    const stop = await db.listen("rapport_test", (payload) => {
      heard.push(payload);
      wake();
    });
    await db.notify("rapport_test", "one");
    await woken;
    await stop();
    await db.notify("rapport_test", "two");
    await db.ping();
    expect(heard).toEqual(["one"]);
  });
});
