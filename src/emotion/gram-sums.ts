import type { FeatureSink } from "./features.ts";
import type { KnownWord } from "./known-words.ts";
import { OUTPUTS } from "./labels.ts";
import { addPackedRow, MAX_SUMMED_ROWS, SUM_STRIDE, unpackSum } from "./packed-rows.ts";

/** Constants of this file in its inner loops: where imports are getters (tests), they would take most of the time. */
const [STRIDE, OUTPUT_COUNT] = [SUM_STRIDE, OUTPUTS];

/** Adds up the rows of a text; one per reader, reset for each text. Sums are integers, the same on every machine. */
export class GramSums implements FeatureSink<KnownWord> {
  readonly #rows: Int32Array;
  readonly #words: Int32Array;
  readonly #scales: readonly number[];
  readonly #packed = new Int32Array(STRIDE);
  readonly #plain = new Int32Array(OUTPUT_COUNT);
  /** Rows in `#packed`. */
  #packedRows = 0;
  #rowCount = 0;

  /** Table of the n-grams and sums of the known words, both packed; what one step of a weight is worth, by output. */
  constructor(rows: Int32Array, words: Int32Array, scales: readonly number[]) {
    this.#rows = rows;
    this.#words = words;
    this.#scales = scales;
  }

  reset(): void {
    this.#packed.fill(0);
    this.#plain.fill(0);
    this.#packedRows = 0;
    this.#rowCount = 0;
  }

  addWord(word: KnownWord): void {
    this.#makeRoom(word.rowCount);
    const packed = this.#packed;
    const words = this.#words;
    const start = word.slot * STRIDE;
    for (let at = 0; at < STRIDE; at++) packed[at] = (packed[at] ?? 0) + (words[start + at] ?? 0);
  }

  addRow(row: number, weight: number): void {
    this.#makeRoom(weight);
    addPackedRow(this.#packed, 0, this.#rows, row, weight);
  }

  /** Scaled sums of what was added. */
  outputs(into: Float64Array): void {
    this.#unpack();
    const plain = this.#plain;
    const scales = this.#scales;
    const factor = 1 / Math.sqrt(this.#rowCount);
    for (let output = 0; output < OUTPUT_COUNT; output++)
      into[output] = factor * (scales[output] ?? 0) * (plain[output] ?? 0);
  }

  #makeRoom(count: number): void {
    if (this.#packedRows + count > MAX_SUMMED_ROWS) this.#unpack();
    this.#packedRows += count;
    this.#rowCount += count;
  }

  #unpack(): void {
    unpackSum(this.#packed, this.#packedRows, this.#plain);
    this.#packed.fill(0);
    this.#packedRows = 0;
  }
}
