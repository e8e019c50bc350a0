import { OUTPUTS } from "./labels.ts";
import type { Token } from "./tokenise.ts";
import {
  FILTERS,
  FROM_FILTERS,
  FROM_MEAN,
  hashedNetRows,
  KERNEL,
  KERNEL_BIAS,
  KERNEL_ROWS,
  MAX_NET_TOKENS,
  NEIGHBOURS,
  namedNetRows,
  WIDTH,
} from "./word-net.ts";
import type { WordInfo } from "./words.ts";

/** Constants of this file in its inner loops: where imports are getters (tests), they would take most of the time. */
const [COLUMNS, FILTER_COUNT, OUTPUT_COUNT] = [WIDTH, FILTERS, OUTPUTS];
const [BIAS, LAST_NEIGHBOUR, ALL_PRODUCTS] = [KERNEL_BIAS, (NEIGHBOURS - 1) * FILTERS, KERNEL_ROWS];

/** The learnt part of the word net. */
export interface NetWeights {
  /** `NET_ROWS` rows of `COLUMNS` steps each. */
  readonly table: Int8Array;
  /** What one step is worth, by column. */
  readonly scales: readonly number[];
  /** `DENSE_SIZE` parameters. */
  readonly dense: Float32Array;
}

/** A token multiplied with the kernel once and for all: a known word costs additions only. */
export interface NetWord {
  /** For each place among the neighbours, one value per filter. */
  readonly products: Float32Array;
  readonly vector: Float32Array;
}

export function describeForNet(token: Token, info: WordInfo, { table, scales, dense }: NetWeights): NetWord {
  const rows = [...namedNetRows(token, info), ...hashedNetRows(info)];
  const vector = new Float32Array(COLUMNS);
  for (let column = 0; column < COLUMNS; column++) {
    let sum = 0;
    for (const row of rows) sum += table[row * COLUMNS + column] ?? 0;
    vector[column] = (sum * (scales[column] ?? 0)) / Math.sqrt(rows.length);
  }
  const products = new Float32Array(ALL_PRODUCTS);
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
    products[at] = first;
    products[at + 1] = second;
    products[at + 2] = third;
    products[at + 3] = fourth;
  }
  return { products, vector };
}

/** Reads the words of one text, in order; one per reader, used again for each text. Outputs come without bias. */
export class NetSumming {
  readonly #dense: Float32Array;
  readonly #words: NetWord[] = [];
  readonly #strongest = new Float64Array(FILTER_COUNT);
  readonly #sums = new Float64Array(COLUMNS);

  constructor(dense: Float32Array) {
    this.#dense = dense;
  }

  reset(): void {
    this.#words.length = 0;
  }

  add(word: NetWord): void {
    if (this.#words.length < MAX_NET_TOKENS) this.#words.push(word);
  }

  outputs(): Float64Array {
    const outputs = new Float64Array(OUTPUT_COUNT);
    this.#strongest.fill(0);
    this.#sums.fill(0);
    let before = SILENT;
    for (let at = 0; at < this.#words.length; at++) {
      const word = this.#words[at] ?? SILENT;
      this.#passFilters(word.products, before.products, (this.#words[at + 1] ?? SILENT).products);
      this.#addVector(word.vector);
      before = word;
    }
    for (let filter = 0; filter < FILTER_COUNT; filter++)
      addRow(outputs, this.#strongest[filter] ?? 0, this.#dense, FROM_FILTERS + filter * OUTPUT_COUNT);
    const scale = 1 / Math.sqrt(Math.max(1, this.#words.length));
    for (let column = 0; column < COLUMNS; column++)
      addRow(outputs, (this.#sums[column] ?? 0) * scale, this.#dense, FROM_MEAN + column * OUTPUT_COUNT);
    return outputs;
  }

  #addVector(vector: Float32Array): void {
    const sums = this.#sums;
    for (let column = 0; column < COLUMNS; column++)
      sums[column] = (sums[column] ?? 0) + (vector[column] ?? 0);
  }

  /** Raises each filter to its value at this word, where that is higher than before and than 0. */
  #passFilters(products: Float32Array, left: Float32Array, right: Float32Array): void {
    const strongest = this.#strongest;
    const dense = this.#dense;
    for (let filter = 0; filter < FILTER_COUNT; filter++) {
      const value =
        (dense[BIAS + filter] ?? 0) +
        (products[FILTER_COUNT + filter] ?? 0) +
        (left[filter] ?? 0) +
        (right[LAST_NEIGHBOUR + filter] ?? 0);
      if (value > (strongest[filter] ?? 0)) strongest[filter] = value;
    }
  }
}

/** What stands beside the first and the last word. */
const SILENT: NetWord = { products: new Float32Array(ALL_PRODUCTS), vector: new Float32Array(COLUMNS) };

function addRow(outputs: Float64Array, factor: number, dense: Float32Array, start: number): void {
  if (factor === 0) return;
  for (let output = 0; output < OUTPUT_COUNT; output++)
    outputs[output] = (outputs[output] ?? 0) + factor * (dense[start + output] ?? 0);
}
