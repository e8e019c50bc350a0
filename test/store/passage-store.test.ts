import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../src/store/database.ts";
import { createPassageStore } from "../../src/store/passage-store.ts";
import { createTestTenant, openTestDatabase } from "../support/database.ts";

let database: Database;
let tenantId: string;
let otherId: string;

async function addArticle(tenant: string, passages: number): Promise<void> {
  const articleId = randomUUID();
  await database.transaction("rapport_desk", tenant, async (tx) => {
    await tx.rows(sql`
      insert into articles (tenant_id, id, title, format, source, visibility, content_hash, updated_at)
      values (${tenant}::uuid, ${articleId}::uuid, 'Tariffs', 'markdown', ${articleId}, 'public', 'hash', now()) returning 1`);
    await tx.rows(sql`
      insert into passages (tenant_id, id, article_id, ordinal, heading_path, text, visibility, content_hash, fields)
      select ${tenant}::uuid, gen_random_uuid(), ${articleId}::uuid, n, '["Tariffs"]'::jsonb, 'Parcel ' || n, 'public', md5(n::text),
        case when n % 10 = 0 then '{"rating":"5"}'::jsonb end
      from generate_series(1, ${passages}::int) n returning 1`);
  });
}

beforeAll(async () => {
  database = await openTestDatabase();
  tenantId = (await createTestTenant(database)).tenantId;
  otherId = (await createTestTenant(database)).tenantId;
  for (const count of [230, 200, 15]) await addArticle(tenantId, count);
  await addArticle(otherId, 30);
}, 60_000);
afterAll(() => database.close());

describe("the keys of a company's passages", () => {
  it("are all there once over several pages, without reviews, in the order of their articles", async () => {
    const keys = await createPassageStore(database).listKeys(tenantId);
    expect(keys).toHaveLength(207 + 180 + 14);
    const stored = await database.transaction("rapport_desk", tenantId, (tx) =>
      tx.rows<{ id: string }>(sql`select id from passages where fields is null order by article_id, ordinal`),
    );
    expect(keys.map(({ id }) => id)).toEqual(stored.map(({ id }) => id));
  });

  it("give others a turn of the event loop between two pages", async () => {
    let turns = 0;
    let isListing = true;
    const turn = (): void => {
      turns += 1;
      if (isListing) setImmediate(turn);
    };
    setImmediate(turn);
    await createPassageStore(database).listKeys(tenantId);
    isListing = false;
    expect(turns).toBeGreaterThanOrEqual(2);
  });

  it("of one page and of none end there", async () => {
    expect(await createPassageStore(database).listKeys(otherId)).toHaveLength(27);
    expect(await createPassageStore(database).listKeys(randomUUID())).toEqual([]);
  });
});
