import { pgTable, primaryKey, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import type { Platform, WorkspaceKind } from "../../domain/channel.ts";
import type { RoleRules } from "../../domain/role.ts";
import { document, requiredAt, tenantId, words } from "./columns.ts";
/** One installation on a platform. */
export const workspaces = pgTable(
  "workspaces",
  {
    tenantId: tenantId(),
    id: uuid("id").notNull(),
    platform: words("platform").$type<Platform>().notNull(),
    workspaceKey: words("workspace_key").notNull(),
    name: words("name").notNull(),
    /** community, company, helpdesk; null until an admin says which. */
    kind: words("kind").$type<WorkspaceKind>(),
    /** Whose platform groups make agents and managers. */
    roleRules: document("role_rules").$type<Partial<RoleRules>>().notNull().default({}),
    createdAt: requiredAt("created_at"),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    uniqueIndex("workspaces_by_platform_key").on(t.platform, t.workspaceKey),
  ],
);
