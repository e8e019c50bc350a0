/** Share of pairs (positive, negative) in the right order; equal values count half. 0.5 without both kinds. */
export function areaUnderCurve(values: readonly number[], isPositive: readonly boolean[]): number {
  const order = values.map((_, index) => index).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  let rankSum = 0;
  let positives = 0;
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && values[order[end] ?? 0] === values[order[start] ?? 0]) end++;
    for (let at = start; at < end; at++) {
      if (!isPositive[order[at] ?? 0]) continue;
      positives++;
      rankSum += (start + end + 1) / 2;
    }
    start = end;
  }
  const negatives = order.length - positives;
  if (positives === 0 || negatives === 0) return 0.5;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

export interface Classified<L extends string> {
  readonly truth: L;
  readonly guess: L;
}

export const accuracy = (rows: readonly Classified<string>[]): number =>
  rows.length === 0 ? 0 : rows.filter((row) => row.truth === row.guess).length / rows.length;

/** F1 of each class that occurs. */
export function f1ByClass<L extends string>(rows: readonly Classified<L>[]): ReadonlyMap<L, number> {
  const classes = [...new Set(rows.map((row) => row.truth))].sort();
  return new Map(
    classes.map((label) => {
      const hits = rows.filter((row) => row.truth === label && row.guess === label).length;
      const wanted = rows.filter((row) => row.truth === label).length;
      const given = rows.filter((row) => row.guess === label).length;
      return [label, wanted + given === 0 ? 0 : (2 * hits) / (wanted + given)];
    }),
  );
}

export function macroF1(rows: readonly Classified<string>[]): number {
  const values = [...f1ByClass(rows).values()];
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

/** Mean distance of confidence and hit rate over 15 equal bins (expected calibration error). */
export function calibrationError(
  rows: readonly { readonly confidence: number; readonly isRight: boolean }[],
): number {
  const bins = Array.from({ length: 15 }, () => ({ confidence: 0, right: 0 }));
  for (const row of rows) {
    const bin = bins[Math.min(14, Math.floor(row.confidence * 15))];
    if (bin === undefined) continue;
    bin.confidence += row.confidence;
    bin.right += row.isRight ? 1 : 0;
  }
  return bins.reduce((sum, bin) => sum + Math.abs(bin.confidence - bin.right), 0) / Math.max(1, rows.length);
}

/** Pearson's r; 0 where one side does not vary. */
export function correlation(left: readonly number[], right: readonly number[]): number {
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const [leftMean, rightMean] = [mean(left), mean(right)];
  let both = 0;
  let leftSquare = 0;
  let rightSquare = 0;
  for (const [index, value] of left.entries()) {
    const a = value - leftMean;
    const b = (right[index] ?? 0) - rightMean;
    both += a * b;
    leftSquare += a * a;
    rightSquare += b * b;
  }
  return leftSquare === 0 || rightSquare === 0 ? 0 : both / Math.sqrt(leftSquare * rightSquare);
}
