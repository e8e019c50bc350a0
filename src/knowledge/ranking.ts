import { FEATURE_COUNT } from "./lexical/features.ts";

/** Weights of the joined score: `lexical` sums to 1 and is spread over the features in their order. */
export interface RankingWeights {
  readonly lexical: readonly number[];
  /** Share of the vector leg, 0..1; the lexical leg has the rest. */
  readonly vectorShare: number;
}

/**
 * Joins raw scores: each feature is divided by its largest value among the candidates, then weighed and added. Ranks would
 * lose what tells an answerable question from another. Gives 0..1 by candidate.
 */
export function fuseScores(
  features: Float32Array,
  vectorScores: Float32Array,
  weights: RankingWeights,
): Float32Array {
  const count = vectorScores.length;
  const fused = new Float32Array(count);
  const addColumn = (values: Float32Array, stride: number, column: number, weight: number): void => {
    let max = 0;
    for (let at = 0; at < count; at += 1) max = Math.max(max, values[at * stride + column] ?? 0);
    if (max <= 0 || weight === 0) return;
    for (let at = 0; at < count; at += 1) {
      fused[at] = (fused[at] ?? 0) + (weight * Math.max(0, values[at * stride + column] ?? 0)) / max;
    }
  };
  for (let column = 0; column < FEATURE_COUNT; column += 1) {
    const weight = (weights.lexical[column] ?? 0) * (1 - weights.vectorShare);
    addColumn(features, FEATURE_COUNT, column, weight);
  }
  addColumn(vectorScores, 1, 0, weights.vectorShare);
  return fused;
}
