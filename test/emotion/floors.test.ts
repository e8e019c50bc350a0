import { describe, expect, it } from "vitest";
import { loadEmotionReader } from "../../src/emotion/embedded-tagger.ts";
import { evaluate } from "../../src/emotion/training/evaluate.ts";

/** The folder of the data named in models/README.md; the data are not part of the repository. */
const DATA = process.env.RAPPORT_EMOTION_DATA ?? "";

describe.skipIf(DATA === "")("on the development data the model", () => {
  it("keeps its floors", { timeout: 60_000 }, async () => {
    const lines = [...evaluate(DATA, await loadEmotionReader())];
    const figure = (start: string, name: string): number => {
      const line = lines.find((said) => said.startsWith(start) && said.includes(name)) ?? "";
      return Number(new RegExp(`${name} (\\d\\.\\d+)`).exec(line)?.[1] ?? Number.NaN);
    };
    expect(figure("goemotions.dev", "accuracy")).toBeGreaterThanOrEqual(0.671);
    expect(figure("goemotions.dev", "macro-F1")).toBeGreaterThanOrEqual(0.58);
    expect(figure("goemotions.dev", "ECE")).toBeLessThanOrEqual(0.03);
    expect(figure("goemotions.dev", "risk AUC")).toBeGreaterThanOrEqual(0.892);
    expect(figure("airline.dev", "risk AUC")).toBeGreaterThanOrEqual(0.845);
    expect(figure("emobank.dev", "sentiment r")).toBeGreaterThanOrEqual(0.5);
  });
});
