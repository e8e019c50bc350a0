import { OUTPUTS } from "./labels.ts";
import type { Token } from "./token.ts";
import {
  FILTERS,
  FROM_FILTERS,
  hashedNetRows,
  KERNEL,
  KERNEL_BIAS,
  KERNEL_ROWS,
  MAX_NET_TOKENS,
  NEIGHBOURS,
  namedNetRows,
  WIDTH,
} from "./word-net.ts";
import type { HashedWord } from "./words.ts";

/** Constants of this file in its inner loops: where imports are getters (tests), they would take most of the time. */
const [COLUMNS, FILTER_COUNT, OUTPUT_COUNT] = [WIDTH, FILTERS, OUTPUTS];
const [LAST_NEIGHBOUR, ALL_PRODUCTS] = [(NEIGHBOURS - 1) * FILTERS, KERNEL_ROWS];

/** The learnt part of the word net. */
export interface NetWeights {
  /** `NET_ROWS` rows of `COLUMNS` steps each. */
  readonly table: Int8Array;
  /** What one step is worth, by column. */
  readonly scales: readonly number[];
  /** `DENSE_SIZE` parameters. */
  readonly dense: Float32Array;
}

/** What is kept of a word, so that a known word costs additions only: its products with the kernel, then its vector. */
export const NET_STRIDE = ALL_PRODUCTS + COLUMNS;

/** Multiplies a token with the kernel once and for all; the result goes `into` the numbers from `start` on. */
export function describeForNet(
  token: Token,
  word: HashedWord,
  { table, scales, dense }: NetWeights,
  into: Float32Array,
  start: number,
): void {
  const rows = [...namedNetRows(token, word), ...hashedNetRows(word)];
  const vector = into.subarray(start + ALL_PRODUCTS, start + NET_STRIDE);
  for (let column = 0; column < COLUMNS; column++) {
    let sum = 0;
    for (const row of rows) sum += table[row * COLUMNS + column] ?? 0;
    vector[column] = (sum * (scales[column] ?? 0)) / Math.sqrt(rows.length);
  }
  // Four rows at a time: four sums wait less than one.
  for (let at = 0; at < ALL_PRODUCTS; at += 4) {
    let first = 0;
    let second = 0;
    let third = 0;
    let fourth = 0;
    for (let column = 0; column < COLUMNS; column++) {
      const value = vector[column] ?? 0;
      const place = KERNEL + at * COLUMNS + column;
      first += value * (dense[place] ?? 0);
      second += value * (dense[place + COLUMNS] ?? 0);
      third += value * (dense[place + 2 * COLUMNS] ?? 0);
      fourth += value * (dense[place + 3 * COLUMNS] ?? 0);
    }
    into[start + at] = first;
    into[start + at + 1] = second;
    into[start + at + 2] = third;
    into[start + at + 3] = fourth;
  }
}

/** A word that is kept, and where. */
interface Placed {
  readonly slot: number;
}

/** Reads the words of one text, in order; one per reader, used again for each text. Outputs come without bias. */
export class NetSums {
  /** Numbers of the known words, `NET_STRIDE` a slot. */
  readonly #known: Float32Array;
  readonly #silent: number;
  readonly #biases: Float32Array;
  /** The rows that the outputs add up: one a filter, then one a column of the mean. */
  readonly #outputRows: Float64Array;
  readonly #strongest = new Float64Array(FILTER_COUNT);
  readonly #sums = new Float64Array(COLUMNS);
  /** What is not silent: how strong it is, and where its row starts. */
  readonly #factors = new Float64Array(FILTER_COUNT + COLUMNS);
  readonly #starts = new Int32Array(FILTER_COUNT + COLUMNS);

  /** `silentSlot` is the place of zeros. */
  constructor(known: Float32Array, silentSlot: number, dense: Float32Array) {
    this.#known = known;
    this.#silent = silentSlot * NET_STRIDE;
    this.#biases = dense.slice(KERNEL_BIAS, KERNEL_BIAS + FILTER_COUNT);
    this.#outputRows = Float64Array.from(dense.subarray(FROM_FILTERS));
  }

  outputs(words: readonly Placed[], into: Float64Array): void {
    this.#strongest.fill(0);
    this.#sums.fill(0);
    const count = Math.min(MAX_NET_TOKENS, words.length);
    let before = this.#silent;
    let here = this.#startOf(words[0]);
    for (let at = 0; at < count; at++) {
      const next = at + 1 < count ? this.#startOf(words[at + 1]) : this.#silent;
      this.#passFilters(before, here, next);
      this.#addVector(here + ALL_PRODUCTS);
      before = here;
      here = next;
    }
    this.#addRows(this.#listFactors(1 / Math.sqrt(Math.max(1, count))), into);
  }

  #startOf(word: Placed | undefined): number {
    return word === undefined ? this.#silent : word.slot * NET_STRIDE;
  }

  #addVector(start: number): void {
    const sums = this.#sums;
    const known = this.#known;
    for (let column = 0; column < COLUMNS; column++)
      sums[column] = (sums[column] ?? 0) + (known[start + column] ?? 0);
  }

  /** Raises each filter to its value at this word, where that is higher than before and than 0. */
  #passFilters(before: number, here: number, next: number): void {
    const known = this.#known;
    const strongest = this.#strongest;
    const biases = this.#biases;
    for (let filter = 0; filter < FILTER_COUNT; filter++) {
      const value =
        (biases[filter] ?? 0) +
        (known[here + FILTER_COUNT + filter] ?? 0) +
        (known[before + filter] ?? 0) +
        (known[next + LAST_NEIGHBOUR + filter] ?? 0);
      if (value > (strongest[filter] ?? 0)) strongest[filter] = value;
    }
  }

  /** Gives how many there are. */
  #listFactors(meanScale: number): number {
    let count = 0;
    for (let filter = 0; filter < FILTER_COUNT; filter++) {
      const factor = this.#strongest[filter] ?? 0;
      if (factor === 0) continue;
      this.#factors[count] = factor;
      this.#starts[count++] = filter * OUTPUT_COUNT;
    }
    for (let column = 0; column < COLUMNS; column++) {
      this.#factors[count] = (this.#sums[column] ?? 0) * meanScale;
      this.#starts[count++] = (FILTER_COUNT + column) * OUTPUT_COUNT;
    }
    return count;
  }

  /** Four outputs at a time, for the same reason as above. The order of the rows is part of the result. */
  #addRows(count: number, into: Float64Array): void {
    const factors = this.#factors;
    const starts = this.#starts;
    const rows = this.#outputRows;
    for (let output = 0; output < OUTPUT_COUNT; output += 4) {
      let first = 0;
      let second = 0;
      let third = 0;
      let fourth = 0;
      for (let at = 0; at < count; at++) {
        const factor = factors[at] ?? 0;
        const place = (starts[at] ?? 0) + output;
        first += factor * (rows[place] ?? 0);
        second += factor * (rows[place + 1] ?? 0);
        third += factor * (rows[place + 2] ?? 0);
        fourth += factor * (rows[place + 3] ?? 0);
      }
      into[output] = first;
      into[output + 1] = second;
      into[output + 2] = third;
      into[output + 3] = fourth;
    }
  }
}
