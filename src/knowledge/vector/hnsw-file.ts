import { fork } from "node:child_process";
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { RapportError } from "../../domain/errors.ts";
import { HNSW_SPACE, HnswIndex } from "./hnsw-index.ts";
import type { HnswLibrary } from "./hnsw-library.ts";

const FORMAT = 1;
const KEPT_GENERATIONS = 2;
const PROBE_TIMEOUT_MS = 30_000;

const MANIFEST = z.object({
  format: z.literal(FORMAT),
  space: z.literal(HNSW_SPACE),
  dimensions: z.number().int().positive(),
  embedder: z.string(),
  /** hnswlib writes the machine's own layout. */
  machine: z.string(),
  /** Points in the file, deleted ones included. */
  count: z.number().int().nonnegative(),
  bytes: z.number().int().positive(),
  sha256: z.string().length(64),
  generation: z.number().int().positive(),
  nextLabel: z.number().int().nonnegative(),
  deleted: z.array(z.number().int().nonnegative()),
  /** Passage, its content hash, and the labels of its units. */
  passages: z.array(z.tuple([z.string(), z.string(), z.array(z.number().int().nonnegative())])),
});
export type HnswManifest = z.infer<typeof MANIFEST>;

export interface HnswContents {
  readonly embedder: string;
  readonly nextLabel: number;
  readonly passages: HnswManifest["passages"];
}

export type LoadOutcome =
  | {
      readonly kind: "loaded";
      readonly index: HnswIndex;
      readonly manifest: HnswManifest;
      vectorOf(label: number): Float32Array;
    }
  /** There is none, or it is not to be trusted; `reason` names the first fault. */
  | { readonly kind: "unusable"; readonly reason: string };

const MACHINE = async (): Promise<string> => {
  const os = await import("node:os");
  return `${os.platform()}-${os.arch()}-${os.endianness()}`;
};

/**
 * One graph on disk: a cache, never the truth. A new generation is written under its own name, synced, tried in a child
 * process and hashed before the manifest names it, so that a crash at any point leaves the old one in force.
 */
export class HnswFile {
  readonly #folder: string;
  readonly #name: string;

  /** `name` is a plain file name without an ending. */
  constructor(folder: string, name: string) {
    this.#folder = folder;
    this.#name = name;
  }

  #manifestPath(): string {
    return join(this.#folder, `${this.#name}.json`);
  }
  #graphPath(generation: number): string {
    return join(this.#folder, `${this.#name}.${generation}.hnsw`);
  }

  /** Throws `knowledge.index-not-saved`; the old generation then stays in force. */
  async save(index: HnswIndex, contents: HnswContents): Promise<void> {
    try {
      await mkdir(this.#folder, { recursive: true });
      const generation = ((await this.#readManifest())?.generation ?? 0) + 1;
      const aside = `${this.#graphPath(generation)}.part`;
      await index.write(aside);
      await syncFile(aside);
      const count = index.size + index.deletedLabels.length;
      if (!(await probe(aside, index.dimensions, count))) throw new Error("the file written does not load");
      const { size } = await stat(aside);
      const manifest: HnswManifest = {
        format: FORMAT,
        space: HNSW_SPACE,
        dimensions: index.dimensions,
        machine: await MACHINE(),
        count,
        bytes: size,
        sha256: await hashFile(aside),
        generation,
        deleted: [...index.deletedLabels],
        embedder: contents.embedder,
        nextLabel: contents.nextLabel,
        passages: contents.passages,
      };
      await rename(aside, this.#graphPath(generation));
      await writeAside(this.#manifestPath(), JSON.stringify(manifest));
      await syncFolder(this.#folder);
      await this.#dropOldGenerations(generation);
    } catch (cause) {
      throw new RapportError(
        "knowledge.index-not-saved",
        "The vector index could not be written to disk.",
        "Check free space and rights of the data folder; the index is rebuilt at the next start.",
        { cause },
      );
    }
  }

  /** Never throws: whatever is wrong with the file is a reason to rebuild. */
  async load(library: HnswLibrary, expected: { dimensions: number; embedder: string }): Promise<LoadOutcome> {
    try {
      const manifest = await this.#readManifest();
      if (!manifest) return unusable("no index file yet");
      if (manifest.dimensions !== expected.dimensions) return unusable("another dimension");
      if (manifest.embedder !== expected.embedder) return unusable("another embedder");
      if (manifest.machine !== (await MACHINE())) return unusable("written on another kind of machine");
      const path = this.#graphPath(manifest.generation);
      const { size } = await stat(path);
      if (size !== manifest.bytes) return unusable("another size than the manifest says");
      if ((await hashFile(path)) !== manifest.sha256)
        return unusable("another checksum than the manifest says");
      const graph = new library.HierarchicalNSW(HNSW_SPACE, manifest.dimensions);
      await graph.readIndex(path);
      if (graph.getCurrentCount() !== manifest.count) return unusable("another count than the manifest says");
      return {
        kind: "loaded",
        manifest,
        index: HnswIndex.adopt(graph, manifest.dimensions, manifest.deleted),
        vectorOf: (label) => Float32Array.from(graph.getPoint(label)),
      };
    } catch {
      return unusable("the index file cannot be read");
    }
  }

  async remove(): Promise<void> {
    await rm(this.#manifestPath(), { force: true });
    await this.#dropOldGenerations(Number.POSITIVE_INFINITY);
  }

  async #readManifest(): Promise<HnswManifest | null> {
    try {
      return MANIFEST.parse(JSON.parse(await readFile(this.#manifestPath(), "utf8")));
    } catch {
      return null;
    }
  }

  async #dropOldGenerations(current: number): Promise<void> {
    for (const file of await readdir(this.#folder)) {
      if (!file.startsWith(`${this.#name}.`) || !/\.hnsw(\.part)?$/.test(file)) continue;
      const generation = Number(file.slice(this.#name.length + 1).split(".")[0]);
      const isOld = generation <= current - KEPT_GENERATIONS;
      if (isOld || file.endsWith(".part")) await rm(join(this.#folder, file), { force: true });
    }
  }
}

const unusable = (reason: string): LoadOutcome => ({ kind: "unusable", reason });

/** Loads and searches the file in a child process: a damaged graph may crash whoever reads it. */
export function probe(path: string, dimensions: number, count: number): Promise<boolean> {
  const script = fileURLToPath(new URL("./hnsw-probe.mjs", import.meta.url));
  return new Promise((resolve) => {
    const child = fork(script, [path, HNSW_SPACE, String(dimensions), String(count)], {
      execArgv: [],
      stdio: "ignore",
      timeout: PROBE_TIMEOUT_MS,
    });
    child.once("error", () => resolve(false));
    child.once("exit", (code) => resolve(code === 0));
  });
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of createReadStream(path)) hash.update(piece as Buffer);
  return hash.digest("hex");
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, "r+");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A rename lasts only when its folder is on disk; some systems cannot sync a folder and need not. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r").catch(() => null);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}

async function writeAside(path: string, text: string): Promise<void> {
  const aside = `${path}.part`;
  const file = await open(aside, "w");
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(aside, path);
}
