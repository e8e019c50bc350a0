import type { Article, Visibility } from "../domain/knowledge.ts";
import type { Clock } from "../ports/clock.ts";
import type { KnowledgeIndex } from "../ports/knowledge-index.ts";
import type { Store } from "../ports/stores/store.ts";
import type { IngestOutcome } from "./ingestion/ingest-outcome.ts";

export interface LibraryFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly url?: string | null;
  readonly visibility?: Visibility;
  /** Takes the place of the title found in the file. */
  readonly title?: string;
}

export type AddOutcome =
  | {
      readonly kind: "added";
      readonly article: Article;
      readonly change: "added" | "replaced" | "unchanged";
      readonly passages: number;
      readonly warnings: Extract<IngestOutcome, { kind: "ingested" }>["warnings"];
    }
  | Extract<IngestOutcome, { kind: "refused" }>;

/** The company's documents: taken in, indexed, removed. */
export interface Library {
  /** With `refresh: false` the index is brought up to date later, by `refresh`, once for many files. */
  add(tenantId: string, file: LibraryFile, options?: { readonly refresh?: boolean }): Promise<AddOutcome>;
  remove(tenantId: string, articleId: string): Promise<boolean>;
  refresh(tenantId: string): Promise<void>;
}

export function createLibrary({
  store,
  index,
  clock,
}: {
  readonly store: Store;
  readonly index: KnowledgeIndex;
  readonly clock: Clock;
}): Library {
  return {
    async add(tenantId, file, options) {
      const { ingestFile } = await import("./ingestion/ingest-file.ts");
      const outcome = await ingestFile({
        name: file.name,
        bytes: file.bytes,
        url: file.url ?? null,
        visibility: file.visibility ?? "public",
      });
      if (outcome.kind === "refused") return outcome;
      const article = {
        ...outcome.article,
        title: file.title ?? outcome.article.title,
        updatedAt: clock.now(),
      };
      const saved = await store.transaction(tenantId, (stores) =>
        stores.articles.save(article, outcome.passages),
      );
      if (options?.refresh !== false && saved.change !== "unchanged") await index.refresh(tenantId);
      return {
        kind: "added",
        article: saved.article,
        change: saved.change,
        passages: outcome.passages.length,
        warnings: outcome.warnings,
      };
    },

    async remove(tenantId, articleId) {
      const isRemoved = await store.transaction(tenantId, (stores) => stores.articles.remove(articleId));
      if (isRemoved) await index.refresh(tenantId);
      return isRemoved;
    },

    refresh: (tenantId) => index.refresh(tenantId),
  };
}
