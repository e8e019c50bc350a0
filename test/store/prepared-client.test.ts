import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Database } from "../../src/store/database.ts";
import { openPgliteInMemory } from "../../src/store/embedded/pglite-database.ts";
import { createTestTenant } from "../support/database.ts";

describe("statements kept by the embedded database", () => {
  let database: Database;
  beforeAll(async () => {
    database = await openPgliteInMemory();
  });
  afterAll(() => database.close());

  const slug = "select slug from tenants order by slug";

  test("see what their role and tenant may see, whoever prepared them", async () => {
    const [one, other] = [await createTestTenant(database), await createTestTenant(database)];
    for (const { tenantId } of [one, other, one]) {
      const rows = await database.transaction("rapport_desk", tenantId, (tx) => tx.rows(sql.raw(slug)));
      expect(rows).toEqual([{ slug: tenantId }]);
    }
    expect(await database.spineQuery(slug, [])).toHaveLength(2);
    const nobody = await database.transaction("rapport_desk", randomUUID(), (tx) => tx.rows(sql.raw(slug)));
    expect(nobody).toEqual([]);
  });

  test("go when there are too many, and come back", async () => {
    for (let round = 0; round < 2; round++)
      for (let n = 0; n < 230; n++)
        expect(await database.spineQuery(`select ${n}::int as n, $1::text as word`, ["w"])).toEqual([
          { n, word: "w" },
        ]);
    const [held] = await database.spineQuery<{ n: number }>(
      "select count(*)::int as n from pg_prepared_statements",
      [],
    );
    expect(held?.n).toBeLessThanOrEqual(201);
  });

  test("that fail leave the next one whole, inside a transaction and outside", async () => {
    const divide = (by: number) => database.spineQuery<{ n: number }>("select 6 / $1::int as n", [by]);
    await expect(divide(0)).rejects.toMatchObject({ code: "store.refused" });
    expect(await divide(3)).toEqual([{ n: 2 }]);
    await expect(database.spineQuery("select no_such_column", [])).rejects.toMatchObject({
      code: "store.refused",
    });
    await expect(
      database.transaction("rapport_spine", null, (tx) => tx.rows(sql`select 6 / ${0}::int as n`)),
    ).rejects.toMatchObject({ code: "store.refused" });
    const within = await database.transaction("rapport_spine", null, (tx) =>
      tx.rows(sql`select 6 / ${2}::int as n`),
    );
    expect(within).toEqual([{ n: 3 }]);
  });

  test("take lists, documents, instants and nothing", async () => {
    const [row] = await database.spineQuery(
      "select $1::uuid[] as ids, $2::jsonb as doc, $3::timestamptz is not null as at, $4::text as none",
      [[randomUUID()], { a: [1] }, new Date(0), null],
    );
    expect(row).toMatchObject({ doc: { a: [1] }, at: true, none: null });
  });
});
