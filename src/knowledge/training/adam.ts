/** Adam (Kingma and Ba 2015) over one dense vector. */
export function createAdam(
  size: number,
  rate: number,
): { step(values: Float64Array, gradient: Float64Array): void } {
  const first = new Float64Array(size);
  const second = new Float64Array(size);
  let time = 0;
  return {
    step(values, gradient) {
      time += 1;
      for (let at = 0; at < size; at += 1) {
        const slope = gradient[at] ?? 0;
        first[at] = 0.9 * (first[at] ?? 0) + 0.1 * slope;
        second[at] = 0.99 * (second[at] ?? 0) + 0.01 * slope * slope;
        const mean = (first[at] ?? 0) / (1 - 0.9 ** time);
        const spread = Math.sqrt((second[at] ?? 0) / (1 - 0.99 ** time));
        values[at] = (values[at] ?? 0) - (rate * mean) / (spread + 1e-8);
      }
    },
  };
}
