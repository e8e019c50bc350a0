import { integer, pgTable, primaryKey, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import type { AttachmentState } from "../../domain/attachment.ts";
import { requiredAt, tenantId, words } from "./columns.ts";
/** Files on customers' messages; the bytes lie in `files` once they were fetched. */
export const attachments = pgTable(
  "attachments",
  {
    tenantId: tenantId(),
    id: uuid("id").notNull(),
    messageId: uuid("message_id").notNull(),
    fileKey: words("file_key").notNull(),
    name: words("name").notNull(),
    mediaType: words("media_type").notNull(),
    sizeBytes: integer("size_bytes").notNull(),
    state: words("state").$type<AttachmentState>().notNull(),
    fileId: uuid("file_id"),
    why: words("why"),
    createdAt: requiredAt("created_at"),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    uniqueIndex("attachments_by_file").on(t.tenantId, t.messageId, t.fileKey),
  ],
);
