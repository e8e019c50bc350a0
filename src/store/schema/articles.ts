import { pgTable, primaryKey, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { requiredAt, tenantId } from "./columns.ts";
export const articles = pgTable(
  "articles",
  {
    tenantId: tenantId(),
    id: uuid("id").notNull(),
    title: text("title").notNull(),
    format: text("format").notNull(),
    source: text("source").notNull(),
    url: text("url"),
    visibility: text("visibility").notNull().default("public"),
    contentHash: text("content_hash").notNull(),
    updatedAt: requiredAt("updated_at"),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    uniqueIndex("articles_by_source").on(t.tenantId, t.source),
  ],
);
