import { createHash } from "node:crypto";
import { join } from "node:path";
import type { RetrievedPassage } from "../domain/knowledge.ts";
import type { Embedder } from "../ports/embedder.ts";
import type {
  KnowledgeIndex,
  KnowledgeStatus,
  Retrieval,
  RetrievalRequest,
} from "../ports/knowledge-index.ts";
import type { PassageStore } from "../ports/passage-store.ts";
import { type KnowledgeModels, loadKnowledgeModels } from "./models.ts";
import { type RankedCandidate, searchTenant } from "./search-tenant.ts";
import { TenantIndex } from "./tenant-index.ts";
import { HnswFile } from "./vector/hnsw-file.ts";
import { createNgramProjection } from "./vector/ngram-projection.ts";

export interface KnowledgeIndexOptions {
  readonly store: PassageStore;
  /** A model that reads meaning; without one the n-gram projection stands in. */
  readonly embedder?: Embedder | null;
  /** Share of the vector leg in the joined score when a model is configured, 0..1. */
  readonly vectorShare?: number;
  /** Folder for the graphs' files; `null` keeps them in memory. */
  readonly folder: string | null;
  readonly models?: KnowledgeModels;
}

/** With a real model both legs weigh alike until a measurement on the company's own questions says otherwise. */
const DEFAULT_VECTOR_SHARE = 0.5;
/** The projection brings candidates; in the score the lexical features already say all it knows (measured). */
const PROJECTION_SHARE = 0;

/** A `KnowledgeIndex`, and the two doors that measuring and tests need. */
export interface EmbeddedKnowledgeIndex extends KnowledgeIndex {
  /** All candidates of a query, best first, with what the answer was decided from. */
  rank(request: RetrievalRequest, signal?: AbortSignal): Promise<RankedRetrieval>;
  /** Resolves when no graph of this tenant is being built any more. */
  settled(tenantId: string): Promise<void>;
}

export interface RankedRetrieval {
  readonly candidates: readonly RankedCandidate[];
  readonly answerability: number;
  /** The part of the query that was searched. */
  readonly asked: string;
}

/** Lexical ensemble and vector index over the passages of a store. Throws `knowledge.model-missing`. */
export async function createKnowledgeIndex(options: KnowledgeIndexOptions): Promise<EmbeddedKnowledgeIndex> {
  const models = options.models ?? (await loadKnowledgeModels());
  const embedder = options.embedder ?? createNgramProjection(models.background);
  const vectorShare = options.embedder ? (options.vectorShare ?? DEFAULT_VECTOR_SHARE) : PROJECTION_SHARE;
  const tenants = new Map<string, Promise<TenantIndex>>();

  const open = async (tenantId: string): Promise<TenantIndex> => {
    const index = new TenantIndex({
      tenantId,
      store: options.store,
      embedder,
      models,
      fileFor: (partition) => fileFor(options.folder, tenantId, partition),
    });
    await index.refresh();
    return index;
  };
  const tenant = (tenantId: string): Promise<TenantIndex> => {
    const known = tenants.get(tenantId);
    if (known) return known;
    const opening = open(tenantId).catch((error: unknown) => {
      tenants.delete(tenantId);
      throw error;
    });
    tenants.set(tenantId, opening);
    return opening;
  };
  const rank = async (request: RetrievalRequest, signal?: AbortSignal): Promise<RankedRetrieval> => {
    const index = await tenant(request.tenantId);
    return searchTenant({ index, embedder, models, vectorShare }, request, signal);
  };

  return {
    rank,
    async retrieve(request, signal): Promise<Retrieval> {
      const index = await tenant(request.tenantId);
      const { candidates, answerability, asked } = await rank(request, signal);
      const passages = candidates.flatMap((candidate): RetrievedPassage[] => {
        const stored = index.stored(candidate.passageId);
        /** Looked at once more: it may have become private while the search ran. */
        const isReadable = request.audience !== "public" || stored?.passage.visibility === "public";
        return stored && isReadable ? [{ ...stored, similarity: candidate.similarity }] : [];
      });
      return { passages: passages.slice(0, request.limit), answerability, asked };
    },
    async refresh(tenantId) {
      const isNew = !tenants.has(tenantId);
      const index = await tenant(tenantId);
      if (!isNew) await index.refresh();
    },
    async settled(tenantId) {
      await (await tenant(tenantId)).settled();
    },
    status: async (tenantId) => statusOf(await tenant(tenantId), embedder),
    async close() {
      const all = await Promise.allSettled(tenants.values());
      tenants.clear();
      await Promise.all(all.map((one) => (one.status === "fulfilled" ? one.value.close() : undefined)));
    },
  };
}

/** Tenant ids are ours, but a file name is made of a hash all the same: nothing to escape, nothing to collide. */
function fileFor(folder: string | null, tenantId: string, partition: "public" | "private"): HnswFile | null {
  if (folder === null) return null;
  const name = createHash("sha256").update(tenantId).digest("hex").slice(0, 32);
  return new HnswFile(join(folder, name), partition);
}

function statusOf(index: TenantIndex, embedder: Embedder): KnowledgeStatus {
  const partitions = index.partitionsFor("staff");
  const lagging = partitions.find(
    (partition) => partition.state.search === "exact" && partition.vectorCount > 0,
  );
  const fault = index.embedderFault;
  return {
    articles: index.articleCount,
    passages: index.passageCount,
    vectors: partitions.reduce((sum, partition) => sum + partition.vectorCount, 0),
    vectorSearch: lagging || partitions.every(({ state }) => state.search === "exact") ? "exact" : "hnsw",
    vectorSearchReason: fault
      ? `the embedder did not answer (${fault}); search goes on by words`
      : ((lagging ?? partitions[0])?.state.reason ?? ""),
    embedder: embedder.id,
  };
}
