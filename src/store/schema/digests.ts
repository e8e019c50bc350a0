import { sql } from "drizzle-orm";
import { jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { requiredAt, tenantId } from "./columns.ts";
/** One row per tenant, kind and period: it cannot be posted twice. */
export const digests = pgTable(
  "digests",
  {
    tenantId: tenantId(),
    id: uuid("id").notNull(),
    kind: text("kind").notNull(),
    periodStartAt: requiredAt("period_start_at"),
    periodEndAt: requiredAt("period_end_at"),
    summary: jsonb("summary").notNull(),
    chartFileId: uuid("chart_file_id"),
    /** schedule, command */
    askedBy: text("asked_by").notNull(),
    postedAt: requiredAt("posted_at"),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    uniqueIndex("digests_once_per_period")
      .on(t.tenantId, t.kind, t.periodStartAt)
      .where(sql`asked_by = 'schedule'`),
  ],
);
