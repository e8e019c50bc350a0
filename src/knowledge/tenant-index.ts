import type { Audience } from "../domain/channel.ts";
import { errorCode } from "../domain/errors.ts";
import type { Embedder } from "../ports/embedder.ts";
import type { PassageStore, StoredPassage } from "../ports/passage-store.ts";
import { createBreath } from "./breath.ts";
import { LexicalIndex } from "./lexical/lexical-index.ts";
import { type CollectionKind, collectionKind, type KnowledgeModels } from "./models.ts";
import { embedPassages, vectorHash } from "./vector/embed-passages.ts";
import type { HnswFile } from "./vector/hnsw-file.ts";
import { VectorPartition } from "./vector/vector-partition.ts";

/** The embedded database holds the event loop while it reads: about 4 ms for so many passages, 8 to 50 ms for 200. */
const LOAD_BATCH = 50;

export interface TenantIndexOptions {
  readonly tenantId: string;
  readonly store: PassageStore;
  readonly embedder: Embedder;
  readonly models: KnowledgeModels;
  /** Where graphs are kept between starts; `null` keeps them in memory. */
  fileFor(partition: "public" | "private"): HnswFile | null;
}

interface Held {
  readonly stored: StoredPassage;
  readonly revision: string;
}

/** Everything the index holds of one tenant: its passages, the lexical index, and a vector partition per visibility. */
export class TenantIndex {
  readonly #options: TenantIndexOptions;
  readonly #held = new Map<string, Held>();
  readonly #partitions: Readonly<Record<"public" | "private", VectorPartition>>;
  #lexical: LexicalIndex;
  #isRestored = false;
  #kind: CollectionKind = "entries";
  #refreshing: Promise<void> = Promise.resolve();
  #embedderFault: string | null = null;

  constructor(options: TenantIndexOptions) {
    this.#options = options;
    this.#lexical = new LexicalIndex(options.models.background);
    const { dimensions, id: embedderId } = options.embedder;
    const partition = (name: "public" | "private"): VectorPartition =>
      new VectorPartition({ dimensions, embedderId, file: options.fileFor(name) });
    this.#partitions = { public: partition("public"), private: partition("private") };
  }

  get lexical(): LexicalIndex {
    return this.#lexical;
  }
  get passageCount(): number {
    return this.#held.size;
  }
  get articleCount(): number {
    return new Set([...this.#held.values()].map((held) => held.stored.passage.articleId)).size;
  }
  /** How the articles are cut, as of the last refresh. */
  get kind(): CollectionKind {
    return this.#kind;
  }
  /** Code of the fault when the embedder could not answer at the last refresh. */
  get embedderFault(): string | null {
    return this.#embedderFault;
  }

  stored(passageId: string): StoredPassage | undefined {
    return this.#held.get(passageId)?.stored;
  }

  /** The partitions that this audience may read; a search in them needs no filter. */
  partitionsFor(audience: Audience): readonly VectorPartition[] {
    return audience === "public"
      ? [this.#partitions.public]
      : [this.#partitions.public, this.#partitions.private];
  }

  partitionOf(passageId: string): VectorPartition | undefined {
    const visibility = this.stored(passageId)?.passage.visibility;
    return visibility && this.#partitions[visibility];
  }

  /** Takes up every difference to the store. Calls wait for each other; the last one leaves nothing out. */
  refresh(): Promise<void> {
    const next = this.#refreshing.catch(() => undefined).then(() => this.#refreshNow());
    this.#refreshing = next;
    return next;
  }

  async #refreshNow(): Promise<void> {
    const { tenantId, store } = this.#options;
    if (!this.#isRestored) {
      await Promise.all(this.#all.map((partition) => partition.restore()));
      this.#isRestored = true;
    }
    const keys = await store.listKeys(tenantId);
    const revisions = new Map(keys.map((key) => [key.id, key.revision]));
    for (const id of this.#held.keys()) if (!revisions.has(id)) this.#remove(id);
    const wanted = keys
      .filter((key) => this.#held.get(key.id)?.revision !== key.revision)
      .map((key) => key.id);
    for (let at = 0; at < wanted.length; at += LOAD_BATCH) {
      const ids = wanted.slice(at, at + LOAD_BATCH);
      await this.#take(ids, await store.load(tenantId, ids), revisions);
    }
    for (const partition of this.#all) {
      for (const id of partition.passageIds()) if (!this.#held.has(id)) partition.remove(id);
    }
    await this.#lexical.seal();
    this.#kind = collectionKind(this.passageCount, this.articleCount);
    if (this.#lexical.needsRebuild) await this.#rebuildLexical();
    for (const partition of this.#all) partition.catchUp();
  }

  async #take(
    ids: readonly string[],
    loaded: readonly StoredPassage[],
    revisions: ReadonlyMap<string, string>,
  ): Promise<void> {
    const breath = createBreath();
    const byId = new Map(loaded.map((stored) => [stored.passage.id, stored]));
    const taken: StoredPassage[] = [];
    for (const id of ids) {
      const stored = byId.get(id);
      if (!stored) {
        this.#remove(id);
        continue;
      }
      this.#lexical.add(stored.passage);
      this.#held.set(id, { stored, revision: revisions.get(id) ?? "" });
      taken.push(stored);
      await breath.pauseIfDue();
    }
    await this.#embed(taken);
  }

  /** Vectors of passages that have none for their content yet. Without an answering embedder the lexical leg goes on. */
  async #embed(taken: readonly StoredPassage[]): Promise<void> {
    const fresh = taken.filter(({ passage }) => {
      this.#partitions[passage.visibility === "public" ? "private" : "public"].remove(passage.id);
      return this.#partitions[passage.visibility].contentHashOf(passage.id) !== vectorHash(passage);
    });
    const breath = createBreath();
    try {
      const { tenantId, embedder, store } = this.#options;
      const vectors = await embedPassages({ tenantId, embedder, vectors: store.vectors ?? null }, fresh);
      for (const { passage } of fresh) {
        const own = vectors.get(passage.id) ?? [];
        this.#partitions[passage.visibility].put(passage.id, vectorHash(passage), own);
        await breath.pauseIfDue();
      }
      this.#embedderFault = null;
    } catch (error) {
      for (const { passage } of fresh) this.#partitions[passage.visibility].remove(passage.id);
      this.#embedderFault = errorCode(error);
    }
  }

  #remove(id: string): void {
    this.#held.delete(id);
    this.#lexical.remove(id);
    for (const partition of this.#all) partition.remove(id);
  }

  async #rebuildLexical(): Promise<void> {
    const fresh = new LexicalIndex(this.#options.models.background);
    const breath = createBreath();
    for (const { stored } of this.#held.values()) {
      fresh.add(stored.passage);
      await breath.pauseIfDue();
    }
    await fresh.seal();
    this.#lexical = fresh;
  }

  get #all(): readonly VectorPartition[] {
    return [this.#partitions.public, this.#partitions.private];
  }

  /** Resolves when no graph is being built any more. */
  async settled(): Promise<void> {
    await this.#refreshing.catch(() => undefined);
    await Promise.all(this.#all.map((partition) => partition.settled()));
  }

  async close(): Promise<void> {
    await this.#refreshing.catch(() => undefined);
    await Promise.all(this.#all.map((partition) => partition.close()));
  }
}
