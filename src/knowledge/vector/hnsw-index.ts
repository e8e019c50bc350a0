import { unitVector } from "./check-vector.ts";
import type { HnswGraph, HnswLibrary } from "./hnsw-library.ts";
import { nearestFirst, type VectorHit } from "./unit-matrix.ts";

const M = 16;
const EF_CONSTRUCTION = 200;
/** Fixed, so that the same vectors in the same order give the same graph. */
const SEED = 100;
const EF_SEARCH = 64;
const GROWTH = 1.5;
const FIRST_CAPACITY = 64;
/** From this share of deleted points on, a search wades through too many: rebuild. */
const COMPACT_AT = 0.2;

export const HNSW_SPACE = "ip" as const;

/**
 * The hard shell around one hnswlib graph. hnswlib aborts the process on a bad vector or a throwing filter, and wraps
 * labels in silence: here every vector is checked, labels come from the matrix, and there is no filter at all.
 */
export class HnswIndex {
  readonly dimensions: number;
  readonly #graph: HnswGraph;
  readonly #deleted = new Set<number>();

  private constructor(graph: HnswGraph, dimensions: number, deleted: Iterable<number>) {
    this.#graph = graph;
    this.dimensions = dimensions;
    this.#deleted = new Set(deleted);
    graph.setEf(EF_SEARCH);
  }

  static create(library: HnswLibrary, dimensions: number): HnswIndex {
    const graph = new library.HierarchicalNSW(HNSW_SPACE, dimensions);
    graph.initIndex({ maxElements: FIRST_CAPACITY, m: M, efConstruction: EF_CONSTRUCTION, randomSeed: SEED });
    return new HnswIndex(graph, dimensions, []);
  }

  /** `graph` was read from a verified file. */
  static adopt(graph: HnswGraph, dimensions: number, deleted: Iterable<number>): HnswIndex {
    return new HnswIndex(graph, dimensions, deleted);
  }

  /** Points that can be found. */
  get size(): number {
    return this.#graph.getCurrentCount() - this.#deleted.size;
  }
  get deletedLabels(): readonly number[] {
    return [...this.#deleted];
  }
  get needsCompaction(): boolean {
    const count = this.#graph.getCurrentCount();
    return count >= FIRST_CAPACITY && this.#deleted.size > count * COMPACT_AT;
  }
  labels(): number[] {
    return this.#graph.getIdsList().filter((label) => !this.#deleted.has(label));
  }

  /** Throws `embedder.bad-vector`, and RangeError for a label that is not a free uint32. */
  add(label: number, vector: Float32Array): void {
    const unit = unitVector(vector, this.dimensions);
    if (!Number.isInteger(label) || label < 0 || label > 0xffff_fffe)
      throw new RangeError("label out of range");
    const count = this.#graph.getCurrentCount();
    if (count >= this.#graph.getMaxElements()) this.#graph.resizeIndex(Math.ceil(count * GROWTH) + 1);
    this.#graph.addPoint(Array.from(unit), label);
  }

  /** Marks a point as gone; `false` when it was not there. */
  remove(label: number): boolean {
    if (this.#deleted.has(label)) return false;
    try {
      this.#graph.markDelete(label);
    } catch {
      return false;
    }
    this.#deleted.add(label);
    return true;
  }

  /** The `count` nearest or fewer, nearest first. Throws `embedder.bad-vector`. */
  search(query: Float32Array, count: number): VectorHit[] {
    const unit = unitVector(query, this.dimensions);
    const wanted = Math.min(count, this.size);
    if (wanted <= 0) return [];
    const found = this.#graph.searchKnn(Array.from(unit), wanted);
    return nearestFirst(
      found.neighbors.map((label, at) => ({ label, similarity: 1 - (found.distances[at] ?? 1) })),
    );
  }

  /** Writes the graph as hnswlib does it; the caller lets nobody add meanwhile and checks the file. */
  async write(path: string): Promise<void> {
    await this.#graph.writeIndex(path);
  }
}
