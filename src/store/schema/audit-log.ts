import { index, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { requiredAt, tenantId } from "./columns.ts";
export const auditLog = pgTable(
  "audit_log",
  {
    tenantId: tenantId(),
    id: uuid("id").notNull(),
    actor: text("actor").notNull(),
    action: text("action").notNull(),
    subject: text("subject").notNull(),
    detail: jsonb("detail").notNull().default({}),
    happenedAt: requiredAt("happened_at"),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index("audit_log_by_time").on(t.tenantId, t.happenedAt),
  ],
);
