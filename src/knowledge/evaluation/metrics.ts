export interface JudgedQuery {
  /** Ranked document ids, best first. */
  readonly ranked: readonly string[];
  readonly relevant: readonly string[];
  readonly answerable: boolean;
  /** 0..1. */
  readonly answerability: number;
}

export interface RetrievalMetrics {
  readonly queries: number;
  readonly withRelevant: number;
  readonly ndcgAt10: number;
  readonly recallAt1: number;
  readonly recallAt10: number;
  readonly mrrAt10: number;
  /** `null` when all queries are answerable, or none is. */
  readonly auroc: number | null;
  /** Mean of the F1 of both classes at 0.5. */
  readonly macroF1: number;
}

const DEPTH = 10;

/** Ranking figures over queries with a relevant document, answerability figures over all. */
export function retrievalMetrics(queries: readonly JudgedQuery[]): RetrievalMetrics {
  const judged = queries.filter((query) => query.relevant.length > 0);
  const mean = (value: (query: JudgedQuery) => number): number =>
    judged.length === 0 ? 0 : judged.reduce((sum, query) => sum + value(query), 0) / judged.length;
  return {
    queries: queries.length,
    withRelevant: judged.length,
    ndcgAt10: mean(ndcg),
    recallAt1: mean((query) => (query.relevant.includes(query.ranked[0] ?? "") ? 1 : 0)),
    recallAt10: mean((query) => hitsIn(query) / Math.min(DEPTH, query.relevant.length)),
    mrrAt10: mean(reciprocalRank),
    auroc: auroc(
      queries.map(({ answerability, answerable }) => ({ score: answerability, isPositive: answerable })),
    ),
    macroF1: macroF1(queries),
  };
}

const hitsIn = (query: JudgedQuery): number =>
  query.ranked.slice(0, DEPTH).filter((id) => query.relevant.includes(id)).length;

function ndcg({ ranked, relevant }: JudgedQuery): number {
  let gain = 0;
  let ideal = 0;
  for (let at = 0; at < DEPTH; at += 1) {
    const discount = 1 / Math.log2(at + 2);
    if (at < relevant.length) ideal += discount;
    const id = ranked[at];
    if (id !== undefined && relevant.includes(id)) gain += discount;
  }
  return ideal === 0 ? 0 : gain / ideal;
}

function reciprocalRank({ ranked, relevant }: JudgedQuery): number {
  const at = ranked.slice(0, DEPTH).findIndex((id) => relevant.includes(id));
  return at < 0 ? 0 : 1 / (at + 1);
}

/** Chance that a positive scores above a negative; ties count half. */
export function auroc(
  items: readonly { readonly score: number; readonly isPositive: boolean }[],
): number | null {
  const positives = items.filter((item) => item.isPositive).length;
  const negatives = items.length - positives;
  if (positives === 0 || negatives === 0) return null;
  const sorted = [...items].sort((a, b) => a.score - b.score);
  let rankSum = 0;
  for (let start = 0; start < sorted.length; ) {
    let end = start;
    while (end < sorted.length && sorted[end]?.score === sorted[start]?.score) end += 1;
    const rank = (start + 1 + end) / 2;
    for (let at = start; at < end; at += 1) if (sorted[at]?.isPositive) rankSum += rank;
    start = end;
  }
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

function macroF1(queries: readonly JudgedQuery[]): number {
  const f1 = (wanted: boolean): number => {
    let both = 0;
    let either = 0;
    for (const { answerable, answerability } of queries) {
      const said = answerability >= 0.5 === wanted;
      const is = answerable === wanted;
      if (said && is) both += 1;
      either += Number(said) + Number(is);
    }
    return either === 0 ? 0 : (2 * both) / either;
  };
  return (f1(true) + f1(false)) / 2;
}
