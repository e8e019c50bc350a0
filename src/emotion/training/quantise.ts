import { OUTPUTS } from "../labels.ts";
import { ROWS } from "../rows.ts";

/** Weights as steps of -127..127 with one scale per output, from its largest weight. */
export function quantise(weights: Float32Array): { readonly table: Int8Array; readonly scales: number[] } {
  const scales = new Array<number>(OUTPUTS).fill(1e-9);
  for (let index = 0; index < weights.length; index++) {
    const output = index % OUTPUTS;
    scales[output] = Math.max(scales[output] ?? 0, Math.abs(weights[index] ?? 0) / 127);
  }
  const table = new Int8Array(ROWS * OUTPUTS);
  for (let index = 0; index < weights.length; index++) {
    table[index] = Math.round((weights[index] ?? 0) / (scales[index % OUTPUTS] ?? 1));
  }
  return { table, scales };
}
