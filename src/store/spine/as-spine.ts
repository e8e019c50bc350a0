import { type SQL, sql } from "drizzle-orm";
import type { Transaction } from "../database.ts";

/** Selected at the end of a statement of the spine, it goes back into the tenant's room without a statement of its own. */
export const backToDesk = (tenantId: string): SQL =>
  sql`set_config('role', 'rapport_desk', true), set_config('rapport.tenant_id', ${tenantId}, true)`;

/** Steps out of the tenant's room for one piece of work of the spine, and back into it. */
export async function asSpine<T>(tx: Transaction, tenantId: string, work: () => Promise<T>): Promise<T> {
  await tx.as("rapport_spine", null);
  const result = await work();
  await tx.as("rapport_desk", tenantId);
  return result;
}

/** The other way round: from the spine into a tenant's room and back. */
export async function asDesk<T>(tx: Transaction, tenantId: string, work: () => Promise<T>): Promise<T> {
  await tx.as("rapport_desk", tenantId);
  const result = await work();
  await tx.as("rapport_spine", null);
  return result;
}
