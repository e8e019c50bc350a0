import { integer, pgTable, primaryKey, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import type { Visibility } from "../../domain/knowledge.ts";
import { bytes, document, tenantId, words } from "./columns.ts";
export const passages = pgTable(
  "passages",
  {
    tenantId: tenantId(),
    id: uuid("id").notNull(),
    articleId: uuid("article_id").notNull(),
    ordinal: integer("ordinal").notNull(),
    headingPath: document("heading_path").$type<readonly string[]>().notNull(),
    text: words("text").notNull(),
    pageLabel: words("page_label"),
    anchor: words("anchor"),
    visibility: words("visibility").$type<Visibility>().notNull(),
    fields: document("fields").$type<Readonly<Record<string, string>>>(),
    contentHash: words("content_hash").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    uniqueIndex("passages_by_article").on(t.tenantId, t.articleId, t.ordinal),
  ],
);

/** Vectors of a passage's units (title, sentence, short pair): the truth behind the index file, which is a cache. */
export const passageVectors = pgTable(
  "passage_vectors",
  {
    tenantId: tenantId(),
    passageId: uuid("passage_id").notNull(),
    embedderId: words("embedder_id").notNull(),
    /** All units of the passage, float32 little-endian, `dimensions` numbers each. */
    vectors: bytes("vectors").notNull(),
    dimensions: integer("dimensions").notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.passageId, t.embedderId] })],
);
