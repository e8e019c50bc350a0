import { OUTPUTS } from "./labels.ts";

/**
 * The n-gram weights as bytes, four outputs to a 32-bit number, raised by `LIFT` so that none is negative. Numbers so
 * packed are added half as often as outputs: the bytes of the even outputs and those of the odd ones each lie 16 bits
 * apart, which leaves room for the sum of `MAX_SUMMED_ROWS` rows.
 */
const LIFT = 128;
export const MAX_SUMMED_ROWS = 257;
const QUADS = OUTPUTS / 4;
/** Numbers of one packed row: one more than is used, so that no row lies on two lines of the processor's cache. */
const ROW_STRIDE = 8;
/** Numbers of one packed sum: the even outputs, then the odd ones. */
export const SUM_STRIDE = QUADS * 2;
const LANES = 0x00ff00ff;
const HALF = 0xffff;

export function packRows(table: Int8Array): Int32Array {
  const rowCount = table.length / OUTPUTS;
  const rows = new Int32Array(rowCount * ROW_STRIDE);
  let from = 0;
  for (let row = 0; row < rowCount; row++) {
    for (let quad = 0; quad < QUADS; quad++, from += 4) {
      rows[row * ROW_STRIDE + quad] =
        ((table[from] ?? 0) + LIFT) |
        (((table[from + 1] ?? 0) + LIFT) << 8) |
        (((table[from + 2] ?? 0) + LIFT) << 16) |
        (((table[from + 3] ?? 0) + LIFT) << 24);
    }
  }
  return rows;
}

/** Adds a row `weight` times to the packed sum that begins at `start`. */
export function addPackedRow(
  sums: Int32Array,
  start: number,
  rows: Int32Array,
  row: number,
  weight: number,
): void {
  const from = row * ROW_STRIDE;
  for (let quad = 0; quad < QUADS; quad++) {
    const four = rows[from + quad] ?? 0;
    const even = start + quad;
    const odd = even + QUADS;
    sums[even] = (sums[even] ?? 0) + Math.imul(weight, four & LANES);
    sums[odd] = (sums[odd] ?? 0) + Math.imul(weight, (four >>> 8) & LANES);
  }
}

/** Adds the packed sum of `rowCount` rows to one plain number per output. */
export function unpackSum(sums: Int32Array, rowCount: number, into: Int32Array): void {
  const lifted = LIFT * rowCount;
  for (let quad = 0; quad < QUADS; quad++) {
    const even = sums[quad] ?? 0;
    const odd = sums[QUADS + quad] ?? 0;
    const output = quad * 4;
    into[output] = (into[output] ?? 0) + (even & HALF) - lifted;
    into[output + 1] = (into[output + 1] ?? 0) + (odd & HALF) - lifted;
    into[output + 2] = (into[output + 2] ?? 0) + (even >>> 16) - lifted;
    into[output + 3] = (into[output + 3] ?? 0) + (odd >>> 16) - lifted;
  }
}
