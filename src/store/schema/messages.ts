import { sql } from "drizzle-orm";
import { index, pgTable, primaryKey, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import type { Role } from "../../domain/role.ts";
import { at, requiredAt, tenantId, words } from "./columns.ts";
export const messages = pgTable(
  "messages",
  {
    tenantId: tenantId(),
    id: uuid("id").notNull(),
    threadId: uuid("thread_id").notNull(),
    channelId: uuid("channel_id").notNull(),
    messageKey: words("message_key").notNull(),
    authorId: uuid("author_id"),
    authorRole: words("author_role").$type<Role | "bot">().notNull(),
    text: words("text").notNull(),
    permalink: words("permalink"),
    sentAt: requiredAt("sent_at"),
    editedAt: at("edited_at"),
    deletedAt: at("deleted_at"),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    uniqueIndex("messages_by_key").on(t.tenantId, t.channelId, t.messageKey),
    index("messages_by_thread").on(t.tenantId, t.threadId, t.sentAt),
    index("messages_unsent").on(t.tenantId, t.messageKey).where(sql`message_key like 'outbox:%'`),
    index("messages_by_author").on(t.tenantId, t.authorId, t.sentAt),
  ],
);
