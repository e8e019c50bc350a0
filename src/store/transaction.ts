import { type SQL, sql } from "drizzle-orm";
import { RapportError } from "../domain/errors.ts";
import type { DatabaseRole, Sql, Transaction } from "./database.ts";
import { toDriverValue } from "./driver-value.ts";

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

function checkTenant(tenantId: string | null): void {
  if (tenantId === null || UUID.test(tenantId)) return;
  throw new RapportError("store.no-tenant", "The tenant does not exist.", "Check the tenant's id.");
}

/** Both settings end with the transaction, so that a pooled connection keeps nothing of a tenant. */
export function enter(role: DatabaseRole, tenantId: string | null): SQL {
  checkTenant(tenantId);
  return sql`select set_config('role', ${role}, true), set_config('rapport.tenant_id', ${tenantId ?? ""}, true)`;
}

/** The same as one text without parameters, so that it can travel together with `begin`. */
export function enterText(role: DatabaseRole, tenantId: string | null): string {
  checkTenant(tenantId);
  return `select set_config('role', '${role}', true), set_config('rapport.tenant_id', '${tenantId ?? ""}', true)`;
}

export interface LastStatement {
  readonly text: string;
  readonly parameters: readonly unknown[];
}

/**
 * Runs the work in a transaction of either driver that has entered its role, and the hooks after it. The last statements
 * are added to the list; who commits sends them.
 */
export async function runWork<T>(
  drizzleTx: Sql,
  work: (tx: Transaction) => Promise<T>,
  lastStatements: LastStatement[],
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
    last: (text, parameters) => {
      lastStatements.push({ text, parameters });
    },
  };
  const result = await work(tx);
  for (const hook of hooks) await hook();
  return result;
}

/** Parameters ($1 ...) stand once each and in order. */
export const asSql = ({ text, parameters }: LastStatement): SQL =>
  sql.join(
    text
      .split(/\$\d/)
      .flatMap((piece, at) =>
        at === 0 ? [sql.raw(piece)] : [sql`${sql.param(toDriverValue(parameters[at - 1]))}`, sql.raw(piece)],
      ),
  );

/** postgres-js answers with an array, PGlite with an object that holds one. */
async function rowsOf<Row extends Record<string, unknown>>(db: Sql, statement: SQL): Promise<readonly Row[]> {
  const result: unknown = await db.execute<Row>(statement);
  if (Array.isArray(result)) return [...result];
  return (result as { readonly rows: readonly Row[] }).rows;
}
