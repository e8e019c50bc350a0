import type { Passage, Visibility } from "../../src/domain/knowledge.ts";
import type {
  PassageKey,
  PassageStore,
  StoredPassage,
  UnitVectorStore,
} from "../../src/ports/passage-store.ts";

export interface PassageSeed {
  readonly id: string;
  readonly text: string;
  readonly title?: string;
  readonly heading?: string;
  readonly articleId?: string;
  readonly visibility?: Visibility;
  readonly url?: string | null;
  readonly anchor?: string | null;
}

export function storedPassage(seed: PassageSeed): StoredPassage {
  const title = seed.title ?? "Handbook";
  const passage: Passage = {
    id: seed.id,
    articleId: seed.articleId ?? `article-of-${seed.id}`,
    ordinal: 0,
    headingPath: seed.heading ? [title, seed.heading] : [title],
    text: seed.text,
    pageLabel: null,
    anchor: seed.anchor ?? null,
    visibility: seed.visibility ?? "public",
    fields: null,
    contentHash: seed.text,
  };
  return { passage, articleTitle: title, url: seed.url ?? null };
}

/** Passages of tenants in memory, changed by tests as the database would be by an import. */
export class MemoryPassageStore {
  readonly #tenants = new Map<string, Map<string, StoredPassage>>();
  readonly vectors?: UnitVectorStore;
  loads = 0;

  constructor(vectors?: UnitVectorStore) {
    if (vectors) this.vectors = vectors;
  }

  put(tenantId: string, ...seeds: readonly PassageSeed[]): void {
    const rows = this.#tenants.get(tenantId) ?? new Map<string, StoredPassage>();
    for (const seed of seeds) rows.set(seed.id, storedPassage(seed));
    this.#tenants.set(tenantId, rows);
  }

  drop(tenantId: string, ...ids: readonly string[]): void {
    for (const id of ids) this.#tenants.get(tenantId)?.delete(id);
  }

  async listKeys(tenantId: string): Promise<readonly PassageKey[]> {
    const rows = [...(this.#tenants.get(tenantId)?.values() ?? [])];
    return rows.map((stored) => ({ id: stored.passage.id, revision: JSON.stringify(stored) }));
  }

  async load(tenantId: string, ids: readonly string[]): Promise<readonly StoredPassage[]> {
    this.loads += ids.length;
    return ids.flatMap((id) => this.#tenants.get(tenantId)?.get(id) ?? []);
  }
}

export const asPort = (store: MemoryPassageStore) => store satisfies PassageStore;
