import { pgTable, primaryKey, uuid } from "drizzle-orm/pg-core";
import { bytes, requiredAt, tenantId, words } from "./columns.ts";
/** In whose name we speak in a workspace that installed us by OAuth. Removed with the installation. */
export const installations = pgTable(
  "installations",
  {
    tenantId: tenantId(),
    workspaceId: uuid("workspace_id").notNull(),
    platform: words("platform").notNull(),
    /** Our app, as the platform knows it. */
    appKey: words("app_key").notNull(),
    /** The organisation above the workspace (Slack Enterprise Grid). */
    enterpriseKey: words("enterprise_key"),
    /** The workspace itself; null for an installation in the whole organisation. */
    teamKey: words("team_key"),
    botKey: words("bot_key").notNull(),
    /** With blanks between. */
    scopes: words("scopes").notNull(),
    /** AES-256-GCM: nonce, tag, token; bound to tenant and column. */
    botTokenSealed: bytes("bot_token_sealed").notNull(),
    keyId: words("key_id").notNull(),
    installedAt: requiredAt("installed_at"),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.workspaceId] })],
);
