import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { openDatabase } from "../../../src/store/open-database.ts";

/** Opens the folder, writes audit rows as fast as it can and prints the number of each one after its commit. */
const [folder = "", tenantId = "", firstNumber = "0"] = process.argv.slice(2);
const db = await openDatabase({ url: `pglite:${folder}` });
process.stdout.write("open\n");
for (let number = Number(firstNumber); ; number++) {
  await db.transaction("rapport_desk", tenantId, (tx) =>
    tx.rows(sql`insert into audit_log (tenant_id, id, actor, action, subject, happened_at)
      values (${tenantId}, ${randomUUID()}, 'child', 'insert', ${String(number)}, now())`),
  );
  process.stdout.write(`${number}\n`);
  // Lets the pipe be written before the next statement blocks the thread.
  await new Promise((resolve) => setImmediate(resolve));
}
