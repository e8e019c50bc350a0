import { entryFeatures, passageFeatures } from "../answerability/features.ts";
import type { LogisticModel } from "../answerability/logistic.ts";
import type { CollectionKind } from "../models.ts";
import { fuseScores } from "../ranking.ts";
import { createAdam } from "./adam.ts";
import type { TrainingQuery, TrainingSet } from "./collect-features.ts";

const STEPS = 500;
const RATE = 0.03;

export interface AnswerabilityFit {
  readonly decay: number;
  /** 1 would weigh answerable and unanswerable questions alike, 0 as they come in the set. */
  readonly balance: number;
  /** What a wrong answer costs, where a missing one costs 1. */
  readonly wrongCost: number;
}

export const ENTRY_ANSWERABILITY: AnswerabilityFit = { decay: 0.01, balance: 0.7, wrongCost: 1 };
/** Precision first: at 0.5 a wrong answer is dearer than silence. */
export const PASSAGE_ANSWERABILITY: AnswerabilityFit = { decay: 0.1, balance: 1, wrongCost: 1.3 };

export interface ReadQuery {
  readonly values: readonly number[];
  readonly answerable: boolean;
  /** Documents by joined score, best first. */
  readonly order: readonly number[];
}

/** What the answerability model reads of each query of a set, ranked with these weights. */
export function readQueries(
  set: TrainingSet,
  rankingWeights: readonly number[],
  kind: CollectionKind,
): ReadQuery[] {
  return set.queries.map((query) => readQuery(query, set.articles, rankingWeights, kind));
}

function readQuery(
  query: TrainingQuery,
  articles: readonly string[],
  rankingWeights: readonly number[],
  kind: CollectionKind,
): ReadQuery {
  const { features, question, answerable } = query;
  const scores = fuseScores(features, new Float32Array(articles.length), {
    lexical: rankingWeights,
    vectorShare: 0,
  });
  const order = [...scores.keys()].sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b);
  const [topAt = 0] = order;
  const secondAt = order.find((at) => articles[at] !== articles[topAt]) ?? -1;
  const read = kind === "entries" ? entryFeatures : passageFeatures;
  return { values: read({ features, scores, topAt, secondAt, question }), answerable, order };
}

/** Logistic regression over all sets, each weighing alike. */
export function fitAnswerability(
  sets: readonly (readonly ReadQuery[])[],
  fit: AnswerabilityFit,
): LogisticModel {
  const size = sets[0]?.[0]?.values.length ?? 0;
  const rows = sets.flatMap((set) => weighted(set, sets.length, fit));
  const column = (at: number): number[] => rows.map((row) => row.query.values[at] ?? 0);
  const means = Array.from({ length: size }, (_, at) => mean(column(at)));
  const deviations = means.map(
    (center, at) => Math.sqrt(mean(column(at).map((v) => (v - center) ** 2))) || 1,
  );
  const scaled = rows.map((row) => ({
    values: row.query.values.map((value, at) => (value - (means[at] ?? 0)) / (deviations[at] ?? 1)),
    wanted: row.query.answerable ? 1 : 0,
    weight: row.weight,
  }));
  /** The bias is the last entry. */
  const parameters = new Float64Array(size + 1);
  const adam = createAdam(size + 1, RATE);
  for (let step = 0; step < STEPS; step += 1) {
    const gradient = parameters.map((value, at) => (at < size ? fit.decay * value : 0));
    for (const { values, wanted, weight } of scaled) {
      let sum = parameters[size] ?? 0;
      for (let at = 0; at < size; at += 1) sum += (parameters[at] ?? 0) * (values[at] ?? 0);
      const error = weight * (1 / (1 + Math.exp(-sum)) - wanted);
      for (let at = 0; at < size; at += 1) gradient[at] = (gradient[at] ?? 0) + error * (values[at] ?? 0);
      gradient[size] = (gradient[size] ?? 0) + error;
    }
    adam.step(parameters, gradient);
  }
  return {
    means,
    deviations,
    weights: Array.from(parameters.subarray(0, size)),
    bias: parameters[size] ?? 0,
  };
}

function weighted(
  set: readonly ReadQuery[],
  setCount: number,
  { balance, wrongCost }: AnswerabilityFit,
): { query: ReadQuery; weight: number }[] {
  const positives = set.filter((query) => query.answerable).length;
  return set.map((query) => {
    const sameClass = Math.max(1, query.answerable ? positives : set.length - positives);
    const weight = balance * (0.5 / sameClass) + (1 - balance) / set.length;
    const cost = query.answerable ? 1 : wrongCost;
    return { query, weight: (weight * cost * 2) / ((1 + wrongCost) * setCount) };
  });
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
