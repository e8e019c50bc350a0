import { isRapportError } from "../../domain/errors.ts";
import type { ReadyEvent } from "../../ports/intake.ts";
import type { Database, Transaction } from "../database.ts";

export type InsertOutcome = "new" | "known" | "refused";

/**
 * One statement inserts and de-duplicates; ids follow the given order. The rows travel as one JSON text made of the
 * payloads as they are: as array elements each of their quotes would be escaped here and unescaped there. The keys of
 * the new rows come back only when some were not new, which is seldom.
 */
const INSERT = `
  with fresh as (
    insert into inbox (tenant_id, workspace_id, order_key, dedupe_key, payload, run_at, received_at)
    select tenant_id, workspace_id, order_key, dedupe_key, payload, to_timestamp(0), $1::text::timestamptz
    from rows from (
      jsonb_to_recordset($2::text::jsonb)
        as (tenant_id uuid, workspace_id uuid, order_key text, dedupe_key text, payload jsonb)
    ) with ordinality as e(tenant_id, workspace_id, order_key, dedupe_key, payload, place)
    order by place
    on conflict (tenant_id, workspace_id, dedupe_key) do nothing
    returning workspace_id, dedupe_key
  )
  select case when count(*) < $3::int
    then coalesce(jsonb_agg(workspace_id || '/' || dedupe_key), '[]')::text end as some from fresh`;

type Inserted = { readonly some: string | null };

const MAX_TRIES = 3;

/**
 * What became of each row; `known` when the same fact was there before, in the table or earlier in the list.
 * A batch that the database refuses is halved until the one row it cannot take stands alone: a bad message never
 * turns the others away. (Two replicas that insert the same rows in another order may deadlock; the halves pass.)
 */
export async function insertEvents(
  database: Database,
  rows: readonly ReadyEvent[],
  receivedAt: Date,
): Promise<readonly InsertOutcome[]> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return outcomesOf(rows, await database.spineQuery<Inserted>(INSERT, valuesOf(rows, receivedAt)));
    } catch (error) {
      if (!isRapportError(error) || !["store.refused", "store.busy"].includes(error.code)) throw error;
      if (rows.length > 1) break;
      // Nothing is wrong with it: it is sent again.
      if (error.code === "store.busy") throw error;
      if (attempt >= MAX_TRIES) return ["refused"];
    }
  }
  const middle = Math.ceil(rows.length / 2);
  const first = await insertEvents(database, rows.slice(0, middle), receivedAt);
  return [...first, ...(await insertEvents(database, rows.slice(middle), receivedAt))];
}

/** The same with the commit of a transaction that has entered the spine's role, all or none. */
export function insertEventsIn(tx: Transaction, rows: readonly ReadyEvent[], receivedAt: Date): void {
  if (rows.length > 0) tx.last(INSERT, valuesOf(rows, receivedAt));
}

const valuesOf = (rows: readonly ReadyEvent[], receivedAt: Date) =>
  [receivedAt.toISOString(), `[${rows.map(rowJson).join(",")}]`, rows.length] as const;

/** Ids are UUIDs; the two keys may hold anything. */
const rowJson = ({ tenantId, workspaceId, orderKey, dedupeKey, payload }: ReadyEvent): string =>
  `{"tenant_id":"${tenantId}","workspace_id":"${workspaceId}","order_key":${JSON.stringify(orderKey)},"dedupe_key":${JSON.stringify(dedupeKey)},"payload":${payload}}`;

function outcomesOf(rows: readonly ReadyEvent[], [inserted]: readonly Inserted[]): readonly InsertOutcome[] {
  const some = inserted?.some ?? null;
  if (some === null) return rows.map(() => "new");
  const fresh = new Set(JSON.parse(some) as string[]);
  return rows.map((row) => (fresh.delete(`${row.workspaceId}/${row.dedupeKey}`) ? "new" : "known"));
}
