import { pgTable, primaryKey, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { requiredAt, tenantId } from "./columns.ts";
export const channels = pgTable(
  "channels",
  {
    tenantId: tenantId(),
    id: uuid("id").notNull(),
    workspaceId: uuid("workspace_id").notNull(),
    channelKey: text("channel_key").notNull(),
    name: text("name").notNull(),
    purpose: text("purpose").notNull().default("other"),
    mode: text("mode").notNull().default("mention"),
    createdAt: requiredAt("created_at"),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    uniqueIndex("channels_by_key").on(t.tenantId, t.workspaceId, t.channelKey),
  ],
);
