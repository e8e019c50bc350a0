const HIGHEST_STEP = 127;

/** Rows of `columns` weights as steps of -127..127 with one scale per column, from its largest weight. */
export function quantise(
  weights: Float32Array,
  columns: number,
): { readonly table: Int8Array; readonly scales: number[] } {
  const scales = new Array<number>(columns).fill(1e-9);
  for (let index = 0; index < weights.length; index++) {
    const column = index % columns;
    scales[column] = Math.max(scales[column] ?? 0, Math.abs(weights[index] ?? 0) / HIGHEST_STEP);
  }
  const table = new Int8Array(weights.length);
  for (let index = 0; index < weights.length; index++)
    table[index] = Math.round((weights[index] ?? 0) / (scales[index % columns] ?? 1));
  return { table, scales };
}
