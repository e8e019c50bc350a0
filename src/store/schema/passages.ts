import { integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { bytes, tenantId } from "./columns.ts";
export const passages = pgTable(
  "passages",
  {
    tenantId: tenantId(),
    id: uuid("id").notNull(),
    articleId: uuid("article_id").notNull(),
    ordinal: integer("ordinal").notNull(),
    headingPath: jsonb("heading_path").notNull(),
    text: text("text").notNull(),
    pageLabel: text("page_label"),
    anchor: text("anchor"),
    visibility: text("visibility").notNull(),
    fields: jsonb("fields"),
    contentHash: text("content_hash").notNull(),
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
    embedderId: text("embedder_id").notNull(),
    /** All units of the passage, float32 little-endian, `dimensions` numbers each. */
    vectors: bytes("vectors").notNull(),
    dimensions: integer("dimensions").notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.passageId, t.embedderId] })],
);
