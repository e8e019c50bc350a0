import { OUTPUTS } from "../labels.ts";
import { NET_ROWS } from "../rows.ts";
import {
  DENSE_SIZE,
  FILTERS,
  FROM_FILTERS,
  FROM_MEAN,
  KERNEL,
  KERNEL_BIAS,
  KERNEL_ROWS,
  MAX_NET_TOKENS,
  NEIGHBOURS,
  WIDTH,
} from "../word-net.ts";
import type { NetToken } from "./list-tokens.ts";
import type { Random } from "./random.ts";

/** Shares left out at random while learning, 0..1. */
export interface NetDropout {
  readonly words: number;
  readonly grams: number;
  readonly filters: number;
}

const FIRST_SPREAD = 0.1;
const ALL = 2 ** 32;

/** The word net while it learns: reads one example forwards, then spreads the errors of its outputs backwards. */
export class WordNetLearner {
  readonly table = new Float32Array(NET_ROWS * WIDTH);
  readonly dense = new Float64Array(DENSE_SIZE);
  /** Summed since the last step of the dense parameters. */
  readonly gradient = new Float64Array(DENSE_SIZE);
  readonly outputs = new Float64Array(OUTPUTS);
  readonly #history = new Float64Array(NET_ROWS).fill(1);
  readonly #random: Random;
  readonly #dropout: NetDropout;
  readonly #rows: number[][] = Array.from({ length: MAX_NET_TOKENS }, () => []);
  readonly #vectors = new Float64Array(MAX_NET_TOKENS * WIDTH);
  readonly #vectorErrors = new Float64Array(MAX_NET_TOKENS * WIDTH);
  readonly #products = new Float64Array(MAX_NET_TOKENS * KERNEL_ROWS);
  readonly #mean = new Float64Array(WIDTH);
  readonly #strongest = new Float64Array(FILTERS);
  /** Where each filter was strongest; -1 where it was silent or left out. */
  readonly #places = new Int32Array(FILTERS);
  #length = 0;

  constructor(random: Random, dropout: NetDropout) {
    this.#random = random;
    this.#dropout = dropout;
    const spread = (bound: number): number => ((random.next() / ALL) * 2 - 1) * bound;
    for (let at = 0; at < this.table.length; at++) this.table[at] = spread(FIRST_SPREAD);
    for (let at = KERNEL; at < KERNEL_BIAS; at++)
      this.dense[at] = spread(Math.sqrt(3 / (NEIGHBOURS * WIDTH)));
    for (let at = FROM_FILTERS; at < DENSE_SIZE; at++) this.dense[at] = spread(FIRST_SPREAD);
  }

