import { pgTable, primaryKey, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import type { DeclaredSetup, Platform, WorkspaceKind } from "../../domain/channel.ts";
import type { EmojiRules } from "../../domain/emoji-rules.ts";
import type { RoleRules } from "../../domain/role.ts";
import { at, document, requiredAt, tenantId, words } from "./columns.ts";
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
    /** Whose platform groups make agents and managers, as an admin chose. */
    roleRules: document("role_rules").$type<Partial<RoleRules>>().notNull().default({}),
    /** What the environment of the newest start sets; stands above what was chosen. */
    declared: document("declared").$type<DeclaredSetup>(),
    emotionDeclaredAt: at("emotion_declared_at"),
    /** What staff do by emoji; null: as everywhere. */
    emojiRules: document("emoji_rules").$type<EmojiRules>(),
    /** Since when it has us no more; its rows are erased when the policy's time is over. */
    removedAt: at("removed_at"),
    createdAt: requiredAt("created_at"),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    uniqueIndex("workspaces_by_platform_key").on(t.platform, t.workspaceKey),
  ],
);
