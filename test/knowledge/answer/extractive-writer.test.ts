import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AnswerDraft, RetrievedPassage } from "../../../src/domain/knowledge.ts";
import { createExtractiveWriter } from "../../../src/knowledge/answer/extractive-writer.ts";
import { type PassageSeed, storedPassage } from "../memory-passage-store.ts";

const writer = createExtractiveWriter();

const retrieved = (seed: PassageSeed, similarity: number): RetrievedPassage => ({
  ...storedPassage(seed),
  similarity,
});

const REFUND = retrieved(
  {
    id: "refund",
    title: "Billing",
    heading: "Refunds",
    url: "https://docs.example/billing",
    anchor: "refunds",
    text: "Invoices come monthly. Refunds reach your card within 14 days. Gift cards are final. Can I get a refund twice?",
  },
  0.9,
);
const SHIP = retrieved({ id: "ship", title: "Shipping", text: "Parcels leave within two days." }, 0.4);

const write = (
  question: string,
  passages: readonly RetrievedPassage[],
  answerability: number,
  maxSentences = 3,
): Promise<AnswerDraft> =>
  writer.write({ question, retrieval: { passages, answerability }, maxSentences, context: [] });

describe("an answer", () => {
  it("quotes the sentence that answers, not a question, and names where it stands", async () => {
    const draft = await write("when does a refund reach my card", [REFUND, SHIP], 0.8, 1);
    expect(draft).toMatchObject({
      kind: "cited",
      text: "Refunds reach your card within 14 days.",
      citations: [
        {
          title: "Billing",
          heading: "Refunds",
          passageId: "refund",
          url: "https://docs.example/billing#refunds",
        },
      ],
      answerability: 0.8,
    });
  });

  it("quotes what follows a question that was asked in the article", async () => {
    const faq = retrieved(
      { id: "f", text: "How do I close my account?\nWrite to support and it is done." },
      0.9,
    );
    const draft = await write("how can I close my account", [faq], 0.9, 1);
    expect(draft).toMatchObject({ kind: "cited", text: "Write to support and it is done." });
  });

  it("says what answers and not where to look for it", async () => {
    const late = retrieved(
      {
        id: "late",
        title: "Refunds",
        heading: "Refund for late delivery",
        text: "For money back when we are late, see Refunds. If an Express parcel arrives after its guaranteed time, we refund the full price.\nService: Point; Late by: As Standard; Refund: As Standard",
      },
      0.9,
    );
    const draft = await write("refund for late express delivery", [late], 0.9, 1);
    expect(draft).toMatchObject({
      text: "If an Express parcel arrives after its guaranteed time, we refund the full price.",
    });
  });

  it("takes the sentence before with one that leans on it, and the first steps of a list", async () => {
    const lost = retrieved(
      {
        id: "lost",
        text: "A parcel is searched for 30 days. After that it counts as lost for good. Vans are red.",
      },
      0.9,
    );
    expect(await write("when does a parcel count as lost for good", [lost], 0.9)).toMatchObject({
      text: "A parcel is searched for 30 days. After that it counts as lost for good.",
    });
    const steps = retrieved(
      {
        id: "steps",
        title: "Address",
        text: "1. Open the tracking page.\n2. Choose Change address.\n3. Save the address.",
      },
      0.9,
    );
    expect(await write("how do I change the address", [steps], 0.9)).toMatchObject({
      text: "1. Open the tracking page.\n2. Choose Change address.\n3. Save the address.",
    });
  });

  it("is verbatim, short, and cites each passage it quotes, whatever the passages say", async () => {
    const words = fc.array(
      fc.constantFrom("refund", "card", "https://evil.example/x", "days", ".", "?", "\n", "the", "né"),
      {
        minLength: 1,
        maxLength: 40,
      },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(words, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: -1, max: 9 }),
        async (texts, max) => {
          const passages = texts.map((parts, at) =>
            retrieved({ id: `p${at}`, text: parts.join(" ") }, 1 - at * 0.1),
          );
          const draft = await write(
            "how many days until the refund is on my card please",
            passages,
            0.9,
            max,
          );
          if (draft.kind !== "cited") return;
          const sources = draft.citations.map(
            (citation) =>
              passages.find(({ passage }) => passage.id === citation.passageId)?.passage.text ?? "",
          );
          for (const line of draft.text.split("\n"))
            expect(sources.some((source) => source.includes(line))).toBe(true);
          expect(draft.text.split("\n").length).toBeLessThanOrEqual(3);
        },
      ),
    );
  });
});

describe("silence", () => {
  it.each([
    [0.1, "far", 0],
    [0.4, "near", 2],
  ] as const)("at %s is %s and names %i places", async (answerability, distance, places) => {
    const draft = await write("refund", [REFUND, SHIP], answerability);
    expect(draft).toMatchObject({ kind: "abstained", distance });
    expect(draft.kind === "abstained" && draft.nearest).toHaveLength(places);
  });

  it("is far when nothing was found", async () => {
    expect(await write("refund", [], 0)).toMatchObject({ kind: "abstained", distance: "far", nearest: [] });
  });
});

describe("a question back", () => {
  const twin = retrieved(
    { id: "twin", title: "Refunds for teams", text: "Teams are refunded by invoice." },
    0.89,
  );

  it("is asked when a short question fits two articles alike", async () => {
    expect(await write("refund?", [REFUND, twin, SHIP], 0.9)).toMatchObject({
      kind: "clarify",
      choices: [
        { label: "Billing: Refunds", passageId: "refund" },
        { label: "Refunds for teams", passageId: "twin" },
      ],
    });
  });

  it("is not asked about one article, a clear winner or a long question", async () => {
    const same = retrieved(
      {
        id: "same",
        title: "Billing",
        heading: "More",
        articleId: "article-of-refund",
        text: "Refunds again.",
      },
      0.9,
    );
    expect((await write("refund?", [REFUND, same], 0.9)).kind).toBe("cited");
    expect((await write("refund?", [REFUND, SHIP], 0.9)).kind).toBe("cited");
    expect((await write("refund for a cancelled yearly team subscription", [REFUND, twin], 0.9)).kind).toBe(
      "cited",
    );
  });
});
