import { boolean, index, pgTable, primaryKey, uuid } from "drizzle-orm/pg-core";
import { requiredAt, tenantId, words } from "./columns.ts";
/** By which address a platform lets us speak unasked in a channel; Teams names it with every activity and nowhere else. */
export const conversationReferences = pgTable(
  "conversation_references",
  {
    tenantId: tenantId(),
    workspaceId: uuid("workspace_id").notNull(),
    channelKey: words("channel_key").notNull(),
    serviceUrl: words("service_url").notNull(),
    isDirect: boolean("is_direct").notNull(),
    /** The team a channel belongs to, as the Bot Connector and as Microsoft Graph know it; null in chats. */
    teamKey: words("team_key"),
    teamGroupKey: words("team_group_key"),
    /** Our own person there. */
    botKey: words("bot_key").notNull(),
    firstSeenAt: requiredAt("first_seen_at"),
    changedAt: requiredAt("changed_at"),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.channelKey] }),
    index("conversation_references_by_age").on(t.tenantId, t.workspaceId, t.firstSeenAt),
  ],
);
