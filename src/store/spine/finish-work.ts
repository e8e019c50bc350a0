import { sql } from "drizzle-orm";
import type { TenantStores } from "../../ports/stores/store.ts";
import type { Database, Transaction } from "../database.ts";
import type { ClaimedRow } from "./inbox-queue.ts";

/** Makes the stores of one tenant inside a transaction. */
export type OpenStores = (tx: Transaction, tenantId: string) => TenantStores;

/**
 * The closing transaction of an inbox row: the row is closed first, if the claim still holds, and its payload emptied;
 * then the work is done as the tenant. The row stays locked until the commit, and work that fails takes the closing
 * back with it. `fenced` when another worker has taken over; nothing is written then.
 */
export function finishWork(
  database: Database,
  openStores: OpenStores,
  row: ClaimedRow,
  workerId: string,
  doneAt: Date,
  work: (stores: TenantStores) => Promise<void>,
): Promise<"done" | "fenced"> {
  return database.transaction("rapport_spine", null, async (tx) => {
    const closed = await tx.rows(sql`
      update inbox set state = 'done', payload = null, error_code = null, locked_by = null, lease_until_at = null,
        done_at = ${doneAt.toISOString()}::timestamptz
      where tenant_id = ${row.tenantId}::uuid and id = ${row.id}::bigint
        and state = 'active' and locked_by = ${workerId} and fence = ${row.fence}::int
      returning 1 as closed`);
    if (closed.length === 0) return "fenced";
    await tx.as("rapport_desk", row.tenantId);
    await work(openStores(tx, row.tenantId));
    return "done";
  });
}
