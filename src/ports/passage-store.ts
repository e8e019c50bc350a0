import type { Passage } from "../domain/knowledge.ts";

/** A passage with what a citation needs of its article. */
export interface StoredPassage {
  readonly passage: Passage;
  readonly articleTitle: string;
  /** Of the article; the only link an answer may carry. */
  readonly url: string | null;
}

export interface PassageKey {
  readonly id: string;
  /** Changes with anything a reader of the passage would see: text, headings, visibility, title or link of the article. */
  readonly revision: string;
}

/**
 * What the knowledge index reads. The index compares keys with what it holds and loads what differs: there is no cursor
 * that could be lost, and an index that missed a change repairs itself. Every call is limited to the tenant named.
 */
export interface PassageStore {
  /** All passages of the tenant, in a stable order; page by page, so that a change meanwhile may be seen at the next look only. */
  listKeys(tenantId: string): Promise<readonly PassageKey[]>;
  /** Those that still exist, in any order. At most 500 ids a call. */
  load(tenantId: string, ids: readonly string[]): Promise<readonly StoredPassage[]>;
  /** Vectors kept between starts; absent when vectors are cheaper to compute than to read. */
  readonly vectors?: UnitVectorStore;
}

/** Vectors of a passage's units, of one embedder. They go when their passage's content changes or goes. */
export interface UnitVectorStore {
  get(
    tenantId: string,
    embedderId: string,
    passageIds: readonly string[],
  ): Promise<ReadonlyMap<string, readonly Float32Array[]>>;
  put(
    tenantId: string,
    embedderId: string,
    vectors: ReadonlyMap<string, readonly Float32Array[]>,
  ): Promise<void>;
}
