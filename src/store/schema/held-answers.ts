import { pgTable, primaryKey } from "drizzle-orm/pg-core";
import { requiredAt, tenantId, words } from "./columns.ts";
/**
 * What one process leaves for a request that a platform holds open in another; gone within minutes. Empty: taken, or
 * nobody waits any more.
 */
export const heldAnswers = pgTable(
  "held_answers",
  {
    tenantId: tenantId(),
    requestKey: words("request_key").notNull(),
    answer: words("answer").notNull(),
    leftAt: requiredAt("left_at"),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.requestKey] })],
);
