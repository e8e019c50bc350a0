import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { type Background, loadBackground } from "../../../src/knowledge/lexical/background.ts";
import { lexicalCandidates } from "../../../src/knowledge/lexical/candidates.ts";
import { FEATURE_COUNT, LEXICAL_FEATURES, PassageScorer } from "../../../src/knowledge/lexical/features.ts";
import { LexicalIndex } from "../../../src/knowledge/lexical/lexical-index.ts";
import { prepareQuery } from "../../../src/knowledge/lexical/query.ts";

const passage = (id: string, title: string, text: string) => ({
  id,
  headingPath: [title],
  text,
  visibility: "public" as const,
});

const CORPUS = [
  passage("refund", "Refunds", "We give your money back within 14 days. Write to billing first."),
  passage("reset", "Reset a password", "Open settings and choose Forgot password. A mail arrives."),
  passage("ship", "Shipping", "Parcels leave our warehouse within two days. Tracking follows by mail."),
];

let background: Background;
beforeAll(async () => {
  background = await loadBackground();
});

async function indexOf(passages: readonly ReturnType<typeof passage>[]): Promise<LexicalIndex> {
  const index = new LexicalIndex(background);
  for (const one of passages) index.add(one);
  await index.seal();
  return index;
}

function featuresOf(index: LexicalIndex, query: string): Map<string, number[]> {
  const scorer = new PassageScorer(index, prepareQuery(query, index));
  const byId = new Map<string, number[]>();
  for (let slot = 0; slot < index.slotCount; slot += 1) {
    if (!index.recordAt(slot)) continue;
    const into = new Float32Array(FEATURE_COUNT);
    scorer.score(slot, into, 0);
    byId.set(index.idAt(slot), [...into]);
  }
  return byId;
}

const value = (
  features: Map<string, number[]>,
  id: string,
  name: (typeof LEXICAL_FEATURES)[number],
): number => features.get(id)?.[LEXICAL_FEATURES.indexOf(name)] ?? Number.NaN;

describe("the features of a passage", () => {
  it("are bounded, finite, and 0 for a question that shares nothing", async () => {
    const index = await indexOf(CORPUS);
    for (const row of featuresOf(index, "ξένος κόσμος").values()) expect(row).toEqual(row.map(() => 0));
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 120 }), (query) => {
        for (const row of featuresOf(index, query).values()) {
          for (const one of row) expect(Number.isFinite(one) && one >= 0).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("forgive a typo, know a synonym, and prefer the unit that says it", async () => {
    const features = featuresOf(await indexOf(CORPUS), "reimburse pasword");
    expect(value(features, "reset", "charUnit")).toBeGreaterThan(value(features, "ship", "charUnit"));
    expect(value(features, "reset", "softBm25")).toBeGreaterThan(0);
    expect(value(features, "reset", "bm25")).toBe(0);
    expect(value(features, "refund", "concept")).toBeGreaterThan(value(features, "ship", "concept"));
  });

  it("give 1 for a cosine with the very same words", async () => {
    const features = featuresOf(await indexOf(CORPUS), "Write to billing first");
    expect(value(features, "refund", "charUnit")).toBeGreaterThan(0.8);
    expect(value(features, "refund", "coverUnit")).toBeGreaterThan(0.8);
  });
});

describe("changes", () => {
  it("leave an index equal to one built anew, whatever was added, replaced and removed", async () => {
    const words = fc.array(fc.constantFrom("refund", "mail", "card", "late", "parcel", "plan"), {
      minLength: 1,
      maxLength: 8,
    });
    const change = fc.record({ id: fc.constantFrom("a", "b", "c", "d"), text: fc.option(words) });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 20 }), async (changes) => {
        const changed = await indexOf(CORPUS);
        const final = new Map(CORPUS.map((one) => [one.id, one]));
        for (const { id, text } of changes) {
          if (text === null) {
            changed.remove(id);
            final.delete(id);
          } else {
            changed.add(passage(id, "T", text.join(" ")));
            final.set(id, passage(id, "T", text.join(" ")));
          }
        }
        await changed.seal();
        const fresh = await indexOf([...final.values()]);
        const query = "my parcel came late, refund the card";
        const [one, other] = [featuresOf(changed, query), featuresOf(fresh, query)];
        expect(one.size).toBe(other.size);
        for (const [id, row] of other) {
          const found = one.get(id) ?? [];
          for (const [at, expected] of row.entries()) expect(found[at]).toBeCloseTo(expected, 4);
        }
      }),
      { numRuns: 40 },
    );
  });

  it("ask for a rebuild only when a good part is dead", async () => {
    const index = new LexicalIndex();
    for (let at = 0; at < 200; at += 1) index.add(passage(`p${at}`, "T", `word${at}`));
    for (let at = 0; at < 60; at += 1) index.remove(`p${at}`);
    expect(index.needsRebuild).toBe(false);
    for (let at = 60; at < 100; at += 1) index.remove(`p${at}`);
    expect(index.needsRebuild).toBe(true);
    expect(index.remove("p0")).toBe(false);
  });
});

describe("candidates", () => {
  it("hold the passage with the word, and the one with a near spelling after it", async () => {
    const index = await indexOf(CORPUS);
    const all = (): boolean => true;
    const find = (query: string): string[] =>
      lexicalCandidates(prepareQuery(query, index), index, 5, all).map((slot) => index.idAt(slot));
    expect(find("password")[0]).toBe("reset");
    expect(find("passwrod")[0]).toBe("reset");
    expect(find("zzz")).toEqual([]);
  });

  it("never hold what the audience may not read", async () => {
    const index = await indexOf(CORPUS);
    const secret = index.slotOf("reset");
    const query = prepareQuery("forgot password", index);
    expect(lexicalCandidates(query, index, 5, (slot) => slot !== secret)).not.toContain(secret);
  });
});
