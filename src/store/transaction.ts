import { type SQL, sql } from "drizzle-orm";
import type { DatabaseRole, Sql, Transaction } from "./database.ts";

/** Both settings end with the transaction, so that a pooled connection keeps nothing of a tenant. */
const enter = (role: DatabaseRole, tenantId: string | null): SQL =>
  sql`select set_config('role', ${role}, true), set_config('rapport.tenant_id', ${tenantId ?? ""}, true)`;

/** Runs the work in Drizzle's transaction of either driver, in the given role. */
export async function runAs<T>(
  drizzleTx: Sql,
  role: DatabaseRole,
  tenantId: string | null,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  const hooks: (() => Promise<void>)[] = [];
  const tx: Transaction = {
    sql: drizzleTx,
    rows: (statement) => rowsOf(drizzleTx, statement),
    as: async (nextRole, nextTenantId) => {
      await drizzleTx.execute(enter(nextRole, nextTenantId));
    },
    beforeCommit: (hook) => {
      hooks.push(hook);
    },
  };
  await tx.as(role, tenantId);
  const result = await work(tx);
  for (const hook of hooks) await hook();
  return result;
}

/** postgres-js answers with an array, PGlite with an object that holds one. */
async function rowsOf<Row extends Record<string, unknown>>(db: Sql, statement: SQL): Promise<readonly Row[]> {
  const result: unknown = await db.execute<Row>(statement);
  if (Array.isArray(result)) return [...result];
  return (result as { readonly rows: readonly Row[] }).rows;
}
