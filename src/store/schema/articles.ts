import { pgTable, primaryKey, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import type { ArticleFormat, Visibility } from "../../domain/knowledge.ts";
import { requiredAt, tenantId, words } from "./columns.ts";
export const articles = pgTable(
  "articles",
  {
    tenantId: tenantId(),
    id: uuid("id").notNull(),
    title: words("title").notNull(),
    format: words("format").$type<ArticleFormat>().notNull(),
    source: words("source").notNull(),
    url: words("url"),
    visibility: words("visibility").$type<Visibility>().notNull().default("public"),
    contentHash: words("content_hash").notNull(),
    updatedAt: requiredAt("updated_at"),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    uniqueIndex("articles_by_source").on(t.tenantId, t.source),
  ],
);
