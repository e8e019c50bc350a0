import { integer, pgTable, primaryKey, uuid } from "drizzle-orm/pg-core";
import { bytes, requiredAt, tenantId, words } from "./columns.ts";
export const files = pgTable(
  "files",
  {
    tenantId: tenantId(),
    id: uuid("id").notNull(),
    name: words("name").notNull(),
    mediaType: words("media_type").notNull(),
    sizeBytes: integer("size_bytes").notNull(),
    content: bytes("content").notNull(),
    createdAt: requiredAt("created_at"),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);