  /** Fills `outputs`. */
  readForwards(tokens: readonly NetToken[]): void {
    this.#length = tokens.length;
    this.#mean.fill(0);
    for (const [at, token] of tokens.entries()) {
      this.#pickRows(at, token);
      this.#addUp(at);
      this.#multiply(at);
    }
    const scale = 1 / Math.sqrt(Math.max(1, tokens.length));
    this.outputs.fill(0);
    for (let column = 0; column < WIDTH; column++) {
      const mean = (this.#mean[column] ?? 0) * scale;
      this.#mean[column] = mean;
      this.#addOutputs(mean, FROM_MEAN + column * OUTPUTS);
    }
    for (let filter = 0; filter < FILTERS; filter++) {
      this.#findPlace(filter);
      if ((this.#places[filter] ?? -1) < 0) continue;
      if (this.#isDropped(this.#dropout.filters)) this.#places[filter] = -1;
      else
        this.#addOutputs((this.#strongest[filter] ?? 0) * this.#keptScale(), FROM_FILTERS + filter * OUTPUTS);
    }
  }

  /** Adds to `gradient` and moves the rows of the words; `rate` is that of the rows. */
  learnBackwards(errors: Float64Array, rate: number): void {
    const used = this.#length * WIDTH;
    this.#vectorErrors.fill(0, 0, used);
    const scale = 1 / Math.sqrt(Math.max(1, this.#length));
    for (let column = 0; column < WIDTH; column++) {
      const back = scale * this.#backThrough(errors, this.#mean[column] ?? 0, FROM_MEAN + column * OUTPUTS);
      for (let at = column; at < used; at += WIDTH)
        this.#vectorErrors[at] = (this.#vectorErrors[at] ?? 0) + back;
    }
    const kept = this.#keptScale();
    for (let filter = 0; filter < FILTERS; filter++) {
      const place = this.#places[filter] ?? -1;
      if (place < 0) continue;
      const start = FROM_FILTERS + filter * OUTPUTS;
      const back = kept * this.#backThrough(errors, (this.#strongest[filter] ?? 0) * kept, start);
      this.gradient[KERNEL_BIAS + filter] = (this.gradient[KERNEL_BIAS + filter] ?? 0) + back;
      for (let neighbour = 0; neighbour < NEIGHBOURS; neighbour++) {
        const at = place + neighbour - 1;
        if (at >= 0 && at < this.#length) this.#backToVector(back, neighbour * FILTERS + filter, at);
      }
    }
    for (let at = 0; at < this.#length; at++) this.#moveRows(at, rate);
  }

  #isDropped(share: number): boolean {
    return this.#random.next() < share * ALL;
  }

  #keptScale(): number {
    return 1 / (1 - this.#dropout.filters);
  }

  #pickRows(at: number, token: NetToken): void {
    const rows = this.#rows[at] ?? [];
    rows.length = 0;
    if (this.#isDropped(this.#dropout.words)) return;
    for (const row of token.named) rows.push(row);
    for (const row of token.hashed) if (!this.#isDropped(this.#dropout.grams)) rows.push(row);
  }

  #addUp(at: number): void {
    const rows = this.#rows[at] ?? [];
    const start = at * WIDTH;
    const { table } = this;
    const vectors = this.#vectors;
    vectors.fill(0, start, start + WIDTH);
    for (const row of rows) {
      const from = row * WIDTH;
      for (let column = 0; column < WIDTH; column++)
        vectors[start + column] = (vectors[start + column] ?? 0) + (table[from + column] ?? 0);
    }
    const scale = rows.length === 0 ? 0 : 1 / Math.sqrt(rows.length);
    for (let column = 0; column < WIDTH; column++) {
      const value = (vectors[start + column] ?? 0) * scale;
      vectors[start + column] = value;
      this.#mean[column] = (this.#mean[column] ?? 0) + value;
    }
  }

  #multiply(at: number): void {
    const { dense } = this;
    const vectors = this.#vectors;
    const products = this.#products;
    const start = at * KERNEL_ROWS;
    if (this.#rows[at]?.length === 0) {
      products.fill(0, start, start + KERNEL_ROWS);
      return;
    }
    const from = at * WIDTH;
    // Four rows at a time: this loop is most of the training, and four sums wait less than one.
    for (let row = 0; row < KERNEL_ROWS; row += 4) {
      const kernel = KERNEL + row * WIDTH;
      let first = 0;
      let second = 0;
      let third = 0;
      let fourth = 0;
      for (let column = 0; column < WIDTH; column++) {
        const value = vectors[from + column] ?? 0;
        const place = kernel + column;
        first += value * (dense[place] ?? 0);
        second += value * (dense[place + WIDTH] ?? 0);
        third += value * (dense[place + 2 * WIDTH] ?? 0);
        fourth += value * (dense[place + 3 * WIDTH] ?? 0);
      }
      products[start + row] = first;
      products[start + row + 1] = second;
      products[start + row + 2] = third;
      products[start + row + 3] = fourth;
    }
  }

  #findPlace(filter: number): void {
    const products = this.#products;
    const bias = this.dense[KERNEL_BIAS + filter] ?? 0;
    let highest = 0;
    let place = -1;
    for (let at = 0; at < this.#length; at++) {
      const here = at * KERNEL_ROWS + filter;
      let value = bias + (products[here + FILTERS] ?? 0);
      if (at > 0) value += products[here - KERNEL_ROWS] ?? 0;
      if (at + 1 < this.#length) value += products[here + KERNEL_ROWS + (NEIGHBOURS - 1) * FILTERS] ?? 0;
      if (value <= highest) continue;
      highest = value;
      place = at;
    }
    this.#strongest[filter] = highest;
    this.#places[filter] = place;
  }

  #addOutputs(factor: number, start: number): void {
    const { dense, outputs } = this;
    for (let output = 0; output < OUTPUTS; output++)
      outputs[output] = (outputs[output] ?? 0) + factor * (dense[start + output] ?? 0);
  }

  /** The error of an input that was multiplied with the row at `start`. */
  #backThrough(errors: Float64Array, input: number, start: number): number {
    const { dense, gradient } = this;
    let back = 0;
    for (let output = 0; output < OUTPUTS; output++) {
      const error = errors[output] ?? 0;
      back += error * (dense[start + output] ?? 0);
      gradient[start + output] = (gradient[start + output] ?? 0) + error * input;
    }
    return back;
  }

  #backToVector(back: number, kernelRow: number, at: number): void {
    const { dense, gradient } = this;
    const vectors = this.#vectors;
    const errors = this.#vectorErrors;
    const kernel = KERNEL + kernelRow * WIDTH;
    const start = at * WIDTH;
    for (let column = 0; column < WIDTH; column++) {
      errors[start + column] = (errors[start + column] ?? 0) + back * (dense[kernel + column] ?? 0);
      gradient[kernel + column] = (gradient[kernel + column] ?? 0) + back * (vectors[start + column] ?? 0);
    }
  }

  /** AdaGrad, one accumulator per row. */
  #moveRows(at: number, rate: number): void {
    const rows = this.#rows[at] ?? [];
    if (rows.length === 0) return;
    const { table } = this;
    const errors = this.#vectorErrors;
    const start = at * WIDTH;
    const scale = 1 / Math.sqrt(rows.length);
    let square = 0;
    for (let column = 0; column < WIDTH; column++) square += ((errors[start + column] ?? 0) * scale) ** 2;
    for (const row of rows) {
      const sum = (this.#history[row] ?? 0) + square / WIDTH;
      this.#history[row] = sum;
      const move = (rate * scale) / Math.sqrt(sum);
      const from = row * WIDTH;
      for (let column = 0; column < WIDTH; column++)
        table[from + column] = (table[from + column] ?? 0) - move * (errors[start + column] ?? 0);
    }
  }
}
