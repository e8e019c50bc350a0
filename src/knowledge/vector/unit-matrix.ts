import { createBreath } from "../breath.ts";
import { withRoom } from "../lexical/growable.ts";
import { dotProduct, unitVector } from "./check-vector.ts";

export interface VectorHit {
  readonly label: number;
  /** Cosine, -1..1. */
  readonly similarity: number;
}

/** hnswlib wraps labels beyond 32 bits in silence, so they never get near. */
const MAX_LABEL = 0xffff_fffe;

/**
 * The unit vectors of one partition, one row each, and exact search over them: the oracle in tests, the fallback while
 * no graph stands, and what a graph is built from.
 */
export class UnitMatrix {
  readonly dimensions: number;
  #rows: Float32Array;
  /** Label by row; rows of removed labels are filled from the end. */
  readonly #labels: number[] = [];
  readonly #rowOf = new Map<number, number>();

  constructor(dimensions: number) {
    this.dimensions = dimensions;
    this.#rows = new Float32Array(dimensions * 16);
  }

  get size(): number {
    return this.#labels.length;
  }
  get labels(): readonly number[] {
    return this.#labels;
  }

  /** Stores a vector at length 1 under a label never used before. Throws `embedder.bad-vector`. */
  put(label: number, vector: Float32Array): void {
    const unit = unitVector(vector, this.dimensions);
    if (!Number.isInteger(label) || label < 0 || label > MAX_LABEL || this.#rowOf.has(label)) {
      throw new RangeError("a label is a uint32 that is not in use");
    }
    const row = this.#labels.length;
    this.#rows = withRoom(this.#rows, (row + 1) * this.dimensions);
    this.#rows.set(unit, row * this.dimensions);
    this.#labels.push(label);
    this.#rowOf.set(label, row);
  }

  remove(label: number): boolean {
    const row = this.#rowOf.get(label);
    if (row === undefined) return false;
    const last = this.#labels.length - 1;
    const lastLabel = this.#labels[last] ?? label;
    this.#rows.copyWithin(row * this.dimensions, last * this.dimensions, (last + 1) * this.dimensions);
    this.#labels[row] = lastLabel;
    this.#rowOf.set(lastLabel, row);
    this.#labels.pop();
    this.#rowOf.delete(label);
    return true;
  }

  has(label: number): boolean {
    return this.#rowOf.has(label);
  }

  /** A copy, or `undefined` for an unknown label. */
  vectorOf(label: number): Float32Array | undefined {
    const row = this.#rowOf.get(label);
    if (row === undefined) return undefined;
    return this.#rows.slice(row * this.dimensions, (row + 1) * this.dimensions);
  }

  /** Cosine with a query of length 1; 0 for an unknown label. */
  similarity(label: number, query: Float32Array): number {
    const row = this.#rowOf.get(label);
    return row === undefined ? 0 : dotProduct(this.#rows, row * this.dimensions, query, this.dimensions);
  }

  /** The `count` nearest, nearest first, equals by label. Looks at every row, in slices that let others run. */
  async search(query: Float32Array, count: number): Promise<VectorHit[]> {
    const unit = unitVector(query, this.dimensions);
    const breath = createBreath();
    let hits: VectorHit[] = [];
    /** What is beyond the best is dropped now and then, so that a large partition costs no large list. */
    const keep = Math.max(count * 4, 256);
    for (let row = 0; row < this.#labels.length; row += 1) {
      if (row % 512 === 511) await breath.pauseIfDue();
      const label = this.#labels[row] ?? 0;
      hits.push({ label, similarity: dotProduct(this.#rows, row * this.dimensions, unit, this.dimensions) });
      if (hits.length >= keep) hits = nearestFirst(hits).slice(0, count);
    }
    return nearestFirst(hits).slice(0, count);
  }
}

export const nearestFirst = (hits: VectorHit[]): VectorHit[] =>
  hits.sort((a, b) => b.similarity - a.similarity || a.label - b.label);
