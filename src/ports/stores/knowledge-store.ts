import type { Article, Passage } from "../../domain/knowledge.ts";

export type NewPassage = Omit<Passage, "id" | "articleId" | "visibility">;

export interface ArticleStore {
  /** Writes article and passages; an unchanged content hash writes nothing. A changed source replaces its passages. */
  save(
    article: Omit<Article, "id">,
    passages: readonly NewPassage[],
  ): Promise<{ readonly article: Article; readonly change: "added" | "replaced" | "unchanged" }>;
  remove(id: string): Promise<boolean>;
  get(id: string): Promise<Article | null>;
  list(): Promise<readonly (Article & { readonly passages: number })[]>;
  listPassages(articleId: string): Promise<readonly Passage[]>;
}
