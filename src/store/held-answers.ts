import { and, eq, lt, ne } from "drizzle-orm";
import { addMs, MINUTE } from "../domain/time.ts";
import type { HeldAnswers } from "../ports/stores/held-answers.ts";
import type { Database } from "./database.ts";
import { heldAnswers as table } from "./schema/index.ts";

/** Far longer than a platform holds a request open, whatever the clocks of two machines say. */
const KEPT_MS = 10 * MINUTE;

/** Of each request the first row counts, whichever process wrote it. */
export function createHeldAnswers(database: Database): HeldAnswers {
  const of = (tenantId: string, requestKey: string) =>
    and(eq(table.tenantId, tenantId), eq(table.requestKey, requestKey));
  return {
    leave: (tenantId, requestKey, answer, now) =>
      database.transaction("rapport_desk", tenantId, async (tx) => {
        await tx.sql
          .delete(table)
          .where(and(eq(table.tenantId, tenantId), lt(table.leftAt, addMs(now, -KEPT_MS))));
        const rows = await tx.sql
          .insert(table)
          .values({ tenantId, requestKey, answer, leftAt: now })
          .onConflictDoNothing()
          .returning({ requestKey: table.requestKey });
        return rows.length > 0;
      }),

    take: (tenantId, requestKey) =>
      database.transaction("rapport_desk", tenantId, async (tx) => {
        const [left] = await tx.sql
          .select({ answer: table.answer })
          .from(table)
          .where(and(of(tenantId, requestKey), ne(table.answer, "")))
          .for("update");
        if (left === undefined) return null;
        // The mark stays, so that nobody leaves a second answer; the words do not.
        await tx.sql.update(table).set({ answer: "" }).where(of(tenantId, requestKey));
        return left.answer;
      }),
  };
}
