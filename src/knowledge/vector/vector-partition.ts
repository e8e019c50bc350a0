import { createBackgroundBreath, createBreath } from "../breath.ts";
import type { HnswFile, HnswManifest } from "./hnsw-file.ts";
import { HnswIndex } from "./hnsw-index.ts";
import { loadHnswLibrary } from "./hnsw-library.ts";
import { UnitMatrix, type VectorHit } from "./unit-matrix.ts";

/** A new file is worth its writing from this many changes on (and at closing time). */
const MIN_CHANGES_TO_SAVE = 64;
const CHANGED_SHARE_TO_SAVE = 0.05;
const MAX_ADDS_AT_CLOSE = 500;

export interface PartitionState {
  readonly search: "hnsw" | "exact";
  readonly reason: string;
}

interface Entry {
  readonly contentHash: string;
  readonly labels: readonly number[];
}

/**
 * The unit vectors of one tenant and one visibility. The matrix is searched exactly until the graph has caught up, which
 * happens in the background, in slices. A passage stands in one partition, so a search needs no filter.
 */
export class VectorPartition {
  readonly #embedderId: string;
  readonly #file: HnswFile | null;
  readonly #matrix: UnitMatrix;
  readonly #entries = new Map<string, Entry>();
  readonly #passageOf = new Map<number, string>();
  #graph: HnswIndex | null = null;
  #pendingAdds: number[] = [];
  #pendingRemoves: number[] = [];
  #changesSinceSave = 0;
  #work: Promise<void> = Promise.resolve();
  #isWorking = false;
  #isClosed = false;
  #reason = "the graph is being built";
  #nextLabel = 0;

  constructor(options: { dimensions: number; embedderId: string; file: HnswFile | null }) {
    this.#embedderId = options.embedderId;
    this.#file = options.file;
    this.#matrix = new UnitMatrix(options.dimensions);
  }

  get vectorCount(): number {
    return this.#matrix.size;
  }

  get state(): PartitionState {
    return this.#isGraphCurrent
      ? { search: "hnsw", reason: "the graph is up to date" }
      : { search: "exact", reason: this.#reason };
  }

  get #isGraphCurrent(): boolean {
    return this.#graph !== null && this.#pendingAdds.length === 0 && this.#pendingRemoves.length === 0;
  }

  /** Takes over a verified file. Gives the passages whose vectors came with it, by content hash. */
  async restore(): Promise<ReadonlyMap<string, string>> {
    const restored = new Map<string, string>();
    if (!this.#file) return restored;
    const outcome = await loadHnswLibrary();
    if (outcome.kind === "missing") return restored;
    const { dimensions } = this.#matrix;
    const loaded = await this.#file.load(outcome.library, { dimensions, embedder: this.#embedderId });
    if (loaded.kind === "unusable") {
      this.#reason = `the graph is being built: ${loaded.reason}`;
      return restored;
    }
    await this.#adopt(loaded.manifest, loaded.vectorOf);
    this.#graph = loaded.index;
    for (const [passageId, contentHash] of loaded.manifest.passages) restored.set(passageId, contentHash);
    return restored;
  }

  async #adopt(manifest: HnswManifest, vectorOf: (label: number) => Float32Array): Promise<void> {
    const breath = createBreath();
    for (const [passageId, contentHash, labels] of manifest.passages) {
      for (const label of labels) {
        this.#matrix.put(label, vectorOf(label));
        this.#passageOf.set(label, passageId);
      }
      this.#entries.set(passageId, { contentHash, labels });
      await breath.pauseIfDue();
    }
    this.#nextLabel = manifest.nextLabel;
  }

