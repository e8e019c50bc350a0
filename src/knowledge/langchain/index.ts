import type { EmbeddingsInterface } from "@langchain/core/embeddings";
import type { GuardedVectorStore, GuardedVectorStoreOptions } from "./guarded-vector-store.ts";
import type { KnowledgeRetriever, KnowledgeRetrieverOptions } from "./knowledge-retriever.ts";

/** Loads LangChain when it is first asked for. */
export async function createKnowledgeRetriever(
  options: KnowledgeRetrieverOptions,
): Promise<KnowledgeRetriever> {
  const module = await import("./knowledge-retriever.ts");
  return new module.KnowledgeRetriever(options);
}

/** Loads LangChain when it is first asked for. */
export async function createGuardedVectorStore(
  embeddings: EmbeddingsInterface,
  options: GuardedVectorStoreOptions,
): Promise<GuardedVectorStore> {
  const module = await import("./guarded-vector-store.ts");
  return new module.GuardedVectorStore(embeddings, options);
}
