import { pgTable, primaryKey, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import type { ChannelMode, ChannelPurpose } from "../../domain/channel.ts";
import { requiredAt, tenantId, words } from "./columns.ts";
export const channels = pgTable(
  "channels",
  {
    tenantId: tenantId(),
    id: uuid("id").notNull(),
    workspaceId: uuid("workspace_id").notNull(),
    channelKey: words("channel_key").notNull(),
    name: words("name").notNull(),
    purpose: words("purpose").$type<ChannelPurpose>().notNull().default("other"),
    mode: words("mode").$type<ChannelMode>().notNull().default("mention"),
    createdAt: requiredAt("created_at"),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    uniqueIndex("channels_by_key").on(t.tenantId, t.workspaceId, t.channelKey),
  ],
);
