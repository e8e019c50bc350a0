import { describe, expect, it } from "vitest";
import { HnswIndex } from "../../../src/knowledge/vector/hnsw-index.ts";
import { loadHnswLibrary } from "../../../src/knowledge/vector/hnsw-library.ts";
import { UnitMatrix } from "../../../src/knowledge/vector/unit-matrix.ts";
import { randomVectors } from "./random-vectors.ts";

const outcome = await loadHnswLibrary();

describe.skipIf(outcome.kind === "missing")("the shell around hnswlib", () => {
  const open = (dimensions = 16): HnswIndex => {
    if (outcome.kind === "missing") throw new Error(outcome.reason);
    return HnswIndex.create(outcome.library, dimensions);
  };

  it("refuses every vector that would abort the process or blind the graph", () => {
    const index = open(4);
    const bad: Float32Array[] = [
      Float32Array.of(1, 2, Number.NaN, 4),
      Float32Array.of(1, 2, Number.POSITIVE_INFINITY, 4),
      new Float32Array(4),
      Float32Array.of(1, 2, 3),
      JSON.parse('[1, null, "x", 2]'),
    ];
    for (const vector of bad) {
      expect(() => index.add(0, vector)).toThrow(expect.objectContaining({ code: "embedder.bad-vector" }));
      expect(() => index.search(vector, 3)).toThrow(expect.objectContaining({ code: "embedder.bad-vector" }));
    }
    expect(index.size).toBe(0);
  });

  it("refuses labels that hnswlib would wrap", () => {
    const index = open(2);
    for (const label of [-1, 2 ** 32, 2 ** 40, 0.5, Number.NaN]) {
      expect(() => index.add(label, Float32Array.of(1, 0))).toThrow(RangeError);
    }
  });

  it("grows past its first capacity and agrees with exact search", async () => {
    const index = open();
    const matrix = new UnitMatrix(16);
    const vectors = randomVectors(600, 16);
    for (const [label, vector] of vectors.entries()) {
      index.add(label, vector);
      matrix.put(label, vector);
    }
    let found = 0;
    for (const query of randomVectors(40, 16, 7)) {
      const exact = new Set((await matrix.search(query, 10)).map((hit) => hit.label));
      found += index.search(query, 10).filter((hit) => exact.has(hit.label)).length;
    }
    expect(found / 400).toBeGreaterThan(0.97);
  });

  it("never gives a removed point, takes a double removal calmly, and says when to compact", () => {
    const index = open();
    const vectors = randomVectors(100, 16);
    for (const [label, vector] of vectors.entries()) index.add(label, vector);
    for (let label = 0; label < 30; label += 1) expect(index.remove(label)).toBe(true);
    expect(index.remove(3)).toBe(false);
    expect(index.remove(999)).toBe(false);
    const hits = index.search(vectors[3] ?? new Float32Array(16), 1000);
    expect(hits).toHaveLength(70);
    expect(hits.every((hit) => hit.label >= 30)).toBe(true);
    expect(index.needsCompaction).toBe(true);
  });

  it("finds nothing in an empty graph", () => {
    expect(open(2).search(Float32Array.of(1, 0), 5)).toEqual([]);
  });
});

describe("exact search", () => {
  it("is ordered, stable and free of removed rows", async () => {
    const matrix = new UnitMatrix(2);
    matrix.put(5, Float32Array.of(1, 0));
    matrix.put(6, Float32Array.of(2, 0));
    matrix.put(7, Float32Array.of(0, 3));
    expect((await matrix.search(Float32Array.of(1, 0), 9)).map((hit) => hit.label)).toEqual([5, 6, 7]);
    expect(matrix.remove(5)).toBe(true);
    expect(matrix.remove(5)).toBe(false);
    expect((await matrix.search(Float32Array.of(0, 1), 1)).map((hit) => hit.label)).toEqual([7]);
    expect(() => matrix.put(6, Float32Array.of(1, 1))).toThrow(RangeError);
  });
});
