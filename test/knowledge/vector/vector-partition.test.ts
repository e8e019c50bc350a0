import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { HnswFile, probe } from "../../../src/knowledge/vector/hnsw-file.ts";
import { HnswIndex } from "../../../src/knowledge/vector/hnsw-index.ts";
import { loadHnswLibrary } from "../../../src/knowledge/vector/hnsw-library.ts";
import { VectorPartition } from "../../../src/knowledge/vector/vector-partition.ts";
import { randomVectors } from "./random-vectors.ts";

const DIMENSIONS = 12;
const outcome = await loadHnswLibrary();
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "rapport-hnsw-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const openPartition = (embedderId = "e1", dimensions = DIMENSIONS): VectorPartition =>
  new VectorPartition({ dimensions, embedderId, file: new HnswFile(folder, "public") });

/** A closed partition with 40 passages of two vectors each, saved. */
async function savedPartition(): Promise<Float32Array[]> {
  const vectors = randomVectors(80, DIMENSIONS);
  const partition = openPartition();
  for (let at = 0; at < 40; at += 1) partition.put(`p${at}`, `hash${at}`, vectors.slice(at * 2, at * 2 + 2));
  partition.catchUp();
  await partition.close();
  return vectors;
}

const graphFile = async (): Promise<string> => {
  const files = (await readdir(folder)).filter((file) => file.endsWith(".hnsw")).sort();
  return join(folder, files.at(-1) ?? "none");
};

describe("a partition", () => {
  it("searches exactly until the graph stands, then by the graph, with the same answer", async () => {
    const vectors = randomVectors(50, DIMENSIONS);
    const partition = new VectorPartition({ dimensions: DIMENSIONS, embedderId: "e1", file: null });
    for (const [at, vector] of vectors.entries()) partition.put(`p${at}`, "", [vector]);
    expect(partition.state.search).toBe("exact");
    const query = vectors[9] ?? new Float32Array(DIMENSIONS);
    const exact = await partition.search(query, 5);
    partition.catchUp();
    await partition.settled();
    if (outcome.kind === "loaded") expect(partition.state.search).toBe("hnsw");
    const found = await partition.search(query, 5);
    expect(found.map((hit) => hit.label)).toEqual(exact.map((hit) => hit.label));
    expect(partition.passageOf(found[0]?.label ?? -1)).toBe("p9");
  });

  it("stores nothing of a passage with one bad vector, and keeps its old label space clean", () => {
    const partition = new VectorPartition({ dimensions: 2, embedderId: "e1", file: null });
    const vectors = [Float32Array.of(1, 0), Float32Array.of(Number.NaN, 0)];
    expect(() => partition.put("p", "", vectors)).toThrow();
    expect(partition.vectorCount).toBe(0);
    expect(partition.contentHashOf("p")).toBeUndefined();
  });

  it("forgets removed and replaced passages at once, also while the graph lags", async () => {
    const [first, second] = [Float32Array.of(1, 0), Float32Array.of(0, 1)];
    const partition = new VectorPartition({ dimensions: 2, embedderId: "e1", file: null });
    partition.put("a", "1", [first]);
    partition.put("b", "1", [first]);
    partition.catchUp();
    await partition.settled();
    partition.put("a", "2", [second]);
    partition.remove("b");
    const owners = async (): Promise<(string | undefined)[]> =>
      (await partition.search(first, 9)).map((hit) => partition.passageOf(hit.label));
    expect(await owners()).toEqual(["a"]);
    partition.catchUp();
    await partition.settled();
    expect(await owners()).toEqual(["a"]);
    expect(partition.similarities("a", second)).toEqual([1]);
  });

  it("compacts after many removals and goes on finding the rest", async () => {
    const vectors = randomVectors(120, DIMENSIONS);
    const partition = new VectorPartition({ dimensions: DIMENSIONS, embedderId: "e1", file: null });
    for (const [at, vector] of vectors.entries()) partition.put(`p${at}`, "", [vector]);
    partition.catchUp();
    await partition.settled();
    for (let at = 0; at < 60; at += 1) partition.remove(`p${at}`);
    for (let round = 0; round < 2; round += 1) {
      partition.catchUp();
      await partition.settled();
    }
    const hits = await partition.search(vectors[100] ?? new Float32Array(DIMENSIONS), 60);
    expect(hits).toHaveLength(60);
    expect(partition.passageOf(hits[0]?.label ?? -1)).toBe("p100");
  });
});

