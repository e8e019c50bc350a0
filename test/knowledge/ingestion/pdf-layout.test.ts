import { describe, expect, it } from "vitest";
import { layOutPages, type PdfPage } from "../../../src/knowledge/ingestion/pdf-layout.ts";
import type { TextRun } from "../../../src/knowledge/ingestion/pdf-lines.ts";

type Placed = readonly [x: number, y: number, text: string, height?: number, font?: string];

/** About half the height per letter, as in Helvetica. */
const run = ([x, y, text, height = 10, font = "body"]: Placed): TextRun => ({
  text,
  x,
  y,
  width: text.length * height * 0.5,
  height,
  font,
});
const page = (label: string, ...placed: readonly Placed[]): PdfPage => ({
  label,
  width: 595,
  height: 842,
  runs: placed.map(run),
});
const filler: Placed = [
  60,
  300,
  "The carrier takes the parcel from the sender and brings it to the receiver.",
];

describe("laying out the pages of a PDF", () => {
  it("takes larger lines for headings and ranks them by their size", () => {
    const blocks = layOutPages(
      [
        page(
          "1",
          [60, 760, "Terms of carriage", 20],
          [60, 720, "Liability", 14],
          [60, 700, "We pay for loss."],
          filler,
        ),
      ],
      [],
    );
    expect(blocks.slice(0, 3)).toEqual([
      { kind: "heading", level: 1, text: "Terms of carriage", anchor: null, pageLabel: "1" },
      { kind: "heading", level: 2, text: "Liability", anchor: null, pageLabel: "1" },
      { kind: "paragraph", text: "We pay for loss.", pageLabel: "1" },
    ]);
  });

  it("takes a line at body size for a heading where the outline names it on that page", () => {
    const pages = [page("1", [60, 760, "4.2 Claims"], [60, 745, "Within 14 days."], filler)];
    const named = layOutPages(pages, [{ title: "4.2 Claims", level: 2, pageIndex: 0 }]);
    expect(named[0]).toMatchObject({ kind: "heading", level: 2, text: "4.2 Claims" });
    const elsewhere = layOutPages(pages, [{ title: "4.2 Claims", level: 2, pageIndex: 5 }]);
    expect(elsewhere[0]?.kind).toBe("paragraph");
  });

  it("joins lines to paragraphs, makes divided words whole and parts paragraphs at gaps", () => {
    const blocks = layOutPages(
      [
        page(
          "1",
          [60, 700, "The deliv-"],
          [60, 688, "ery takes two"],
          [60, 676, "days."],
          [60, 650, "A new thought."],
          filler,
        ),
      ],
      [],
    );
    expect(blocks.slice(0, 2)).toEqual([
      { kind: "paragraph", text: "The delivery takes two days.", pageLabel: "1" },
      { kind: "paragraph", text: "A new thought.", pageLabel: "1" },
    ]);
  });

  it("rebuilds a table with figures at the right and words at the left", () => {
    const rows: Placed[] = [
      [60, 600, "Zone", 10, "bold"],
      [200, 600, "Standard", 10, "bold"],
      [300, 600, "Express", 10, "bold"],
      [60, 586, "Germany"],
      [220, 586, "9.90"],
      [310, 586, "24.90"],
      [60, 572, "Japan and all other"],
      [215, 572, "29.90"],
      [310, 572, "64.90"],
      [60, 560, "countries of Asia"],
    ];
    expect(layOutPages([page("3", ...rows)], [])).toEqual([
      {
        kind: "table",
        header: ["Zone", "Standard", "Express"],
        rows: [
          ["Germany", "9.90", "24.90"],
          ["Japan and all other countries of Asia", "29.90", "64.90"],
        ],
        pageLabel: "3",
      },
    ]);
  });

  it("rebuilds a table that was written column by column", () => {
    const columns: Placed[] = [
      [60, 600, "Depot", 10, "bold"],
      [60, 586, "Leeds"],
      [60, 572, "York"],
      [60, 558, "Hull"],
      [200, 600, "Opens", 10, "bold"],
      [200, 586, "08:00"],
      [200, 572, "09:00"],
      [200, 558, "10:00"],
    ];
    expect(layOutPages([page("1", ...columns)], [])).toMatchObject([
      {
        kind: "table",
        header: ["Depot", "Opens"],
        rows: [
          ["Leeds", "08:00"],
          ["York", "09:00"],
          ["Hull", "10:00"],
        ],
      },
    ]);
  });

  it("carries the header of a table over to its rest on the next page", () => {
    const head: Placed[] = [
      [60, 100, "Zone", 10, "bold"],
      [200, 100, "Price", 10, "bold"],
      [60, 86, "One"],
      [200, 86, "4.90"],
    ];
    const rest: Placed[] = [
      [60, 760, "Two"],
      [200, 760, "5.90"],
      [60, 746, "Three"],
      [200, 746, "6.90"],
    ];
    expect(layOutPages([page("1", filler, ...head), page("2", ...rest)], []).at(-1)).toMatchObject({
      header: ["Zone", "Price"],
      rows: [
        ["Two", "5.90"],
        ["Three", "6.90"],
      ],
      pageLabel: "2",
    });
  });

  it("keeps two columns of prose apart", () => {
    const left = ["The left column of the page tells", "the story of the sender and goes", "on for a while."];
    const right = ["The right column of the page tells", "the story of the receiver, and it", "ends here."];
    const placed = (x: number, lines: readonly string[]): Placed[] =>
      lines.map((text, i) => [x, 700 - i * 12, text]);
    const texts = layOutPages([page("1", ...placed(60, left), ...placed(310, right))], []).map(
      (b) => b.kind === "paragraph" && b.text,
    );
    expect(texts).toEqual([left.join(" "), right.join(" ")]);
  });

  it("drops running headers, page numbers and lines of the table of contents", () => {
    const pages = ["1", "2", "3"].map((label) =>
      page(
        label,
        [60, 820, "Parcelwise tariffs"],
        [500, 20, `Page ${label} of 3`],
        [60, 500, `Body text of page ${label}.`],
      ),
    );
    const contents = page(
      "i",
      [60, 500, "2 Claims . . . . . . . . . . . 14"],
      [60, 480, "Body text."],
      [290, 20, "i"],
    );
    const texts = layOutPages([contents, ...pages], []).map(
      (block) => block.kind === "paragraph" && block.text,
    );
    expect(texts).toEqual([
      "Body text.",
      "Body text of page 1.",
      "Body text of page 2.",
      "Body text of page 3.",
    ]);
  });

  it("reads bullets and clause letters as lists", () => {
    const blocks = layOutPages(
      [
        page(
          "1",
          [60, 700, "•"],
          [80, 700, "knives"],
          [60, 688, "•"],
          [80, 688, "lithium"],
          [80, 676, "batteries"],
          filler,
        ),
      ],
      [],
    );
    expect(blocks[0]).toEqual({ kind: "list", items: ["- knives", "- lithium batteries"], pageLabel: "1" });
  });

  it("leaves a sentence that runs over the page with its beginning", () => {
    const blocks = layOutPages(
      [
        page("1", [60, 80, "The receiver may refuse the"]),
        page("2", [60, 760, "parcel. The sender then pays."]),
      ],
      [],
    );
    expect(blocks).toEqual([
      { kind: "paragraph", text: "The receiver may refuse the parcel.", pageLabel: "1" },
      { kind: "paragraph", text: "The sender then pays.", pageLabel: "2" },
    ]);
  });
});
