import { z } from "zod";
import { OutsideFault } from "./outside-fault.ts";

/** Texts per request: an answer stays small enough to be parsed without holding up the loop. */
export const EMBED_BATCH = 16;
/** Room for a batch of 3,072 numbers each, written out. */
export const MAX_VECTOR_BYTES = 2 * 1024 * 1024;
/** Longest text sent, in UTF-16 units; passages are shorter. */
const MAX_TEXT_CHARS = 4_000;

const vectorsSchema = z.array(z.array(z.number()));

/** Checks shape, count and dimension, and gives vectors of length 1. Throws an `OutsideFault` for anything else. */
export function parseUnitVectors(answer: unknown, count: number, dimensions: number): Float32Array[] {
  const vectors = vectorsSchema.safeParse(answer).data;
  if (vectors?.length !== count) throw new OutsideFault("unreadable");
  return vectors.map((vector) => {
    if (vector.length !== dimensions) throw new OutsideFault("unreadable");
    const norm = Math.hypot(...vector);
    if (!Number.isFinite(norm) || norm === 0) throw new OutsideFault("unreadable");
    return Float32Array.from(vector, (value) => value / norm);
  });
}

/** Calls `embedBatch` for slices of the texts, in order. */
export async function embedInBatches(
  texts: readonly string[],
  embedBatch: (texts: readonly string[]) => Promise<readonly Float32Array[]>,
): Promise<Float32Array[]> {
  const vectors: Float32Array[] = [];
  for (let start = 0; start < texts.length; start += EMBED_BATCH) {
    const batch = texts.slice(start, start + EMBED_BATCH).map((text) => text.slice(0, MAX_TEXT_CHARS));
    vectors.push(...(await embedBatch(batch)));
  }
  return vectors;
}
