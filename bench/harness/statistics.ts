/** What one contender showed in one round; a void round says why it does not count. */
export type Round =
  | { readonly kind: "valid"; readonly figures: Readonly<Record<string, number>> }
  | { readonly kind: "void"; readonly reason: string };

export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
  /** Rounds that counted. */
  readonly rounds: number;
}

/** Middle of the values, or the mean of the two middle ones; NaN without any. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  if (sorted.length % 2 === 1) return upper;
  return ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** The smallest value that at least `share` (0..1) of the values do not exceed; NaN without any. */
export function percentile(values: ArrayLike<number>, share: number): number {
  const sorted = Float64Array.from(values).sort();
  const rank = Math.max(1, Math.ceil(share * sorted.length));
  return sorted[rank - 1] ?? Number.NaN;
}

/** Rise of the straight line that lies nearest to the points; 0 without two different places. */
export function slopeOf(points: readonly { readonly x: number; readonly y: number }[]): number {
  const meanX = points.reduce((sum, { x }) => sum + x, 0) / points.length;
  const meanY = points.reduce((sum, { y }) => sum + y, 0) / points.length;
  const spread = points.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0);
  return spread > 0 ? points.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0) / spread : 0;
}

/** `null` when nothing counted. */
export function spreadOf(values: readonly number[]): Spread | null {
  const known = values.filter((value) => Number.isFinite(value));
  if (known.length === 0) return null;
  return {
    median: median(known),
    least: Math.min(...known),
    most: Math.max(...known),
    rounds: known.length,
  };
}

export const valuesOf = (rounds: readonly Round[], figure: string): readonly number[] =>
  rounds.map((round) => (round.kind === "valid" ? (round.figures[figure] ?? Number.NaN) : Number.NaN));

/**
 * `ours / theirs`, round by round: both stood under the same load of the machine then. A round that is void for
 * either of them has no ratio.
 */
export function ratioPerRound(
  ours: readonly Round[],
  theirs: readonly Round[],
  figure: string,
): readonly number[] {
  const ourValues = valuesOf(ours, figure);
  const theirValues = valuesOf(theirs, figure);
  return ourValues
    .map((value, round) => value / (theirValues[round] ?? Number.NaN))
    .filter((ratio) => Number.isFinite(ratio));
}

/** `ours - theirs`, round by round. */
export function differencePerRound(
  ours: readonly Round[],
  theirs: readonly Round[],
  figure: string,
): readonly number[] {
  const theirValues = valuesOf(theirs, figure);
  return valuesOf(ours, figure)
    .map((value, round) => value - (theirValues[round] ?? Number.NaN))
    .filter((difference) => Number.isFinite(difference));
}

export type Bound = { readonly atMost: number } | { readonly atLeast: number };

/** Whether a value keeps a bound that was loosened by `slack` (1 leaves it as it is). */
export const keeps = (value: number, bound: Bound, slack: number): boolean =>
  "atMost" in bound ? value <= bound.atMost * slack : value >= bound.atLeast / slack;
