/** Saves a growing index over and over, and tells each generation that is in force. Killed by scenario K2. */

import { HnswFile } from "../../../src/knowledge/vector/hnsw-file.ts";
import { HnswIndex } from "../../../src/knowledge/vector/hnsw-index.ts";
import { loadHnswLibrary } from "../../../src/knowledge/vector/hnsw-library.ts";
import { seededRandom } from "./random.ts";

export const SAVED_EMBEDDER = "rig";
export const SAVED_DIMENSIONS = 32;
const VECTORS_A_SAVE = 200;

/** Length 1, and the same for the same label. */
export function vectorOf(label: number): Float32Array {
  const random = seededRandom(label);
  const values = Float32Array.from({ length: SAVED_DIMENSIONS }, () => random() - 0.5);
  const length = Math.hypot(...values);
  return values.map((value) => value / length);
}

async function saveForEver(folder: string): Promise<void> {
  const outcome = await loadHnswLibrary();
  if (outcome.kind === "missing") throw new Error(outcome.reason);
  const file = new HnswFile(folder, "public");
  const before = await file.load(outcome.library, { dimensions: SAVED_DIMENSIONS, embedder: SAVED_EMBEDDER });
  const index = before.kind === "loaded" ? before.index : HnswIndex.create(outcome.library, SAVED_DIMENSIONS);
  let next = before.kind === "loaded" ? before.manifest.nextLabel : 0;
  for (;;) {
    for (const end = next + VECTORS_A_SAVE; next < end; next += 1) index.add(next, vectorOf(next));
    process.send?.({ saving: next });
    const passages = Array.from({ length: next }, (_, label): [string, string, number[]] => [
      `p${label}`,
      `h${label}`,
      [label],
    ]);
    await file.save(index, { embedder: SAVED_EMBEDDER, nextLabel: next, passages });
    process.send?.({ saved: next });
  }
}

const [, , folder] = process.argv;
if (folder !== undefined && process.send !== undefined && process.argv[1]?.endsWith("index-saver.ts"))
  saveForEver(folder).catch((fault: unknown) => {
    process.stderr.write(`${String(fault)}\n`);
    process.exit(1);
  });
