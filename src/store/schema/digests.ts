import { sql } from "drizzle-orm";
import { pgTable, primaryKey, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { document, requiredAt, tenantId, words } from "./columns.ts";
/** One row per tenant, kind and period: it cannot be posted twice. */
export const digests = pgTable(
  "digests",
  {
    tenantId: tenantId(),
    id: uuid("id").notNull(),
    kind: words("kind").notNull(),
    periodStartAt: requiredAt("period_start_at"),
    periodEndAt: requiredAt("period_end_at"),
    summary: document("summary").notNull(),
    chartFileId: uuid("chart_file_id"),
    /** schedule, command */
    askedBy: words("asked_by").$type<"schedule" | "command">().notNull(),
    postedAt: requiredAt("posted_at"),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    uniqueIndex("digests_once_per_period")
      .on(t.tenantId, t.kind, t.periodStartAt)
      .where(sql`asked_by = 'schedule'`),
  ],
);
