import { createHash } from "node:crypto";
import type { Passage } from "../../domain/knowledge.ts";
import type { Embedder } from "../../ports/embedder.ts";
import type { StoredPassage, UnitVectorStore } from "../../ports/passage-store.ts";
import { createBreath } from "../breath.ts";
import { unitTexts } from "../lexical/passage-record.ts";
import { wordsOf } from "../text/tokenise.ts";
import { MAX_PAIR_WORDS } from "../text/units.ts";
import { isUsableVector } from "./check-vector.ts";

/** Texts in one call of the embedder. */
const EMBED_BATCH = 64;

export interface EmbedContext {
  readonly tenantId: string;
  readonly embedder: Embedder;
  readonly vectors: UnitVectorStore | null;
}

/** What the vectors of a passage depend on: equal hash, equal vectors. */
export function vectorHash(passage: Pick<Passage, "headingPath" | "text">): string {
  return createHash("sha256")
    .update(JSON.stringify([passage.headingPath, passage.text]))
    .digest("base64url");
}

/** Title, sentences and short pairs of neighbouring sentences: each gets a vector of its own. */
export function vectorTexts(passage: Pick<Passage, "headingPath" | "text">): string[] {
  const units = unitTexts(passage);
  const texts = units.filter((text) => text.trim().length > 0);
  for (let at = 1; at + 1 < units.length; at += 1) {
    const pair = `${units[at]} ${units[at + 1]}`;
    if (wordsOf(pair).length <= MAX_PAIR_WORDS) texts.push(pair);
  }
  return texts;
}

/**
 * Unit vectors by passage, kept ones first, the rest from the embedder. Vectors that are of no use (no words: zero) are left
 * out. Throws what the embedder throws.
 */
export async function embedPassages(
  context: EmbedContext,
  passages: readonly StoredPassage[],
): Promise<Map<string, readonly Float32Array[]>> {
  const { embedder, tenantId, vectors: kept } = context;
  const ids = passages.map(({ passage }) => passage.id);
  const known = kept && ids.length > 0 ? await kept.get(tenantId, embedder.id, ids) : new Map();
  const result = new Map<string, readonly Float32Array[]>(known);
  const missing = passages.filter(({ passage }) => !result.has(passage.id));
  const fresh = new Map<string, Float32Array[]>();
  const breath = createBreath();
  const jobs: { passageId: string; text: string }[] = [];
  for (const { passage } of missing) {
    for (const text of vectorTexts(passage)) jobs.push({ passageId: passage.id, text });
    await breath.pauseIfDue();
  }
  for (let at = 0; at < jobs.length; at += EMBED_BATCH) {
    const batch = jobs.slice(at, at + EMBED_BATCH);
    const answers = await embedder.embed(batch.map((job) => job.text));
    for (const [place, job] of batch.entries()) {
      const vector = answers[place];
      if (!vector || !isUsableVector(vector, embedder.dimensions)) continue;
      fresh.set(job.passageId, [...(fresh.get(job.passageId) ?? []), vector]);
    }
    await breath.pauseIfDue();
  }
  if (kept && fresh.size > 0) await kept.put(tenantId, embedder.id, fresh);
  for (const [id, own] of fresh) result.set(id, own);
  return result;
}
