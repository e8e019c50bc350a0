import type { CallbackManagerForRetrieverRun } from "@langchain/core/callbacks/manager";
import { Document } from "@langchain/core/documents";
import { BaseRetriever } from "@langchain/core/retrievers";
import type { Audience } from "../../domain/channel.ts";
import type { RetrievedPassage } from "../../domain/knowledge.ts";
import type { KnowledgeIndex } from "../../ports/knowledge-index.ts";
import { citationOf } from "../answer/citation.ts";

export interface KnowledgeRetrieverOptions {
  readonly index: KnowledgeIndex;
  readonly tenantId: string;
  /** Fixed when the retriever is made, so that no prompt can widen it. */
  readonly audience: Audience;
  readonly limit?: number;
}

/** What a LangChain chain finds in a document's metadata. */
export interface PassageMetadata extends Record<string, unknown> {
  readonly passageId: string;
  readonly articleId: string;
  readonly title: string;
  readonly heading: string | null;
  readonly pageLabel: string | null;
  readonly url: string | null;
  readonly similarity: number;
  /** 0..1 for the whole query. */
  readonly answerability: number;
}

const DEFAULT_LIMIT = 6;

/** The knowledge index as a LangChain retriever: one tenant, one audience. */
export class KnowledgeRetriever extends BaseRetriever<PassageMetadata> {
  static override lc_name(): string {
    return "KnowledgeRetriever";
  }
  override lc_namespace = ["rapport", "retrievers"];
  readonly #options: KnowledgeRetrieverOptions;

  constructor(options: KnowledgeRetrieverOptions) {
    super();
    this.#options = options;
  }

  override async _getRelevantDocuments(
    query: string,
    _runManager?: CallbackManagerForRetrieverRun,
  ): Promise<Document<PassageMetadata>[]> {
    const { index, tenantId, audience, limit = DEFAULT_LIMIT } = this.#options;
    const retrieval = await index.retrieve({ tenantId, query, audience, limit });
    return retrieval.passages.map((retrieved) => documentOf(retrieved, retrieval.answerability));
  }
}

function documentOf(retrieved: RetrievedPassage, answerability: number): Document<PassageMetadata> {
  const metadata = { ...citationOf(retrieved), similarity: retrieved.similarity, answerability };
  return new Document({ id: retrieved.passage.id, pageContent: retrieved.passage.text, metadata });
}