  contentHashOf(passageId: string): string | undefined {
    return this.#entries.get(passageId)?.contentHash;
  }
  passageIds(): string[] {
    return [...this.#entries.keys()];
  }

  /** Replaces what was there under this id. Throws `embedder.bad-vector`, and then nothing of it is stored. */
  put(passageId: string, contentHash: string, vectors: readonly Float32Array[]): void {
    this.remove(passageId);
    const labels: number[] = [];
    try {
      for (const vector of vectors) {
        const label = this.#nextLabel;
        this.#matrix.put(label, vector);
        this.#nextLabel += 1;
        labels.push(label);
      }
    } catch (error) {
      for (const label of labels) this.#matrix.remove(label);
      throw error;
    }
    for (const label of labels) this.#passageOf.set(label, passageId);
    this.#entries.set(passageId, { contentHash, labels });
    this.#pendingAdds.push(...labels);
    this.#changesSinceSave += labels.length;
  }

  remove(passageId: string): boolean {
    const entry = this.#entries.get(passageId);
    if (!entry) return false;
    this.#entries.delete(passageId);
    for (const label of entry.labels) {
      this.#matrix.remove(label);
      this.#passageOf.delete(label);
      this.#pendingRemoves.push(label);
    }
    this.#changesSinceSave += entry.labels.length;
    return true;
  }

  /** The nearest units; by the graph when it is current, else exactly. `query` has length 1. */
  async search(query: Float32Array, count: number): Promise<VectorHit[]> {
    if (this.#graph && this.#isGraphCurrent) return this.#graph.search(query, count);
    return this.#matrix.search(query, count);
  }

  /** The oracle: every vector is looked at. */
  searchExactly(query: Float32Array, count: number): Promise<VectorHit[]> {
    return this.#matrix.search(query, count);
  }

  passageOf(label: number): string | undefined {
    return this.#passageOf.get(label);
  }

  /** Cosines of a passage's units with a query of length 1. */
  similarities(passageId: string, query: Float32Array): number[] {
    const labels = this.#entries.get(passageId)?.labels ?? [];
    return labels.map((label) => this.#matrix.similarity(label, query));
  }

  /** Starts bringing the graph up to date, unless that is under way; `settled` tells when it is done. */
  catchUp(): void {
    if (this.#isWorking || this.#isClosed) return;
    this.#isWorking = true;
    this.#work = this.#catchUpNow()
      .catch(() => {
        this.#graph = null;
        this.#reason = "the graph could not be built; exact search is in use";
      })
      .finally(() => {
        this.#isWorking = false;
      });
  }

  /** Resolves when the graph is up to date (or known to be impossible) and due saving is done. */
  async settled(): Promise<void> {
    await this.#work;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#work;
    if (this.#isGraphCurrent && this.#changesSinceSave > 0) await this.#save();
  }

  async #catchUpNow(): Promise<void> {
    const outcome = await loadHnswLibrary();
    if (outcome.kind === "missing") {
      this.#reason = outcome.reason;
      return;
    }
    const breath = createBackgroundBreath();
    if (!this.#graph || this.#graph.needsCompaction) {
      this.#pendingRemoves = [];
      this.#pendingAdds = [...this.#matrix.labels];
      this.#graph = HnswIndex.create(outcome.library, this.#matrix.dimensions);
    }
    const graph = this.#graph;
    while (!this.#isGraphCurrent && !this.#isTooLate) {
      const removes = this.#pendingRemoves;
      const [label] = this.#pendingAdds.splice(-1);
      this.#pendingRemoves = [];
      for (const gone of removes) graph.remove(gone);
      const vector = label === undefined ? undefined : this.#matrix.vectorOf(label);
      if (label !== undefined && vector) graph.add(label, vector);
      // Searches are exact meanwhile; whoever closes waits.
      if (!this.#isClosed) await breath.pauseIfDue();
    }
    if (this.#isSaveDue) await this.#save();
  }

  /** At closing time a short remainder is finished, a long one is left to the next start. */
  get #isTooLate(): boolean {
    return this.#isClosed && this.#pendingAdds.length > MAX_ADDS_AT_CLOSE;
  }

  get #isSaveDue(): boolean {
    if (!this.#isGraphCurrent) return false;
    const due = Math.max(MIN_CHANGES_TO_SAVE, this.#matrix.size * CHANGED_SHARE_TO_SAVE);
    return this.#changesSinceSave >= due;
  }

  /** A cache that cannot be written is no fault of the search: it is rebuilt at the next start. */
  async #save(): Promise<void> {
    const graph = this.#graph;
    if (!this.#file || !graph || graph.size === 0) return;
    const changes = this.#changesSinceSave;
    const passages = [...this.#entries].map(([id, entry]): HnswManifest["passages"][number] => [
      id,
      entry.contentHash,
      [...entry.labels],
    ]);
    const contents = { embedder: this.#embedderId, nextLabel: this.#nextLabel, passages };
    try {
      await this.#file.save(graph, contents);
      this.#changesSinceSave -= changes;
    } catch {
      this.#reason = "the index file could not be written";
    }
  }
}
