/** A logistic model over standardised features. */
export interface LogisticModel {
  readonly means: readonly number[];
  readonly deviations: readonly number[];
  readonly weights: readonly number[];
  readonly bias: number;
}

/** Probability 0..1. `values` has one entry per weight. */
export function logisticScore(model: LogisticModel, values: readonly number[]): number {
  let sum = model.bias;
  for (const [at, weight] of model.weights.entries()) {
    sum += (weight * ((values[at] ?? 0) - (model.means[at] ?? 0))) / (model.deviations[at] || 1);
  }
  return 1 / (1 + Math.exp(-sum));
}
