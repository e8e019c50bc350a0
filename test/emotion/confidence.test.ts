import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EMOTIONS, type EmotionScores, topEmotion } from "../../src/domain/emotion.ts";
import { calibrated } from "../../src/emotion/interpret.ts";
import { descend, fitLogistic } from "../../src/emotion/training/fit.ts";

/** Seven shares that make 1 together. */
const scores = fc
  .array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 7, maxLength: 7 })
  .filter((values) => values.some((value) => value > 0.01))
  .map((values): EmotionScores => {
    const total = values.reduce((sum, value) => sum + value, 0);
    const [anger = 0, disgust = 0, fear = 0, joy = 0, neutral = 0, sadness = 0, surprise = 0] = values.map(
      (value) => value / total,
    );
    return { anger, disgust, fear, joy, neutral, sadness, surprise };
  });
const line = fc.record({
  slope: fc.double({ min: 0.1, max: 3, noNaN: true }),
  intercept: fc.double({ min: -3, max: 3, noNaN: true }),
});

describe("the calibration of the scores", () => {
  it("never changes the label, and the scores still make 1", () => {
    fc.assert(
      fc.property(scores, line, (before, fitted) => {
        const after = calibrated(before, fitted);
        expect(topEmotion(after)).toBe(topEmotion(before));
        expect(EMOTIONS.reduce((sum, emotion) => sum + after[emotion], 0)).toBeCloseTo(1, 9);
        for (const emotion of EMOTIONS) expect(after[emotion]).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it("lowers a boastful score to how often it is right", () => {
    const boastful = {
      anger: 0.9,
      disgust: 0.02,
      fear: 0.02,
      joy: 0.02,
      neutral: 0.02,
      sadness: 0.01,
      surprise: 0.01,
    };
    expect(calibrated(boastful, { slope: 0.5, intercept: 0 }).anger).toBeCloseTo(0.75, 6);
    expect(calibrated(boastful, { slope: 1, intercept: 0 }).anger).toBeCloseTo(0.9, 6);
  });
});

describe("what the calibration is fitted with", () => {
  it("finds how often a target is true at each input", () => {
    const inputs: number[] = [];
    const targets: boolean[] = [];
    for (let at = 0; at < 2_000; at++) {
      const input = (at % 41) / 10 - 2;
      inputs.push(input);
      targets.push((at * 0.618) % 1 < 1 / (1 + Math.exp(-(0.7 * input - 0.4))));
    }
    const { slope, intercept } = fitLogistic(inputs, targets);
    expect(slope).toBeCloseTo(0.7, 1);
    expect(intercept).toBeCloseTo(-0.4, 1);
  });

  it("walks down to the lowest loss", () => {
    const found = descend(
      [0, 0],
      [0.5, 0.5, 0.25, 0.1],
      ([a = 0, b = 0]) => (a - 0.75) ** 2 + (b + 0.5) ** 2,
    );
    expect(found[0]).toBeCloseTo(0.75, 1);
    expect(found[1]).toBeCloseTo(-0.5, 1);
  });
});
