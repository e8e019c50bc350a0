import { randomUUID } from "node:crypto";
import { Document, type DocumentInterface } from "@langchain/core/documents";
import type { EmbeddingsInterface } from "@langchain/core/embeddings";
import { VectorStore } from "@langchain/core/vectorstores";
import { unitVector } from "../vector/check-vector.ts";
import type { HnswFile } from "../vector/hnsw-file.ts";
import { VectorPartition } from "../vector/vector-partition.ts";

/** Metadata that must be equal; never a function, which could throw inside the native index. */
export type MetadataFilter = Readonly<Record<string, string | number | boolean | null>>;

export interface GuardedVectorStoreOptions {
  readonly dimensions: number;
  /** Names model and version: vectors of another id are never mixed in. */
  readonly embedderId: string;
  readonly file?: HnswFile | null;
}

/** With a filter this many times more are fetched, once; then every vector is looked at. */
const OVERFETCH = 4;

/**
 * A LangChain vector store on the guarded HNSW index: upsert by id, deletion, checked vectors, exact search while the graph
 * is being built. Documents live in memory: for the company's articles use the knowledge index, which reads the database.
 */
export class GuardedVectorStore extends VectorStore {
  declare FilterType: MetadataFilter;
  readonly #partition: VectorPartition;
  readonly #documents = new Map<string, DocumentInterface>();
  readonly #dimensions: number;

  constructor(embeddings: EmbeddingsInterface, options: GuardedVectorStoreOptions) {
    super(embeddings, {});
    this.#dimensions = options.dimensions;
    this.#partition = new VectorPartition({
      dimensions: options.dimensions,
      embedderId: options.embedderId,
      file: options.file ?? null,
    });
  }

  override _vectorstoreType(): string {
    return "rapport-hnsw";
  }

  /** Ids of the documents, given or made. An id that is there already is replaced. Throws `embedder.bad-vector` before anything is stored. */
  override async addVectors(
    vectors: number[][],
    documents: DocumentInterface[],
    options?: { ids?: string[] },
  ): Promise<string[]> {
    if (vectors.length !== documents.length) throw new RangeError("one vector per document");
    const units = vectors.map((vector) => unitVector(Float32Array.from(vector), this.#dimensions));
    const ids = documents.map((document, at) => options?.ids?.[at] ?? document.id ?? randomUUID());
    for (const [at, id] of ids.entries()) {
      const unit = units[at];
      const document = documents[at];
      if (!unit || !document) continue;
      this.#partition.put(id, "", [unit]);
      this.#documents.set(id, document);
    }
    this.#partition.catchUp();
    return ids;
  }

  override async addDocuments(
    documents: DocumentInterface[],
    options?: { ids?: string[] },
  ): Promise<string[]> {
    const vectors = await this.embeddings.embedDocuments(documents.map((document) => document.pageContent));
    return this.addVectors(vectors, documents, options);
  }

  /** Unknown ids are no error. */
  override async delete({ ids }: { ids: readonly string[] }): Promise<void> {
    for (const id of ids) {
      this.#partition.remove(id);
      this.#documents.delete(id);
    }
    this.#partition.catchUp();
  }

  /** Pairs of document and cosine, nearest first. */
  override async similaritySearchVectorWithScore(
    query: number[],
    k: number,
    filter?: MetadataFilter,
  ): Promise<[DocumentInterface, number][]> {
    const unit = unitVector(Float32Array.from(query), this.#dimensions);
    const read = (hits: readonly { label: number; similarity: number }[]): [DocumentInterface, number][] =>
      hits.flatMap(({ label, similarity }): [DocumentInterface, number][] => {
        const id = this.#partition.passageOf(label);
        const document = id === undefined ? undefined : this.#documents.get(id);
        if (!document || !matches(document, filter)) return [];
        return [
          [new Document({ id, pageContent: document.pageContent, metadata: document.metadata }), similarity],
        ];
      });
    if (!filter) return read(await this.#partition.search(unit, k)).slice(0, k);
    const found = read(await this.#partition.search(unit, k * OVERFETCH));
    if (found.length >= k) return found.slice(0, k);
    return read(await this.#partition.searchExactly(unit, this.#partition.vectorCount)).slice(0, k);
  }

  /** Resolves when the graph is up to date. */
  settled(): Promise<void> {
    return this.#partition.settled();
  }
}

function matches(document: DocumentInterface, filter: MetadataFilter | undefined): boolean {
  return Object.entries(filter ?? {}).every(([key, value]) => document.metadata[key] === value);
}
