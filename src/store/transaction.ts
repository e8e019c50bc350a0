import { type SQL, sql } from "drizzle-orm";
import type { DatabaseRole, Sql, Transaction } from "./database.ts";

/** Both settings end with the transaction, so that a pooled connection keeps nothing of a tenant. */
const enter = (role: DatabaseRole, tenantId: string | null): SQL =>
  sql`select set_config('role', ${role}, true), set_config('rapport.tenant_id', ${tenantId ?? ""}, true)`;

/** Wraps Drizzle's transaction of either driver and enters the role. */
export async function beginAs(
  drizzleTx: Sql,
  role: DatabaseRole,
  tenantId: string | null,
): Promise<Transaction> {
  const tx: Transaction = {
    sql: drizzleTx,
    rows: (statement) => rowsOf(drizzleTx, statement),
    as: async (nextRole, nextTenantId) => {
      await drizzleTx.execute(enter(nextRole, nextTenantId));
    },
  };
  await tx.as(role, tenantId);
  return tx;
}

/** postgres-js answers with an array, PGlite with an object that holds one. */
async function rowsOf<Row extends Record<string, unknown>>(db: Sql, statement: SQL): Promise<readonly Row[]> {
  const result: unknown = await db.execute<Row>(statement);
  if (Array.isArray(result)) return [...result];
  return (result as { readonly rows: readonly Row[] }).rows;
}
