/** Draws 0..count-1, the first most often: the n-th as often as 1 / n^exponent; 0 draws all alike. */
export function zipfDraw(count: number, exponent: number, draw: () => number): () => number {
  const sums = new Float64Array(count);
  let sum = 0;
  for (let index = 0; index < count; index += 1) {
    sum += 1 / (index + 1) ** exponent;
    sums[index] = sum;
  }
  return () => {
    const wanted = draw() * sum;
    let low = 0;
    let high = count - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sums[middle] ?? 0) < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}
