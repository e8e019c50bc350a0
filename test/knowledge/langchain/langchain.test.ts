import { Document, type DocumentInterface } from "@langchain/core/documents";
import { BaseRetriever } from "@langchain/core/retrievers";
import { VectorStore } from "@langchain/core/vectorstores";
import { describe, expect, it } from "vitest";
import { createKnowledgeIndex } from "../../../src/knowledge/knowledge-index.ts";
import { EmbedderEmbeddings } from "../../../src/knowledge/langchain/embedder-embeddings.ts";
import {
  createGuardedVectorStore,
  createKnowledgeRetriever,
} from "../../../src/knowledge/langchain/index.ts";
import { NO_BACKGROUND } from "../../../src/knowledge/lexical/background.ts";
import { createNgramProjection } from "../../../src/knowledge/vector/ngram-projection.ts";
import { asPort, MemoryPassageStore } from "../memory-passage-store.ts";

describe("the retriever", () => {
  it("is a LangChain retriever over one tenant and one audience", async () => {
    const store = new MemoryPassageStore();
    store.put(
      "t",
      { id: "a", title: "Refunds", text: "Money back in 14 days.", url: "https://docs.example/r" },
      { id: "b", title: "Refund margin", text: "Refund margin is secret.", visibility: "private" },
    );
    const index = await createKnowledgeIndex({ store: asPort(store), folder: null });
    const retriever: BaseRetriever = await createKnowledgeRetriever({
      index,
      tenantId: "t",
      audience: "public",
    });
    expect(retriever).toBeInstanceOf(BaseRetriever);
    const documents = await retriever.invoke("refund margin money back");
    expect(documents.map((document) => document.id)).toEqual(["a"]);
    expect(documents[0]?.metadata).toMatchObject({
      title: "Refunds",
      url: "https://docs.example/r",
      passageId: "a",
    });
    await index.close();
  });
});

describe("the vector store", () => {
  const embedder = createNgramProjection(NO_BACKGROUND);
  const open = () =>
    createGuardedVectorStore(new EmbedderEmbeddings(embedder), {
      dimensions: embedder.dimensions,
      embedderId: embedder.id,
    });
  const texts = async (found: Promise<DocumentInterface[]>): Promise<string[]> =>
    (await found).map((document) => document.pageContent);

  it("adds, searches, replaces by id and deletes", async () => {
    const store = await open();
    expect(store).toBeInstanceOf(VectorStore);
    const ids = await store.addDocuments([
      new Document({ pageContent: "reset your password", id: "pw" }),
      new Document({ pageContent: "refund to your card" }),
    ]);
    expect(ids[0]).toBe("pw");
    await store.settled();
    expect(await texts(store.similaritySearch("pasword reset", 1))).toEqual(["reset your password"]);
    await store.addDocuments([new Document({ pageContent: "parcels and couriers" })], { ids: ["pw"] });
    expect(await texts(store.similaritySearch("password", 5))).not.toContain("reset your password");
    await store.delete({ ids: ["pw", "unknown"] });
    expect(await texts(store.similaritySearch("parcels", 5))).toEqual(["refund to your card"]);
  });

  it("filters by equal metadata, also where few match", async () => {
    const store = await open();
    const documents = Array.from(
      { length: 80 },
      (_, at) => new Document({ pageContent: `refund note ${at}`, metadata: { rare: at === 77 } }),
    );
    await store.addDocuments(documents);
    await store.settled();
    expect(await texts(store.similaritySearch("refund note 3", 4, { rare: true }))).toEqual([
      "refund note 77",
    ]);
  });

  it("stores nothing of a batch with one bad vector", async () => {
    const store = await open();
    const document = new Document({ pageContent: "x" });
    const good = Array.from({ length: embedder.dimensions }, () => 1);
    await expect(store.addVectors([good, [Number.NaN]], [document, document])).rejects.toMatchObject({
      code: "embedder.bad-vector",
    });
    expect(await store.similaritySearchVectorWithScore(good, 3)).toEqual([]);
  });

  it("works as LangChain's own retriever", async () => {
    const store = await open();
    await store.addDocuments([new Document({ pageContent: "opening hours" })]);
    expect(await texts(store.asRetriever(1).invoke("hours"))).toEqual(["opening hours"]);
  });
});
