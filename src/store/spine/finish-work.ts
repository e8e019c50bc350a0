import { sql } from "drizzle-orm";
import type { TenantStores } from "../../ports/stores/store.ts";
import type { Database, Transaction } from "../database.ts";
import { backToDesk } from "./as-spine.ts";
import type { ClaimedRow } from "./inbox-queue.ts";

/** Makes the stores of one tenant inside a transaction. */
export type OpenStores = (tx: Transaction, tenantId: string) => TenantStores;

/**
 * The closing transaction of an inbox row: the row is closed first, if the claim still holds, and its payload emptied;
 * then the work is done as the tenant. The row stays locked until the commit, and work that fails takes the closing
 * back with it. `fenced` when another worker has taken over, or the event was erased; nothing is written then.
 * `hasPosted`: there is something to deliver.
 */
export function finishWork(
  database: Database,
  openStores: OpenStores,
  row: ClaimedRow,
  workerId: string,
  doneAt: Date,
  work: (stores: TenantStores) => Promise<void>,
): Promise<{ readonly outcome: "done" | "fenced"; readonly hasPosted: boolean }> {
  return database.transaction("rapport_spine", null, async (tx) => {
    const [closing] = await tx.rows<{ closed: number }>(sql`
      with closed as (
        update inbox set state = 'done', payload = null, error_code = null, locked_by = null, lease_until_at = null,
          done_at = ${doneAt.toISOString()}::timestamptz
        where tenant_id = ${row.tenantId}::uuid and id = ${row.id}::bigint
          and state = 'active' and locked_by = ${workerId} and fence = ${row.fence}::int
        returning 1)
      select count(*)::int as closed, ${backToDesk(row.tenantId)} from closed`);
    if (closing?.closed !== 1) return { outcome: "fenced", hasPosted: false };
    const stores = openStores(tx, row.tenantId);
    let hasPosted = false;
    const add: TenantStores["outbox"]["add"] = async (entry) => {
      const id = await stores.outbox.add(entry);
      hasPosted ||= id !== null;
      return id;
    };
    await work({ ...stores, outbox: { add } });
    return { outcome: "done", hasPosted };
  });
}
