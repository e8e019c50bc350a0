import { pgTable, primaryKey, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { requiredAt, tenantId } from "./columns.ts";
/** One installation on a platform. */
export const workspaces = pgTable(
  "workspaces",
  {
    tenantId: tenantId(),
    id: uuid("id").notNull(),
    platform: text("platform").notNull(),
    workspaceKey: text("workspace_key").notNull(),
    name: text("name").notNull(),
    /** community, company, helpdesk; null until an admin says which. */
    kind: text("kind"),
    createdAt: requiredAt("created_at"),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    uniqueIndex("workspaces_by_platform_key").on(t.platform, t.workspaceKey),
  ],
);
