import { sql } from "drizzle-orm";
import type { TenantStores } from "../../ports/stores/store.ts";
import type { Database, Transaction } from "../database.ts";
import { asDesk } from "./as-spine.ts";
import type { ClaimedRow } from "./inbox-queue.ts";

/** Makes the stores of one tenant inside a transaction. */
export type OpenStores = (tx: Transaction, tenantId: string) => TenantStores;

/**
 * The closing transaction of an inbox row: the claim is checked under the row's lock, the work is done as the tenant,
 * the row is marked done and its payload emptied. `fenced` when another worker has taken over; nothing is written then.
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
    const held = await tx.rows(sql`
      select 1 as held from inbox
      where tenant_id = ${row.tenantId}::uuid and id = ${row.id}::bigint
        and state = 'active' and locked_by = ${workerId} and fence = ${row.fence}::int
      for update`);
    if (held.length === 0) return "fenced";
    await asDesk(tx, row.tenantId, () => work(openStores(tx, row.tenantId)));
    await tx.rows(sql`
      update inbox set state = 'done', payload = null, error_code = null, locked_by = null, lease_until_at = null,
        done_at = ${doneAt.toISOString()}::timestamptz
      where tenant_id = ${row.tenantId}::uuid and id = ${row.id}::bigint`);
    return "done";
  });
}
