import { sql } from "drizzle-orm";
import type { Database } from "../../src/store/database.ts";
import { openDatabase } from "../../src/store/open-database.ts";

export interface DigestDay {
  /** Scheduled ones of the day that begins at the instant. */
  readonly digests: number;
  /** In the chat, by the outbox rows that these digests caused. */
  readonly posts: number;
  /** Outbox rows of any cause that were refused or are uncertain. */
  readonly unknown: number;
}

/** Opens the database of a desk that is gone, looks, and closes it. Leases of the dead are over at once. */
export async function readDigestDay(url: string, startAt: Date): Promise<DigestDay> {
  const database = await openDatabase({ url });
  try {
    // They run by the database's clock, and nobody is to wait for them in every life.
    await database.spineQuery("update inbox set lease_until_at = now() where state = 'active'", []);
    await database.spineQuery("update outbox set lease_until_at = now() where state = 'sending'", []);
    return await digestDayIn(database, startAt);
  } finally {
    await database.close();
  }
}

export async function digestDayIn(database: Database, startAt: Date): Promise<DigestDay> {
  const [tenant] = await database.spineQuery<{ id: string }>("select id::text as id from tenants", []);
  const desk = <Row extends Record<string, unknown>>(statement: ReturnType<typeof sql>) =>
    database.transaction("rapport_desk", tenant?.id ?? null, (tx) => tx.rows<Row>(statement));
  const digests = await desk<{ ref: string }>(sql`
    select 'digest:' || id::text as ref from digests
    where kind = 'daily' and asked_by = 'schedule' and period_start_at = ${startAt.toISOString()}::timestamptz`);
  const rows = await database.spineQuery<{ key: string }>(
    "select 'rapport:' || id::text as key from outbox where ref = any($1::text[])",
    [digests.map(({ ref }) => ref)],
  );
  const keys = JSON.stringify(rows.map(({ key }) => key));
  const [posts] = await desk<{ n: number }>(sql`
    select count(*)::int as n from web_posts
    where client_key in (select jsonb_array_elements_text(${keys}::jsonb))`);
  const [unknown] = await database.spineQuery<{ n: number }>(
    "select count(*)::int as n from outbox where state in ('failed', 'uncertain')",
    [],
  );
  return { digests: digests.length, posts: posts?.n ?? 0, unknown: unknown?.n ?? 0 };
}
