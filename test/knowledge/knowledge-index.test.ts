import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { RapportError } from "../../src/domain/errors.ts";
import { createKnowledgeIndex, type EmbeddedKnowledgeIndex } from "../../src/knowledge/knowledge-index.ts";
import type { Embedder } from "../../src/ports/embedder.ts";
import type { UnitVectorStore } from "../../src/ports/passage-store.ts";
import { asPort, MemoryPassageStore, type PassageSeed } from "./memory-passage-store.ts";

const ACME = "tenant-acme";
const OTHER = "tenant-other";

const SEEDS: readonly PassageSeed[] = [
  {
    id: "refund",
    title: "Refunds",
    text: "We give your money back within 14 days of purchase. Write to billing.",
  },
  {
    id: "reset",
    title: "Reset your password",
    text: "Open settings and choose Forgot password. A mail arrives.",
  },
  { id: "ship", title: "Shipping", text: "Parcels leave our warehouse within two days." },
  {
    id: "margin",
    title: "Refund margins",
    text: "Our refund margin is 12 percent. Never tell a customer.",
    visibility: "private",
  },
];

const opened: EmbeddedKnowledgeIndex[] = [];
afterEach(async () => {
  for (const index of opened.splice(0)) await index.close();
});

async function open(
  store: MemoryPassageStore,
  options: { embedder?: Embedder; folder?: string } = {},
): Promise<EmbeddedKnowledgeIndex> {
  const index = await createKnowledgeIndex({
    store: asPort(store),
    folder: options.folder ?? null,
    embedder: options.embedder,
  });
  opened.push(index);
  return index;
}

async function openWith(...seeds: readonly PassageSeed[]) {
  const store = new MemoryPassageStore();
  store.put(ACME, ...seeds);
  return { store, index: await open(store) };
}

async function find(
  index: EmbeddedKnowledgeIndex,
  query: string,
  audience: "public" | "private" | "staff" = "public",
) {
  const retrieval = await index.retrieve({ tenantId: ACME, query, audience, limit: 10 });
  return { ...retrieval, ids: retrieval.passages.map(({ passage }) => passage.id) };
}

/** Enough passages that only candidates are scored. */
const manySeeds = (count: number): PassageSeed[] =>
  Array.from({ length: count }, (_, at) => ({
    id: `p${at}`,
    title: `Topic ${at % 50}`,
    text: `Widget${at} needs part${(at * 7) % 90}. It costs ${at} coins and ships from depot${at % 13}.`,
    visibility: at % 3 === 0 ? ("private" as const) : ("public" as const),
  }));

describe("retrieval", () => {
  it("finds by synonym and in spite of a typo, and says that it can answer", async () => {
    const { index } = await openWith(...SEEDS);
    const answer = await find(index, "how do I reset my pasword");
    expect(answer.ids[0]).toBe("reset");
    expect(answer.answerability).toBeGreaterThan(0.5);
    expect((await find(index, "reimburse my purchase")).ids[0]).toBe("refund");
  });

  it("abstains from what the articles do not hold", async () => {
    const { index } = await openWith(...SEEDS);
    expect((await find(index, "who won the football match in Lisbon")).answerability).toBeLessThan(0.5);
    expect((await find(index, "🙂 ...")).answerability).toBe(0);
    expect((await find(index, "")).ids).toEqual([]);
  });

  it("gives the same answer whatever was asked before, and whatever order passages came in", async () => {
    const { index } = await openWith(...SEEDS);
    const { index: reversed } = await openWith(...[...SEEDS].reverse());
    const ask = (one: EmbeddedKnowledgeIndex) =>
      one.rank({ tenantId: ACME, query: "refund for a late parcel", audience: "staff", limit: 9 });
    const first = await ask(index);
    for (const query of ["password", "zzz", "shipping refund"]) await find(index, query);
    expect(await ask(index)).toEqual(first);
    const other = await ask(reversed);
    expect(other.candidates.map(({ passageId }) => passageId)).toEqual(
      first.candidates.map(({ passageId }) => passageId),
    );
    expect(other.answerability).toBeCloseTo(first.answerability, 5);
  });

  it("survives any query", async () => {
    const { index } = await openWith(...SEEDS);
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary", maxLength: 300 }), async (query) => {
        const { answerability, passages } = await find(index, query);
        expect(answerability).toBeGreaterThanOrEqual(0);
        expect(answerability).toBeLessThanOrEqual(1);
        for (const { similarity } of passages) expect(similarity >= 0 && similarity <= 1.0001).toBe(true);
      }),
      { numRuns: 30 },
    );
  });
});

describe("the wall between audiences and tenants", () => {
  it("keeps private passages out of a public channel, whatever is asked", async () => {
    const { index } = await openWith(...SEEDS);
    const query = "refund margin percent never tell a customer";
    expect((await find(index, query)).ids).not.toContain("margin");
    expect((await find(index, query, "private")).ids[0]).toBe("margin");
    expect((await find(index, query, "staff")).ids[0]).toBe("margin");
  });

  it("holds where only candidates are scored", async () => {
    const { index } = await openWith(...manySeeds(400));
    await index.settled(ACME);
    for (const query of ["widget3 part21", "depot5 coins", "topic 7"]) {
      const { passages } = await find(index, query);
      expect(passages.length).toBeGreaterThan(0);
      expect(passages.every(({ passage }) => passage.visibility === "public")).toBe(true);
    }
    expect((await find(index, "widget3", "staff")).ids[0]).toBe("p3");
  });

  it("moves with a passage that becomes private", async () => {
    const { store, index } = await openWith(...SEEDS);
    expect((await find(index, "parcels warehouse")).ids[0]).toBe("ship");
    store.put(ACME, {
      id: "ship",
      title: "Shipping",
      text: "Parcels leave our warehouse within two days.",
      visibility: "private",
    });
    await index.refresh(ACME);
    expect((await find(index, "parcels warehouse")).ids).not.toContain("ship");
    expect((await find(index, "parcels warehouse", "staff")).ids[0]).toBe("ship");
  });

  it("never shows one company's passages to another", async () => {
    const { store, index } = await openWith(...SEEDS);
    store.put(OTHER, { id: "theirs", title: "Theirs", text: "Their secret refund password." });
    const theirs = await index.retrieve({
      tenantId: OTHER,
      query: "refund password",
      audience: "staff",
      limit: 9,
    });
    expect(theirs.passages.map(({ passage }) => passage.id)).toEqual(["theirs"]);
    expect((await find(index, "their secret", "staff")).ids).not.toContain("theirs");
  });
});

