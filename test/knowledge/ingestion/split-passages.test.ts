import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Block, renderRow } from "../../../src/knowledge/ingestion/blocks.ts";
import { PASSAGE_SIZE, splitPassages } from "../../../src/knowledge/ingestion/split-passages.ts";
import { splitLongText, splitSentences } from "../../../src/knowledge/ingestion/split-text.ts";

const heading = (text: string, level = 2): Block => ({
  kind: "heading",
  level,
  text,
  anchor: text.toLowerCase(),
});
const paragraph = (text: string): Block => ({ kind: "paragraph", text });
const sentence = (n: number): string =>
  `Sentence number ${n} tells the reader one thing about the parcel and no more.`;
const prose = (count: number, from = 0): string =>
  Array.from({ length: count }, (_, i) => sentence(from + i)).join(" ");
const squeezed = (text: string): string => text.replace(/\s/gu, "");

const words = fc
  .array(fc.stringMatching(/^[a-zäß0-9.,!?;:()-]{1,14}$/), { minLength: 1, maxLength: 120 })
  .map((list) => list.join(" "));
const block: fc.Arbitrary<Block> = fc.oneof(
  fc.record({ kind: fc.constant("paragraph" as const), text: words }),
  fc.record({ kind: fc.constant("list" as const), items: fc.array(words, { minLength: 1, maxLength: 8 }) }),
  fc.record({
    kind: fc.constant("heading" as const),
    level: fc.integer({ min: 1, max: 6 }),
    text: fc.stringMatching(/^[A-Z][a-z]{2,9}$/),
    anchor: fc.constant(null),
  }),
  fc.record({
    kind: fc.constant("table" as const),
    header: fc.constant(["Zone", "Price"]),
    rows: fc.array(fc.tuple(words, words), { minLength: 1, maxLength: 5 }),
  }),
  fc.record({
    kind: fc.constant("code" as const),
    language: fc.constant("sh"),
    text: fc
      .array(fc.stringMatching(/^[a-z ]{1,60}$/), { minLength: 1, maxLength: 90 })
      .map((l) => `x${l.join("\n")}`),
  }),
  fc.record({ kind: fc.constant("paragraph" as const), text: words, pageLabel: fc.constantFrom("1", "2") }),
);

/** What a block says, headings aside. */
function saidBy(one: Block): string {
  if (one.kind === "paragraph" || one.kind === "code") return one.text;
  if (one.kind === "list") return one.items.join("");
  if (one.kind === "table") return one.rows.map((row) => renderRow(one.header, row)).join("");
  return "";
}

