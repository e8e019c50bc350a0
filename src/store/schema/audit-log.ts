import { index, pgTable, primaryKey, uuid } from "drizzle-orm/pg-core";
import { document, requiredAt, tenantId, words } from "./columns.ts";
export const auditLog = pgTable(
  "audit_log",
  {
    tenantId: tenantId(),
    id: uuid("id").notNull(),
    actor: words("actor").notNull(),
    action: words("action").notNull(),
    subject: words("subject").notNull(),
    detail: document("detail")
      .$type<Readonly<Record<string, string | number | boolean | null>>>()
      .notNull()
      .default({}),
    happenedAt: requiredAt("happened_at"),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index("audit_log_by_time").on(t.tenantId, t.happenedAt),
  ],
);
