import { FEATURE_COUNT } from "../lexical/features.ts";
import { createAdam } from "./adam.ts";
import type { TrainingQuery, TrainingSet } from "./collect-features.ts";

const STEPS = 300;
const RATE = 0.1;

export interface RankingFit {
  /** Features that may weigh, from the first on; the others get 0. */
  readonly columns: number;
  readonly decay: number;
}

/** The features that came with passages say nothing of entries that the first fifteen do not (measured: nDCG falls). */
export const ENTRY_RANKING: RankingFit = { columns: 15, decay: 1e-3 };
/** Few questions: weights are held together more. */
export const PASSAGE_RANKING: RankingFit = { columns: FEATURE_COUNT, decay: 1e-2 };

/**
 * Weights of the joined score by listwise softmax regression: the documents that answer shall stand out among all of the
 * set. Sets weigh alike whatever their size. Weights stay at 0 or above and sum to 1.
 */
export function fitRanking(sets: readonly TrainingSet[], fit: RankingFit): number[] {
  const prepared = sets.map((set) => ({
    count: set.articles.length,
    queries: set.queries
      .filter((query) => query.relevant.length > 0)
      .map((query) => ({ values: scaledByLargest(query), relevant: query.relevant })),
  }));
  const weights = new Float64Array(FEATURE_COUNT).fill(1).fill(0, fit.columns);
  const adam = createAdam(FEATURE_COUNT, RATE);
  for (let step = 0; step < STEPS; step += 1) {
    const gradient = weights.map((weight) => fit.decay * weight);
    for (const { count, queries } of prepared) {
      const share = 1 / Math.max(1, queries.length * prepared.length);
      for (const query of queries) addGradient(gradient, query, weights, count, share);
    }
    adam.step(weights, gradient.fill(0, fit.columns));
    for (let at = 0; at < weights.length; at += 1) weights[at] = Math.max(0, weights[at] ?? 0);
  }
  const sum = weights.reduce((total, weight) => total + weight, 0) || 1;
  return Array.from(weights, (weight) => weight / sum);
}

/** Every feature divided by its largest value for this query, as `fuseScores` does it. */
function scaledByLargest({ features }: TrainingQuery): Float32Array {
  const largest = new Float32Array(FEATURE_COUNT);
  for (const [at, value] of features.entries()) {
    largest[at % FEATURE_COUNT] = Math.max(largest[at % FEATURE_COUNT] ?? 0, value);
  }
  return features.map((value, at) => value / ((largest[at % FEATURE_COUNT] ?? 0) || 1));
}

function addGradient(
  gradient: Float64Array,
  query: { values: Float32Array; relevant: readonly number[] },
  weights: Float64Array,
  count: number,
  share: number,
): void {
  const { values } = query;
  const chances = new Float64Array(count);
  let largest = Number.NEGATIVE_INFINITY;
  for (let place = 0; place < count; place += 1) {
    let sum = 0;
    for (let f = 0; f < FEATURE_COUNT; f += 1)
      sum += (weights[f] ?? 0) * (values[place * FEATURE_COUNT + f] ?? 0);
    chances[place] = sum;
    largest = Math.max(largest, sum);
  }
  let total = 0;
  for (let place = 0; place < count; place += 1) {
    chances[place] = Math.exp((chances[place] ?? 0) - largest);
    total += chances[place] ?? 0;
  }
  const wanted = 1 / query.relevant.length;
  for (let place = 0; place < count; place += 1) {
    const error = (chances[place] ?? 0) / total - (query.relevant.includes(place) ? wanted : 0);
    if (Math.abs(error) < 1e-6) continue;
    for (let f = 0; f < FEATURE_COUNT; f += 1) {
      gradient[f] = (gradient[f] ?? 0) + share * error * (values[place * FEATURE_COUNT + f] ?? 0);
    }
  }
}
