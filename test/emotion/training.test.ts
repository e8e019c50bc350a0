import { describe, expect, it } from "vitest";
import { topEmotion } from "../../src/domain/emotion.ts";
import { scoresOf } from "../../src/emotion/interpret.ts";
import { emotionMask } from "../../src/emotion/labels.ts";
import { parseLexicon } from "../../src/emotion/lexicon.ts";
import { MessageReader } from "../../src/emotion/reader.ts";
import type { Example } from "../../src/emotion/training/corpora.ts";
import { toErrors } from "../../src/emotion/training/gradient.ts";
import { learn, prepare } from "../../src/emotion/training/learn.ts";

const LEXICON = Buffer.from("good\t3\t2\nbad\t-3\t-2\n");
const SAID = [
  ["joy", "good morning, this is lovely"],
  ["anger", "bad again, I am furious with you"],
  ["fear", "help, I dread the dark"],
  ["neutral", "the invoice is of monday"],
] as const;
const EXAMPLES: readonly Example[] = Array.from({ length: 15 }, () => SAID)
  .flat()
  .map(([emotion, text]) => ({
    text,
    mask: emotionMask(emotion),
    isExact: false,
    weight: 1,
    corpus: 0,
    row: null,
  }));

const lessons = prepare(EXAMPLES, parseLexicon(LEXICON.toString("utf8")), LEXICON);
const learnt = (): ReturnType<typeof learn> =>
  learn(lessons, Int32Array.from(EXAMPLES.keys()), () => undefined);

describe("training", () => {
  it("gives the same bytes each time, and both halves learn what they are shown", () => {
    const first = learnt();
    const second = learnt();
    expect(second.manifest).toEqual(first.manifest);
    expect(second.manifest.netSha256).toMatch(/^[0-9a-f]{64}$/);
    const reader = new MessageReader(first);
    for (const factors of [
      { grams: 1, net: 1e-9 },
      { grams: 1e-9, net: 1 },
    ]) {
      for (const [emotion, text] of SAID)
        expect(topEmotion(scoresOf(reader.read(text), { ...first.manifest, factors })), text).toBe(emotion);
    }
  });

  it("moves no probability in sum, and towards the labels that hold", () => {
    for (const [emotion] of SAID) {
      const mask = emotionMask(emotion);
      for (const isExact of [true, false]) {
        const errors = new Float64Array(28).map((_, output) => Math.sin(output));
        const loss = toErrors(errors, { text: "", mask, isExact, weight: 2, corpus: 0, row: null });
        expect(loss).toBeGreaterThan(0);
        expect(errors.reduce((sum, error) => sum + error, 0)).toBeCloseTo(0, 9);
        const wanted = errors.reduce((sum, error, output) => sum + ((mask >> output) & 1 ? error : 0), 0);
        expect(wanted).toBeLessThan(0);
      }
    }
  });
});