describe("splitting an article into passages", () => {
  it("keeps a short section whole and names its headings", () => {
    const pieces = splitPassages([
      heading("Refunds", 1),
      heading("Late parcels"),
      paragraph("We refund the price."),
    ]);
    expect(pieces).toEqual([
      {
        headings: ["Refunds", "Late parcels"],
        anchor: "late parcels",
        text: "We refund the price.",
        pageLabel: null,
        fields: null,
      },
    ]);
  });

  it("never puts the text of two headings together, however short they are", () => {
    const pieces = splitPassages([heading("A"), paragraph("One."), heading("B"), paragraph("Two.")]);
    expect(pieces.map((piece) => [piece.headings, piece.text])).toEqual([
      [["A"], "One."],
      [["B"], "Two."],
    ]);
  });

  it("divides a long section evenly instead of leaving a stump at its end", () => {
    const pieces = splitPassages([
      heading("Long"),
      paragraph(prose(5)),
      paragraph(prose(5, 5)),
      paragraph(prose(3, 10)),
    ]);
    expect(pieces.length).toBeGreaterThan(1);
    for (const piece of pieces) {
      expect(piece.text.length).toBeGreaterThanOrEqual(PASSAGE_SIZE.least);
      expect(piece.text.length).toBeLessThanOrEqual(PASSAGE_SIZE.most);
    }
  });

  it("keeps a list with the line that leads to it", () => {
    const items = Array.from(
      { length: 9 },
      (_, i) => `- item ${i}, which is not allowed in any parcel of ours`,
    );
    const pieces = splitPassages([paragraph(prose(6)), paragraph("Never send:"), { kind: "list", items }]);
    expect(pieces.find((piece) => piece.text.includes("Never send:"))?.text).toContain("item 0");
  });

  it("repeats the table header in every row, in every passage", () => {
    const rows = Array.from({ length: 60 }, (_, i) => [`Zone ${i}`, `${i}.90 EUR`]);
    const pieces = splitPassages([
      heading("Prices"),
      { kind: "table", header: ["Destination", "Express"], rows },
    ]);
    expect(pieces.length).toBeGreaterThan(2);
    const lines = pieces.flatMap((piece) => piece.text.split("\n"));
    expect(lines).toHaveLength(60);
    for (const line of lines) expect(line).toMatch(/^Destination: Zone \d+; Express: \d+\.90 EUR$/);
  });

  it("keeps a code fence whole beyond the usual size", () => {
    const code = Array.from({ length: 40 }, (_, i) => `curl https://api.example/v2/parcels/${i}`).join("\n");
    const pieces = splitPassages([
      heading("API"),
      paragraph(prose(4)),
      { kind: "code", text: code, language: "sh" },
    ]);
    const fenced = pieces.filter((piece) => piece.text.includes("```"));
    expect(fenced).toHaveLength(1);
    expect(fenced[0]?.text).toContain(code);
  });

  it("gives a page of its own to each passage", () => {
    const pieces = splitPassages([
      heading("Terms"),
      { kind: "paragraph", text: "On page four.", pageLabel: "iv" },
      { kind: "paragraph", text: "On page five.", pageLabel: "v" },
    ]);
    expect(pieces.map((piece) => [piece.pageLabel, piece.headings])).toEqual([
      ["iv", ["Terms"]],
      ["v", ["Terms"]],
    ]);
  });

  it("keeps a heading that stands alone, for it is all that its section says", () => {
    const pieces = splitPassages([heading("Open 9 to 17"), heading("Closed on Sunday"), heading("Inner", 3)]);
    expect(pieces.map((piece) => piece.text)).toEqual(["Open 9 to 17", "Inner"]);
  });

  it("loses and doubles nothing, whatever the blocks", () => {
    fc.assert(
      fc.property(fc.array(block, { maxLength: 12 }), (blocks) => {
        const bare = new Set(splitPassages(blocks).filter((p) => p.headings.at(-1) === p.text));
        const told = splitPassages(blocks).filter(
          (p) => ![...bare].some((b) => b.text === p.text && b.headings.join() === p.headings.join()),
        );
        const text = told.map((piece) => piece.text.replace(/^(?:```|~~~~)(?:sh)?$/gm, "")).join("");
        expect(squeezed(text)).toBe(squeezed(blocks.map(saidBy).join("")));
      }),
    );
  });

  it("never exceeds its size, whatever the blocks", () => {
    fc.assert(
      fc.property(fc.array(block, { maxLength: 12 }), (blocks) => {
        for (const piece of splitPassages(blocks)) {
          const most = piece.text.includes("```") ? PASSAGE_SIZE.mostCode : PASSAGE_SIZE.most;
          expect(piece.text.length).toBeLessThanOrEqual(most);
          expect(piece.text.trim()).not.toBe("");
        }
      }),
    );
  });
});

describe("dividing long text", () => {
  it("joins again to the same words, within the size, for any text", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme", maxLength: 4_000 }),
        fc.integer({ min: 20, max: 900 }),
        (text, max) => {
          const pieces = splitLongText(text, max);
          expect(squeezed(pieces.join(""))).toBe(squeezed(text));
          for (const piece of pieces) expect(piece.length).toBeLessThanOrEqual(max);
        },
      ),
    );
  });

  it("does not take an abbreviation for the end of a sentence", () => {
    expect(splitSentences("Liquids, e.g. paint, are no. 3 on the list. Ask us first.")).toEqual([
      "Liquids, e.g. paint, are no. 3 on the list. ",
      "Ask us first.",
    ]);
  });
});
