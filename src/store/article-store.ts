import { randomUUID } from "node:crypto";
import { and, count, eq, inArray } from "drizzle-orm";
import type { Article, Passage } from "../domain/knowledge.ts";
import type { ArticleStore, NewPassage } from "../ports/stores/knowledge-store.ts";
import { firstOf, mine, type Room } from "./room.ts";
import { articles, passages, passageVectors } from "./schema/index.ts";

/** Rows of one insert: eleven parameters each, far below the protocol's 65,535. */
const ROWS_PER_INSERT = 500;

export function createArticleStore(room: Room): ArticleStore {
  const get = async (id: string): Promise<Article | null> => {
    const rows = await room.sql
      .select()
      .from(articles)
      .where(mine(room, articles, eq(articles.id, id)));
    return firstOf(rows.map(toArticle));
  };

  return {
    get,

    async save(article, newPassages) {
      const [known] = await room.sql
        .select()
        .from(articles)
        .where(mine(room, articles, eq(articles.source, article.source)))
        .for("update");
      if (known && isSame(known, article)) return { article: toArticle(known), change: "unchanged" };
      const saved: Article = { ...article, id: known?.id ?? randomUUID() };
      if (known) await removePassages(room, known.id);
      await room.sql
        .insert(articles)
        .values({ tenantId: room.tenantId, ...saved })
        .onConflictDoUpdate({ target: [articles.tenantId, articles.id], set: article });
      await addPassages(room, saved, newPassages);
      return { article: saved, change: known ? "replaced" : "added" };
    },

    async remove(id) {
      await removePassages(room, id);
      const removed = await room.sql
        .delete(articles)
        .where(mine(room, articles, eq(articles.id, id)))
        .returning({ id: articles.id });
      return removed.length === 1;
    },

    async list() {
      const rows = await room.sql
        .select({ article: articles, passages: count(passages.id) })
        .from(articles)
        .leftJoin(
          passages,
          and(eq(passages.tenantId, articles.tenantId), eq(passages.articleId, articles.id)),
        )
        .where(mine(room, articles))
        .groupBy(articles.tenantId, articles.id)
        .orderBy(articles.title, articles.id);
      return rows.map((row) => ({ ...toArticle(row.article), passages: row.passages }));
    },

    async listPassages(articleId) {
      const rows = await room.sql
        .select()
        .from(passages)
        .where(mine(room, passages, eq(passages.articleId, articleId)))
        .orderBy(passages.ordinal);
      return rows.map(toPassage);
    },
  };
}

/** The bytes decide; who may read it and where it is found count as well, or a change of them would be lost. */
const isSame = (known: typeof articles.$inferSelect, article: Omit<Article, "id">): boolean =>
  known.contentHash === article.contentHash &&
  known.visibility === article.visibility &&
  known.title === article.title &&
  known.url === article.url;

async function addPassages(room: Room, article: Article, newPassages: readonly NewPassage[]): Promise<void> {
  for (let start = 0; start < newPassages.length; start += ROWS_PER_INSERT) {
    await room.sql.insert(passages).values(
      newPassages.slice(start, start + ROWS_PER_INSERT).map((passage) => ({
        tenantId: room.tenantId,
        id: randomUUID(),
        articleId: article.id,
        visibility: article.visibility,
        ...passage,
      })),
    );
  }
}

async function removePassages(room: Room, articleId: string): Promise<void> {
  const affected = room.sql
    .select({ id: passages.id })
    .from(passages)
    .where(mine(room, passages, eq(passages.articleId, articleId)));
  await room.sql
    .delete(passageVectors)
    .where(mine(room, passageVectors, inArray(passageVectors.passageId, affected)));
  await room.sql.delete(passages).where(mine(room, passages, eq(passages.articleId, articleId)));
}

function toArticle({ tenantId: _, ...article }: typeof articles.$inferSelect): Article {
  return article;
}

function toPassage({ tenantId: _, ...passage }: typeof passages.$inferSelect): Passage {
  return passage;
}