describe.skipIf(outcome.kind === "missing")("the file", () => {
  it("brings back every vector, and the passages it knows by content hash", async () => {
    const vectors = await savedPartition();
    const again = openPartition();
    expect((await again.restore()).get("p7")).toBe("hash7");
    expect(again.vectorCount).toBe(80);
    expect(again.state.search).toBe("hnsw");
    const [hit] = await again.search(vectors[14] ?? new Float32Array(DIMENSIONS), 1);
    expect(again.passageOf(hit?.label ?? -1)).toBe("p7");
    again.put("new", "h", [vectors[0] ?? new Float32Array(DIMENSIONS)]);
    again.catchUp();
    await again.close();
    expect((await openPartition().restore()).size).toBe(41);
  });

  it.each([
    ["truncated", async (file: string) => truncate(file, 500)],
    ["empty", async (file: string) => truncate(file, 0)],
    ["gone", async (file: string) => rm(file)],
    ["garbage", async (file: string) => writeFile(file, "x".repeat(4000))],
    [
      "of the right length with flipped bytes",
      async (file: string) => {
        const bytes = await readFile(file);
        for (let at = 200; at < 400; at += 1) bytes[at] = (bytes[at] ?? 0) ^ 0xff;
        await writeFile(file, bytes);
      },
    ],
  ])("that is %s is not used, and the index is built anew", async (_what, damage) => {
    const vectors = await savedPartition();
    await damage(await graphFile());
    const again = openPartition();
    expect((await again.restore()).size).toBe(0);
    expect(again.state).toMatchObject({ search: "exact", reason: expect.stringContaining("being built") });
    again.put("p", "h", [vectors[0] ?? new Float32Array(DIMENSIONS)]);
    again.catchUp();
    await again.close();
    expect((await openPartition().restore()).size).toBe(1);
  });

  it.each([
    ["another embedder", "e2", DIMENSIONS],
    ["another dimension", "e1", DIMENSIONS + 1],
  ])("of %s is not used", async (reason, embedderId, dimensions) => {
    await savedPartition();
    const other = openPartition(embedderId, dimensions);
    expect((await other.restore()).size).toBe(0);
    expect(other.state.reason).toContain(reason);
  });

  it("with a damaged manifest is not used", async () => {
    await savedPartition();
    await writeFile(join(folder, "public.json"), '{"format":1');
    expect((await openPartition().restore()).size).toBe(0);
  });

  it("that was being written when the process died leaves the old one in force", async () => {
    await savedPartition();
    await writeFile(join(folder, "public.2.hnsw.part"), "half a graph");
    await writeFile(join(folder, "public.json.part"), "half a manifest");
    expect((await openPartition().restore()).size).toBe(40);
  });

  it("keeps two generations and no leavings", async () => {
    for (let round = 0; round < 4; round += 1) await savedPartition();
    const files = await readdir(folder);
    expect(files.filter((file) => file.endsWith(".hnsw"))).toEqual(["public.3.hnsw", "public.4.hnsw"]);
    expect(files.some((file) => file.endsWith(".part"))).toBe(false);
  });

  it("that cannot be written is an error with a cure, and never a silent success", async () => {
    if (outcome.kind === "missing") return;
    const index = HnswIndex.create(outcome.library, 2);
    index.add(0, Float32Array.of(1, 0));
    const blocked = join(folder, "a-file");
    await writeFile(blocked, "");
    const save = new HnswFile(blocked, "x").save(index, { embedder: "e", nextLabel: 1, passages: [] });
    await expect(save).rejects.toMatchObject({ code: "knowledge.index-not-saved" });
  });

  it("is tried in a child process, which may die of it", async () => {
    await savedPartition();
    const file = await graphFile();
    expect(await probe(file, DIMENSIONS, 80)).toBe(true);
    expect(await probe(file, DIMENSIONS, 81)).toBe(false);
    const bytes = await readFile(file);
    bytes.fill(0xee, 96 + 40, bytes.length - 200);
    await writeFile(file, bytes);
    expect(await probe(file, DIMENSIONS, 80)).toBe(false);
  });
});