describe("refresh", () => {
  it("takes up what was added, changed and removed, and loads nothing else", async () => {
    const { store, index } = await openWith(...SEEDS);
    await index.refresh(ACME);
    store.loads = 0;
    store.put(ACME, { id: "vip", title: "Lounge", text: "Platinum members may use the lounge." });
    store.put(ACME, { id: "ship", title: "Shipping", text: "Drones carry everything." });
    store.drop(ACME, "reset");
    await index.refresh(ACME);
    expect(store.loads).toBe(2);
    expect((await find(index, "platinum lounge")).ids[0]).toBe("vip");
    expect((await find(index, "drones")).ids[0]).toBe("ship");
    expect((await find(index, "forgot password")).ids).not.toContain("reset");
    expect(await index.status(ACME)).toMatchObject({ passages: 4, articles: 4 });
  });

  it("rebuilds after most passages went, and finds the rest", async () => {
    const { store, index } = await openWith(...manySeeds(300));
    await index.refresh(ACME);
    store.drop(ACME, ...Array.from({ length: 250 }, (_, at) => `p${at}`));
    await index.refresh(ACME);
    expect((await find(index, "widget299")).ids[0]).toBe("p299");
    expect((await find(index, "widget10")).ids).not.toContain("p10");
  });
});

describe("status", () => {
  it("names the embedder and the kind of search in use", async () => {
    const { index } = await openWith(...SEEDS);
    await index.refresh(ACME);
    await index.settled(ACME);
    const status = await index.status(ACME);
    expect(status.embedder).toMatch(/^ngram-projection/);
    expect(status.vectors).toBeGreaterThan(SEEDS.length);
    expect(["hnsw", "exact"]).toContain(status.vectorSearch);
    expect(status.vectorSearchReason).not.toBe("");
  });

  it("takes the vectors of the last run from the folder", async () => {
    const folder = await mkdtemp(join(tmpdir(), "rapport-index-"));
    try {
      const store = new MemoryPassageStore();
      store.put(ACME, ...manySeeds(60));
      const calls: number[] = [];
      const embedder = countingEmbedder(calls);
      const first = await open(store, { embedder, folder });
      await first.refresh(ACME);
      await first.settled(ACME);
      await first.close();
      const { length } = calls;
      const second = await open(store, { embedder, folder });
      await second.refresh(ACME);
      const status = await second.status(ACME);
      if (status.vectorSearch === "hnsw") expect(calls).toHaveLength(length);
      expect(status.vectors).toBeGreaterThan(60);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

/** A stand-in for a model that reads meaning: texts on payment lie together, whatever their words. */
function countingEmbedder(calls: number[] = []): Embedder {
  return {
    id: "meaning-1",
    dimensions: 4,
    embed: async (texts) => {
      calls.push(texts.length);
      return texts.map((text) =>
        /parcel|courier/i.test(text)
          ? Float32Array.of(1, 0, 0, 0.1)
          : Float32Array.of(0, 1, text.length / 1000, 0),
      );
    },
  };
}

describe("a configured embedder", () => {
  it("takes the projection's place and finds what shares no word", async () => {
    const store = new MemoryPassageStore();
    store.put(ACME, ...SEEDS);
    const index = await open(store, { embedder: countingEmbedder() });
    expect((await find(index, "courier")).ids[0]).toBe("ship");
    expect((await index.status(ACME)).embedder).toBe("meaning-1");
  });

  it("that is down leaves search by words, and the status says so", async () => {
    const down: Embedder = {
      id: "down-1",
      dimensions: 4,
      embed: async () => {
        throw new RapportError("embedder.unavailable", "down", "wait");
      },
    };
    const store = new MemoryPassageStore();
    store.put(ACME, ...SEEDS);
    const index = await open(store, { embedder: down });
    expect((await find(index, "forgot password")).ids[0]).toBe("reset");
    expect((await index.status(ACME)).vectorSearchReason).toContain("embedder.unavailable");
  });

  it("keeps its vectors in the store when the store can", async () => {
    const kept = new Map<string, readonly Float32Array[]>();
    const vectors = {
      get: async (_tenant, _embedder, ids) => new Map([...kept].filter(([id]) => ids.includes(id))),
      put: async (_tenant, _embedder, fresh) => {
        for (const [id, own] of fresh) kept.set(id, own);
      },
    } satisfies UnitVectorStore;
    const store = new MemoryPassageStore(vectors);
    store.put(ACME, ...SEEDS);
    await (await open(store, { embedder: countingEmbedder() })).refresh(ACME);
    expect([...kept.keys()].sort()).toEqual(["margin", "refund", "reset", "ship"]);
    const calls: number[] = [];
    await (await open(store, { embedder: countingEmbedder(calls) })).refresh(ACME);
    expect(calls).toEqual([]);
  });
});
