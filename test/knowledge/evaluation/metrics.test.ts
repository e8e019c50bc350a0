import { describe, expect, it } from "vitest";
import { logisticScore } from "../../../src/knowledge/answerability/logistic.ts";
import { auroc, type JudgedQuery, retrievalMetrics } from "../../../src/knowledge/evaluation/metrics.ts";
import { ENTRY_ANSWERABILITY, fitAnswerability } from "../../../src/knowledge/training/fit-answerability.ts";

const query = (ranked: string[], relevant: string[], answerability: number): JudgedQuery => ({
  ranked,
  relevant,
  answerable: relevant.length > 0,
  answerability,
});

describe("figures", () => {
  it("agree with those worked out by hand", () => {
    const figures = retrievalMetrics([
      query(["a", "b", "c"], ["b"], 0.9),
      query(["a", "b", "c"], ["a"], 0.4),
      query(["a", "b", "c"], [], 0.2),
    ]);
    expect(figures.ndcgAt10).toBeCloseTo((1 / Math.log2(3) + 1) / 2, 10);
    expect(figures).toMatchObject({
      recallAt1: 0.5,
      recallAt10: 1,
      mrrAt10: 0.75,
      auroc: 1,
      withRelevant: 2,
    });
    expect(figures.macroF1).toBeCloseTo((2 / 3 + 2 / 3) / 2, 10);
  });

  it("count ties half and have no AUROC of one class", () => {
    const item = (score: number, isPositive: boolean) => ({ score, isPositive });
    expect(auroc([item(0.5, true), item(0.5, false)])).toBe(0.5);
    expect(auroc([item(0.1, true), item(0.5, false)])).toBe(0);
    expect(auroc([item(0.1, true)])).toBeNull();
  });
});

describe("the answerability model", () => {
  it("learns what separates the classes", () => {
    const values = (closeness: number): number[] => [closeness, closeness ** 2, 0, closeness, 0.3, 0.5];
    const read = Array.from({ length: 100 }, (_, at) => ({
      values: values(at / 100),
      answerable: at >= 50,
      order: [],
    }));
    const model = fitAnswerability([read], ENTRY_ANSWERABILITY);
    expect(logisticScore(model, values(0.95))).toBeGreaterThan(0.8);
    expect(logisticScore(model, values(0.05))).toBeLessThan(0.2);
  });
});
