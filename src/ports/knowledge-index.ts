import type { Audience } from "../domain/channel.ts";
import type { RetrievedPassage } from "../domain/knowledge.ts";

export interface RetrievalRequest {
  readonly tenantId: string;
  readonly query: string;
  /** Decides which articles may be used; filtered before anything is ranked. */
  readonly audience: Audience;
  readonly limit: number;
}

export interface Retrieval {
  readonly passages: readonly RetrievedPassage[];
  /** 0..1 that the passages hold an answer; decision at 0.5. */
  readonly answerability: number;
  /** What was searched: the part of the query that the passages answer best, without courtesy and temper. */
  readonly asked?: string;
}

export interface KnowledgeStatus {
  readonly articles: number;
  readonly passages: number;
  readonly vectors: number;
  /** `hnsw`: approximate search; `exact`: the native module is missing or the index is being built. */
  readonly vectorSearch: "hnsw" | "exact";
  readonly vectorSearchReason: string;
  readonly embedder: string;
}

/** Finds passages of one tenant. */
export interface KnowledgeIndex {
  retrieve(request: RetrievalRequest, signal?: AbortSignal): Promise<Retrieval>;
  /** Takes up what was added, changed or removed in the store since it was last read. */
  refresh(tenantId: string): Promise<void>;
  status(tenantId: string): Promise<KnowledgeStatus>;
  close(): Promise<void>;
}
