import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { EMOTIONS, MOODS } from "../../src/domain/emotion.ts";
import {
  createEmbeddedTagger,
  loadEmotionReader,
  type ReadEmotion,
} from "../../src/emotion/embedded-tagger.ts";

const MODELS = new URL("../../models/emotion/", import.meta.url);
const MODEL_FILES = ["manifest.json", "weights.bin.gz", "net.bin.gz", "lexicon.tsv"];
let read: ReadEmotion;
beforeAll(async () => {
  read = await loadEmotionReader();
});

function expectSound(text: string): void {
  const { scores, sentiment, mood, risk } = read(text);
  const values = EMOTIONS.map((emotion) => scores[emotion]);
  for (const value of values) {
    expect(value).toBeGreaterThanOrEqual(0);
    expect(value).toBeLessThanOrEqual(1);
  }
  expect(values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 9);
  expect(sentiment).toBeGreaterThanOrEqual(-1);
  expect(sentiment).toBeLessThanOrEqual(1);
  expect(risk).toBeGreaterThanOrEqual(0);
  expect(risk).toBeLessThanOrEqual(1);
  expect(MOODS).toContain(mood);
}

describe("the embedded tagger reads", () => {
  it("fixed messages to four decimals, the same on every machine", async () => {
    const fixed = JSON.parse(await readFile(new URL("fixed-readings.json", import.meta.url), "utf8")) as {
      text: string;
      values: number[];
      mood: string;
    }[];
    expect(fixed.length).toBeGreaterThanOrEqual(12);
    for (const { text, values, mood } of fixed) {
      const tag = read(text);
      const got = [...EMOTIONS.map((emotion) => tag.scores[emotion]), tag.sentiment, tag.risk];
      expect(
        got.map((value) => value.toFixed(4)),
        text,
      ).toEqual(values.map((value) => value.toFixed(4)));
      expect(tag.mood, text).toBe(mood);
    }
  });

  it("any text without failing", () => {
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 300 }), expectSound), { numRuns: 300 });
    fc.assert(fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), expectSound), { numRuns: 200 });
  });

  it("the names of object properties as plain words", () => {
    for (const name of [
      "constructor",
      "__proto__",
      "toString",
      "hasOwnProperty",
      "caller",
      "arguments",
      "valueOf",
    ]) {
      expectSound(name);
      expectSound(`the ${name} of ${name} not ${name}`);
    }
  });

  it("a text of a megabyte at the price of its head", () => {
    const startedAt = performance.now();
    expectSound("I am so very unhappy ".repeat(50_000));
    expectSound("a".repeat(1_000_000));
    expectSound("😡".repeat(500_000));
    expectSound("!?".repeat(500_000));
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });

  it("nothing in a text without words", () => {
    for (const text of ["", " ", "\n\n", "...,", "\u0000"]) expect(read(text).mood).toBe("neutral");
    expect(read("").scores.neutral).toBe(1);
    expect(read("").risk).toBe(0);
  });

  it("more risk in a complaint than in the request beside it", () => {
    const pairs = [
      ["This is the third time I ask and nobody answers.", "Could you tell me where the invoices are?"],
      ["Your support is useless, cancel my subscription.", "How do I cancel a scheduled export?"],
      ["Thanks for nothing.", "Thanks for everything."],
      ["I'm not happy with this.", "I'm happy with this."],
      ["Still waiting for my refund after two weeks!!", "How do refunds work?"],
    ] as const;
    for (const [complaint, request] of pairs)
      expect(read(complaint).risk, complaint).toBeGreaterThan(read(request).risk);
  });
});

describe("the tagger of the port", () => {
  it("does not take code, quotes and links for feelings", async () => {
    const tagger = createEmbeddedTagger();
    const plain = await tagger.tag("Can you look at this?");
    const dressed = await tagger.tag(
      "> I hate you all\nCan you look at this?\n```\nfatal: kill the worst\n```",
    );
    expect(dressed).toEqual(plain);
    expect(plain).toMatchObject({
      kind: "tagged",
      tag: { model: tagger.model, modelVersion: tagger.modelVersion },
    });
  });

  let folder = "";
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function copyModel(): Promise<URL> {
    folder = await mkdtemp(join(tmpdir(), "rapport-model-"));
    for (const name of MODEL_FILES) {
      await copyFile(new URL(name, MODELS), join(folder, name));
    }
    return pathToFileURL(`${folder}/`);
  }

  const damages: readonly (readonly [string, () => Promise<void>])[] = [
    ["missing weights", () => rm(join(folder, "weights.bin.gz"))],
    ["weights that are no archive", () => writeFile(join(folder, "weights.bin.gz"), "not gzip")],
    ["weights cut short", () => writeFile(join(folder, "weights.bin.gz"), gzipSync(Buffer.alloc(100)))],
    ["a missing word net", () => rm(join(folder, "net.bin.gz"))],
    ["a word net of another size", () => writeFile(join(folder, "net.bin.gz"), gzipSync(Buffer.alloc(100)))],
    ["a missing manifest", () => rm(join(folder, "manifest.json"))],
    ["a manifest of another shape", () => writeFile(join(folder, "manifest.json"), '{"model":"other"}')],
    ["a changed lexicon", () => writeFile(join(folder, "lexicon.tsv"), "good\t-5\t-5\n")],
    [
      "one changed weight",
      async () => {
        const table = gunzipSync(await readFile(join(folder, "weights.bin.gz")));
        table[12_345] = (table[12_345] ?? 0) ^ 1;
        await writeFile(join(folder, "weights.bin.gz"), gzipSync(table));
      },
    ],
  ];
  it.each(damages)("refuses %s and says what to do", async (_, damage) => {
    const model = await copyModel();
    await damage();
    await expect(loadEmotionReader(model)).rejects.toMatchObject({
      code: "emotion.weights-damaged",
      cure: expect.stringContaining("npm run train:emotion"),
    });
    expect(await createEmbeddedTagger(model).tag("hello")).toEqual({
      kind: "unavailable",
      code: "emotion.weights-damaged",
    });
  });

  it("is small enough for a repository", async () => {
    const sizes = await Promise.all(
      MODEL_FILES.map(async (name) => (await readFile(new URL(name, MODELS))).length),
    );
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(2 * 1024 * 1024);
  });
});
