import { sql } from "drizzle-orm";
import { RapportError } from "../domain/errors.ts";
import type { Database } from "./database.ts";

/** What this tenant's forms are sealed with, the same in every process. It leaves the server's memory for nobody. */
export async function readFormSecret(database: Database, tenantId: string): Promise<Buffer> {
  const [row] = await database.transaction("rapport_desk", tenantId, (tx) =>
    tx.rows<{ form_secret: string }>(sql`select form_secret from tenants where id = ${tenantId}::uuid`),
  );
  if (row) return Buffer.from(row.form_secret, "utf8");
  throw new RapportError(
    "store.no-tenant",
    "The tenant does not exist.",
    "Create it, or check the tenant's id.",
  );
}
