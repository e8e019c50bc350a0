import { integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { bytes, requiredAt, tenantId } from "./columns.ts";
export const files = pgTable(
  "files",
  {
    tenantId: tenantId(),
    id: uuid("id").notNull(),
    name: text("name").notNull(),
    mediaType: text("media_type").notNull(),
    sizeBytes: integer("size_bytes").notNull(),
    content: bytes("content").notNull(),
    createdAt: requiredAt("created_at"),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);
