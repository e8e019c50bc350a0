import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EMOTIONS, MOODS } from "../../src/domain/emotion.ts";
import { RapportError } from "../../src/domain/errors.ts";
import {
  createHuggingFaceTagger,
  fitToModel,
  parseEmotionScores,
  type TextClassifier,
  withFallbackTagger,
} from "../../src/emotion/hugging-face-tagger.ts";
import type { EmotionTagger } from "../../src/ports/emotion-tagger.ts";

const rows = (scores: Partial<Record<string, number>>) =>
  EMOTIONS.map((label) => ({ label, score: scores[label] ?? 0 }));

/** Answers with `answer`, or throws it when it is an error. */
const classifierThat = (answer: unknown) =>
  ({
    model: "outside",
    async classify(_text, _topK, read) {
      if (answer instanceof Error) throw answer;
      return read(answer);
    },
  }) satisfies TextClassifier;

const tagOf = async (answer: unknown) => {
  const outcome = await createHuggingFaceTagger(classifierThat(answer)).tag("text");
  if (outcome.kind !== "tagged") throw new Error(outcome.code);
  return outcome.tag;
};

describe("what the classifier answers", () => {
  it("is taken in any order and made to sum to 1", () => {
    const scores = parseEmotionScores([rows({ joy: 0.5, anger: 0.49 }).reverse()]);
    expect(Object.keys(scores)).toEqual([...EMOTIONS]);
    expect(EMOTIONS.reduce((sum, label) => sum + scores[label], 0)).toBeCloseTo(1, 10);
  });

  it.each([
    ["a label short", [rows({ joy: 1 }).slice(1)]],
    ["a label twice", [[...rows({ joy: 1 }).slice(1), { label: "joy", score: 0 }]]],
    ["a strange label", [[...rows({ joy: 1 }).slice(1), { label: "calm", score: 0 }]]],
    ["a score above 1", [rows({ joy: 1.2 })]],
    ["a score below 0", [rows({ joy: 1, anger: -0.01 })]],
    ["NaN", [rows({ joy: Number.NaN })]],
    ["null", [rows({ joy: 1 }).map((row) => ({ ...row, score: null }))]],
    ["no distribution", [rows({ joy: 0.2 })]],
    ["two texts' answers", [rows({ joy: 1 }), rows({ joy: 1 })]],
    ["words", "joy"],
    ["nothing", undefined],
  ])("is refused with %s", async (_what, answer) => {
    const outcome = await createHuggingFaceTagger(classifierThat(answer)).tag("text");
    expect(outcome.kind).toBe("unavailable");
  });

  it("never gives a value out of range, whatever it is", async () => {
    const odd = fc.oneof(
      fc.anything(),
      fc.array(fc.record({ label: fc.constantFrom(...EMOTIONS, "x"), score: fc.double() }), { maxLength: 9 }),
      fc
        .array(fc.double({ min: 0.001, max: 1, noNaN: true }), { minLength: 7, maxLength: 7 })
        .map((weights) => {
          const sum = weights.reduce((total, weight) => total + weight, 0);
          return [EMOTIONS.map((label, position) => ({ label, score: (weights[position] ?? 0) / sum }))];
        }),
    );
    await fc.assert(
      fc.asyncProperty(odd, async (answer) => {
        const outcome = await createHuggingFaceTagger(classifierThat(answer)).tag("text");
        if (outcome.kind === "unavailable") return;
        const { tag } = outcome;
        for (const label of EMOTIONS) expect(tag.scores[label]).toBeGreaterThanOrEqual(0);
        expect(EMOTIONS.reduce((sum, label) => sum + tag.scores[label], 0)).toBeCloseTo(1, 6);
        expect(Math.abs(tag.sentiment)).toBeLessThanOrEqual(1);
        expect(tag.risk).toBeGreaterThanOrEqual(0);
        expect(tag.risk).toBeLessThanOrEqual(1);
        expect(MOODS).toContain(tag.mood);
      }),
      { numRuns: 300 },
    );
  });
});

describe("mood, sentiment and risk", () => {
  it.each([
    [{ anger: 0.9, neutral: 0.1 }, "angry"],
    [{ anger: 0.5, neutral: 0.5 }, "neutral"],
    [{ anger: 0.55, neutral: 0.45 }, "frustrated"],
    [{ disgust: 1 }, "frustrated"],
    [{ fear: 1 }, "confused"],
    [{ surprise: 1 }, "confused"],
    [{ sadness: 1 }, "disappointed"],
    [{ joy: 1 }, "happy"],
    [{ joy: 0.5, surprise: 0.45, neutral: 0.05 }, "satisfied"],
    [{ neutral: 1 }, "neutral"],
  ])("%j reads as %s", async (scores, mood) => {
    expect((await tagOf([rows(scores)])).mood).toBe(mood);
  });

  it("an angry text stands below a glad one and is the riskier", async () => {
    const angry = await tagOf([rows({ anger: 0.8, neutral: 0.2 })]);
    const glad = await tagOf([rows({ joy: 0.8, neutral: 0.2 })]);
    expect(angry.sentiment).toBeCloseTo(-0.8);
    expect(glad.sentiment).toBeCloseTo(0.8);
    expect(angry.risk).toBeGreaterThan(glad.risk);
  });
});

describe("a text too long for the model", () => {
  it("keeps its end and breaks no character", () => {
    expect(fitToModel("short")).toBe("short");
    expect(fitToModel(`${"a ".repeat(2_000)}end`)).toMatch(/^[a ]{1190,1200}end$/);
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 3_000 }), (text) => {
        const fitted = fitToModel(text);
        return text.endsWith(fitted) && !/^[\uDC00-\uDFFF]/.test(fitted) && fitted.length <= 1_201;
      }),
      { numRuns: 50 },
    );
  });
});

describe("with the embedded tagger behind it", () => {
  const embedded = {
    model: "embedded",
    modelVersion: "3",
    async tag() {
      const scores = parseEmotionScores([rows({ neutral: 1 })]);
      return {
        kind: "tagged" as const,
        tag: {
          scores,
          sentiment: 0,
          mood: "neutral" as const,
          risk: 0,
          model: "embedded",
          modelVersion: "3",
        },
      };
    },
  } satisfies EmotionTagger;

  it("the outside one reads while it can", async () => {
    const tagger = withFallbackTagger(createHuggingFaceTagger(classifierThat([rows({ joy: 1 })])), embedded);
    expect(await tagger.tag("text")).toMatchObject({ kind: "tagged", tag: { model: "outside" } });
  });

  it.each([
    ["down", new RapportError("emotion.deadline", "late", "wait")],
    ["talking rubbish", { label: "joy" }],
  ])("the embedded one reads when it is %s, and the tag says so", async (_what, answer) => {
    const tagger = withFallbackTagger(createHuggingFaceTagger(classifierThat(answer)), embedded);
    expect(await tagger.tag("text")).toMatchObject({
      kind: "tagged",
      tag: { model: "embedded", modelVersion: "3" },
    });
  });
});
