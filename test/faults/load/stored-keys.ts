import { sql } from "drizzle-orm";
import type { CrowdDesk } from "./crowd-desk.ts";

/** Keys of all customers' messages, read from the table itself, tenant by tenant; a message stored twice is there twice. */
export async function storedKeys(desk: CrowdDesk): Promise<readonly string[]> {
  const keys: string[] = [];
  for (const { tenantId } of desk.tenants) {
    const rows = await desk.foundations.database.transaction("rapport_desk", tenantId, (tx) =>
      tx.rows<{ key: string }>(sql`select message_key as key from messages where author_role <> 'bot'`),
    );
    keys.push(...rows.map((row) => row.key));
  }
  return keys;
}
