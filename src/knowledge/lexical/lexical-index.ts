import type { Passage } from "../../domain/knowledge.ts";
import { type Background, NO_BACKGROUND } from "./background.ts";
import { GrowableUint32, withRoom } from "./growable.ts";
import { type PassageRecord, recordOf, TITLE_WEIGHT } from "./passage-record.ts";
import { Vocabulary } from "./vocabulary.ts";
import { type GramWeights, gramWeights, stemWeights } from "./weights.ts";

/** More dead slots than this share make a rebuild worth while. */
const DEAD_SHARE = 0.2;

/**
 * Words, character grams and concepts of one tenant's passages. `add` and `remove` take effect for a reader at once
 * except for the weights, which `seal` brings up to date; a query in between sees the old weights and the new passages.
 */
export class LexicalIndex {
  readonly vocabulary = new Vocabulary();
  readonly #background: Background;
  #records: (PassageRecord | null)[] = [];
  #ids: string[] = [];
  #slots = new Map<string, number>();
  /** Slot and frequency, in turn, by stem. */
  #postings: GrowableUint32[] = [];
  #stemCounts = new Uint32Array(64);
  #gramCounts = new Uint32Array(256);
  #lengths = new Uint32Array(64);
  #totalLength = 0;
  #stemWeights: Float32Array = new Float32Array(0);
  #gramWeights: GramWeights = { weights: new Float32Array(0), generation: 0 };
  #isSealed = true;
  readonly #marks = new MarkSet();

  constructor(background: Background = NO_BACKGROUND) {
    this.#background = background;
  }

  get size(): number {
    return this.#slots.size;
  }
  /** Slots ever given, dead ones included. */
  get slotCount(): number {
    return this.#records.length;
  }
  get averageLength(): number {
    return this.#slots.size === 0 ? 1 : Math.max(1, this.#totalLength / this.#slots.size);
  }

  /** Adds a passage; one with the same id is replaced. */
  add(passage: Pick<Passage, "id" | "headingPath" | "text" | "visibility">): void {
    this.remove(passage.id);
    const slot = this.#records.length;
    const record = recordOf(passage, this.vocabulary);
    this.#records.push(record);
    this.#ids.push(passage.id);
    this.#slots.set(passage.id, slot);
    this.#lengths = withRoom(this.#lengths, slot + 1);
    const length = weightedLength(record);
    this.#lengths[slot] = length;
    this.#totalLength += length;
    this.#post(slot, record);
    this.#countGrams(record, 1);
    this.#isSealed = false;
  }

  /** `false` when there is no such passage. */
  remove(passageId: string): boolean {
    const slot = this.#slots.get(passageId);
    const record = slot === undefined ? null : this.#records[slot];
    if (slot === undefined || !record) return false;
    this.#slots.delete(passageId);
    this.#records[slot] = null;
    this.#totalLength -= this.#lengths[slot] ?? 0;
    for (const stemId of this.#distinctStems(record)) {
      this.#stemCounts[stemId] = (this.#stemCounts[stemId] ?? 1) - 1;
    }
    this.#countGrams(record, -1);
    this.#isSealed = false;
    return true;
  }

  /** Brings the weights up to date, in slices; a query meanwhile sees the old ones. Without changes it does nothing. */
  async seal(): Promise<void> {
    if (this.#isSealed) return;
    this.#isSealed = true;
    const total = this.#slots.size;
    const stems = await stemWeights(this.vocabulary, this.#stemCounts, total, this.#background);
    const grams = await gramWeights(this.#gramCounts.subarray(0, this.vocabulary.gramCount), total);
    this.#stemWeights = stems;
    this.#gramWeights = { weights: grams, generation: this.#gramWeights.generation + 1 };
  }

  /** Many removed passages still take room in the postings: build the index anew. */
  get needsRebuild(): boolean {
    return this.#records.length - this.#slots.size > Math.max(64, this.#records.length * DEAD_SHARE);
  }

  recordAt(slot: number): PassageRecord | null {
    return this.#records[slot] ?? null;
  }
  idAt(slot: number): string {
    return this.#ids[slot] ?? "";
  }
  slotOf(passageId: string): number | undefined {
    return this.#slots.get(passageId);
  }
  lengthAt(slot: number): number {
    return this.#lengths[slot] ?? 0;
  }
  postingsOf(stemId: number): GrowableUint32 | undefined {
    return this.#postings[stemId];
  }
  /** In how many passages a stem is. */
  countOf(stemId: number): number {
    return this.#stemCounts[stemId] ?? 0;
  }
  /** Weight of a stem of the vocabulary as of the last `seal`. */
  weightOf(stemId: number): number {
    return this.#stemWeights[stemId] ?? 0;
  }
  get gramWeights(): GramWeights {
    return this.#gramWeights;
  }
  get background(): Background {
    return this.#background;
  }

  #post(slot: number, record: PassageRecord): void {
    const titleEnd = record.unitEnds[0] ?? 0;
    const frequencies = new Map<number, number>();
    for (const [at, wordId] of record.words.entries()) {
      const stemId = this.vocabulary.stemOf(wordId);
      frequencies.set(stemId, (frequencies.get(stemId) ?? 0) + (at < titleEnd ? TITLE_WEIGHT : 1));
    }
    this.#stemCounts = withRoom(this.#stemCounts, this.vocabulary.stemCount);
    for (const [stemId, frequency] of frequencies) {
      let postings = this.#postings[stemId];
      if (!postings) {
        postings = new GrowableUint32();
        this.#postings[stemId] = postings;
      }
      postings.push(slot);
      postings.push(frequency);
      this.#stemCounts[stemId] = (this.#stemCounts[stemId] ?? 0) + 1;
    }
  }

  #distinctStems(record: PassageRecord): Set<number> {
    const stems = new Set<number>();
    for (const wordId of record.words) stems.add(this.vocabulary.stemOf(wordId));
    return stems;
  }

  /** A gram counts once per passage, whichever of its words hold it. */
  #countGrams(record: PassageRecord, step: 1 | -1): void {
    this.#gramCounts = withRoom(this.#gramCounts, this.vocabulary.gramCount);
    const counts = this.#gramCounts;
    this.#marks.begin(this.vocabulary.gramCount);
    for (const wordId of record.words) {
      for (const gram of this.vocabulary.gramsOf(wordId)) {
        if (this.#marks.mark(gram)) counts[gram] = (counts[gram] ?? 0) + step;
      }
    }
  }
}

function weightedLength(record: PassageRecord): number {
  return record.words.length + (record.unitEnds[0] ?? 0) * (TITLE_WEIGHT - 1);
}

/** A set of small numbers that is emptied in no time. */
class MarkSet {
  #stamps = new Uint32Array(256);
  #stamp = 0;

  begin(size: number): void {
    this.#stamps = withRoom(this.#stamps, size);
    this.#stamp += 1;
  }

  /** `true` the first time a number is marked. */
  mark(value: number): boolean {
    if (this.#stamps[value] === this.#stamp) return false;
    this.#stamps[value] = this.#stamp;
    return true;
  }
}
