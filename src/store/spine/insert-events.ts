import { isRapportError } from "../../domain/errors.ts";
import type { Database } from "../database.ts";

export interface NewInboxRow {
  readonly tenantId: string;
  readonly workspaceId: string;
  readonly orderKey: string;
  readonly dedupeKey: string;
  /** The event as JSON text. */
  readonly payload: string;
}

export type InsertOutcome = "new" | "known" | "refused";

/** The rows that come back are the new ones: one statement inserts and de-duplicates. Ids follow the given order. */
const INSERT = `
  insert into inbox (tenant_id, workspace_id, order_key, dedupe_key, payload, run_at, received_at)
  select tenant_id, workspace_id, order_key, dedupe_key, payload::jsonb, to_timestamp(0), $6::timestamptz
  from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[])
    with ordinality as e(tenant_id, workspace_id, order_key, dedupe_key, payload, place)
  order by place
  on conflict (tenant_id, workspace_id, dedupe_key) do nothing
  returning workspace_id::text as workspace_id, dedupe_key`;

const MAX_TRIES = 3;

/**
 * What became of each row; `known` when the same fact was there before, in the table or earlier in the list.
 * A batch that the database refuses is halved until the one row it cannot take stands alone: a bad message never
 * turns the others away. (Two replicas that insert the same rows in another order may deadlock; the halves pass.)
 */
export async function insertEvents(
  database: Database,
  rows: readonly NewInboxRow[],
  receivedAt: Date,
): Promise<readonly InsertOutcome[]> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await insertAll(database, rows, receivedAt);
    } catch (error) {
      if (!isRapportError(error) || error.code !== "store.refused") throw error;
      if (rows.length > 1) break;
      if (attempt >= MAX_TRIES) return ["refused"];
    }
  }
  const middle = Math.ceil(rows.length / 2);
  const first = await insertEvents(database, rows.slice(0, middle), receivedAt);
  return [...first, ...(await insertEvents(database, rows.slice(middle), receivedAt))];
}

async function insertAll(
  database: Database,
  rows: readonly NewInboxRow[],
  receivedAt: Date,
): Promise<readonly InsertOutcome[]> {
  const inserted = await database.spineQuery<{ workspace_id: string; dedupe_key: string }>(INSERT, [
    rows.map((row) => row.tenantId),
    rows.map((row) => row.workspaceId),
    rows.map((row) => row.orderKey),
    rows.map((row) => row.dedupeKey),
    rows.map((row) => row.payload),
    receivedAt.toISOString(),
  ]);
  const fresh = new Set(inserted.map((row) => `${row.workspace_id}/${row.dedupe_key}`));
  return rows.map((row) => (fresh.delete(`${row.workspaceId}/${row.dedupeKey}`) ? "new" : "known"));
}
