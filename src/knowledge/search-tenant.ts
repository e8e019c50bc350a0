import type { Embedder } from "../ports/embedder.ts";
import type { RetrievalRequest } from "../ports/knowledge-index.ts";
import { lexicalCandidates } from "./lexical/candidates.ts";
import { FEATURE_COUNT, PassageScorer } from "./lexical/features.ts";
import type { LexicalIndex } from "./lexical/lexical-index.ts";
import { prepareQuery, type Query } from "./lexical/query.ts";
import { type KnowledgeModels, readAnswerability } from "./models.ts";
import { askableParts } from "./question/askable-parts.ts";
import { fuseScores } from "./ranking.ts";
import type { TenantIndex } from "./tenant-index.ts";
import { isUsableVector } from "./vector/check-vector.ts";

/** Up to this many readable passages all are scored; beyond, only candidates are. */
const SCORE_ALL_UP_TO = 120;
const LEXICAL_CANDIDATES = 60;
/** Units asked of the vector index; several may belong to one passage. */
const VECTOR_UNITS = 40;
/** Questions longer than this are cut: nobody reads a pasted log into a search. */
const MAX_QUERY_CHARS = 2000;

export interface SearchContext {
  readonly index: TenantIndex;
  readonly embedder: Embedder;
  readonly models: KnowledgeModels;
  readonly vectorShare: number;
}

export interface RankedCandidate {
  readonly passageId: string;
  readonly articleId: string;
  /** 0..1, comparable within one query. */
  readonly similarity: number;
}

export interface TenantSearch {
  readonly candidates: readonly RankedCandidate[];
  /** 0..1. */
  readonly answerability: number;
  /** What was searched. */
  readonly asked: string;
}

/** A sentence alone must do better than the whole message by this share: the whole says more about what is meant. */
const PART_SHARE = 0.95;

/**
 * Ranks what the audience may read. In articles under headings a message of many sentences is searched as a whole and by
 * sentence, and the search that is answered best counts. A query without words finds nothing.
 */
export async function searchTenant(
  context: SearchContext,
  request: Pick<RetrievalRequest, "query" | "audience">,
  signal?: AbortSignal,
): Promise<TenantSearch> {
  const text = request.query.slice(0, MAX_QUERY_CHARS);
  const [whole = text, ...parts] = context.index.kind === "passages" ? askableParts(text) : [text];
  let best = await searchPart(context, whole, request.audience, signal);
  let toBeat = best.answerability;
  for (const part of parts) {
    const found = await searchPart(context, part, request.audience, signal);
    if (found.answerability * PART_SHARE <= toBeat) continue;
    best = found;
    toBeat = found.answerability * PART_SHARE;
  }
  return best;
}

async function searchPart(
  context: SearchContext,
  asked: string,
  audience: RetrievalRequest["audience"],
  signal?: AbortSignal,
): Promise<TenantSearch> {
  const { index, models } = context;
  const { lexical, kind } = index;
  const query = prepareQuery(asked, lexical);
  if (query.terms.length === 0) return { candidates: [], answerability: 0, asked };
  const vector = await queryVector(context, asked, signal);
  const slots = await candidateSlots(context, lexical, query, vector, audience);
  if (slots.length === 0) return { candidates: [], answerability: 0, asked };
  const features = new Float32Array(slots.length * FEATURE_COUNT);
  const vectorScores = new Float32Array(slots.length);
  const scorer = new PassageScorer(lexical, query);
  for (const [at, slot] of slots.entries()) {
    scorer.score(slot, features, at * FEATURE_COUNT);
    if (vector && context.vectorShare > 0)
      vectorScores[at] = vectorScore(context, lexical.idAt(slot), vector);
  }
  const weights = { lexical: models[kind].rankingWeights, vectorShare: vector ? context.vectorShare : 0 };
  const scores = fuseScores(features, vectorScores, weights);
  const order = [...slots.keys()].sort(
    (a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || byId(lexical, slots[a] ?? 0, slots[b] ?? 0),
  );
  const candidates = order.flatMap((at): RankedCandidate[] => {
    const passageId = lexical.idAt(slots[at] ?? 0);
    const articleId = index.stored(passageId)?.passage.articleId;
    return articleId === undefined ? [] : [{ passageId, articleId, similarity: scores[at] ?? 0 }];
  });
  if ((candidates[0]?.similarity ?? 0) <= 0) return { candidates, answerability: 0, asked };
  const secondAt = candidates.findIndex((candidate) => candidate.articleId !== candidates[0]?.articleId);
  const answerability = readAnswerability(kind, models[kind].answerability, {
    features,
    scores,
    topAt: order[0] ?? 0,
    secondAt: secondAt < 0 ? -1 : (order[secondAt] ?? -1),
    question: query,
  });
  return { candidates, answerability, asked };
}

/** Equals are ordered by id, so that the order in which passages came plays no part. */
function byId(lexical: LexicalIndex, a: number, b: number): number {
  const [first, second] = [lexical.idAt(a), lexical.idAt(b)];
  return first < second ? -1 : first > second ? 1 : 0;
}

/** `null` when the embedder cannot answer or the text has no vector: the words alone decide then. */
async function queryVector(
  { embedder }: SearchContext,
  text: string,
  signal?: AbortSignal,
): Promise<Float32Array | null> {
  try {
    const [vector] = await embedder.embed([text], signal);
    return vector && isUsableVector(vector, embedder.dimensions) ? vector : null;
  } catch {
    return null;
  }
}

async function candidateSlots(
  { index }: SearchContext,
  lexical: LexicalIndex,
  query: Query,
  vector: Float32Array | null,
  audience: RetrievalRequest["audience"],
): Promise<number[]> {
  const accepts = (slot: number): boolean => {
    const record = lexical.recordAt(slot);
    return record !== null && (audience !== "public" || record.isPublic);
  };
  if (lexical.size <= SCORE_ALL_UP_TO) {
    return Array.from({ length: lexical.slotCount }, (_, slot) => slot).filter(accepts);
  }
  const slots = new Set(lexicalCandidates(query, lexical, LEXICAL_CANDIDATES, accepts));
  if (vector) {
    for (const partition of index.partitionsFor(audience)) {
      for (const hit of await partition.search(vector, VECTOR_UNITS)) {
        const slot = lexical.slotOf(partition.passageOf(hit.label) ?? "");
        if (slot !== undefined && accepts(slot)) slots.add(slot);
      }
    }
  }
  return [...slots];
}

/** A passage is as near as its best unit and, a little, its second best. */
function vectorScore({ index }: SearchContext, passageId: string, vector: Float32Array): number {
  const similarities = index.partitionOf(passageId)?.similarities(passageId, vector) ?? [];
  let best = 0;
  let second = 0;
  for (const similarity of similarities) {
    if (similarity > best) {
      second = best;
      best = similarity;
    } else if (similarity > second) second = similarity;
  }
  return 0.8 * best + 0.2 * second;
}
