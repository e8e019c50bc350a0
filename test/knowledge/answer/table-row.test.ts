import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matchRow, parseTableRow, sayRow, type TableCell } from "../../../src/knowledge/answer/table-row.ts";

const row = (line: string): readonly TableCell[] => {
  const cells = parseTableRow(line);
  if (!cells) throw new Error("not a row");
  return cells;
};

const GERMANY = row(
  "Destination: Germany; up to 2 kg: 19.90 EUR; up to 5 kg: 24.90 EUR; up to 10 kg: 31.90 EUR",
);

describe("a table row", () => {
  it("is said with the cell that was asked for", () => {
    expect(sayRow(GERMANY, "5 kg to germany")).toBe("Germany, up to 5 kg: 24.90 EUR");
    expect(sayRow(GERMANY, "what do 3 kilos cost to Germany")).toBe("Germany, up to 5 kg: 24.90 EUR");
    expect(sayRow(GERMANY, "prices for Germany")).toContain("19.90 EUR; up to 5 kg: 24.90 EUR");
  });

  it("is named by its first cell, also by a number within its range", () => {
    expect(matchRow(GERMANY, "a parcel to germany")).toBe("named");
    expect(matchRow(GERMANY, "a parcel to Spain")).toBe("untouched");
    const discount = row("Parcels per month: 100-499; Discount: 15 %");
    expect(matchRow(discount, "we send 150 parcels")).toBe("named");
    expect(matchRow(discount, "we send 20 parcels")).toBe("untouched");
  });

  it("keeps a semicolon within a cell", () => {
    expect(row("Service: Point; Good for: people at work; 1 EUR cheaper")).toHaveLength(2);
  });

  it("is no sentence", () => {
    expect(parseTableRow("We pay the price; see the list: it is long.")).toBeNull();
    expect(parseTableRow("Note: this is prose.")).toBeNull();
  });

  it("is said with words of its own only, whatever is asked", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (question) => {
        for (const part of sayRow(GERMANY, question).split(/, |; |: /)) {
          expect(
            "Destination: Germany; up to 2 kg: 19.90 EUR; up to 5 kg: 24.90 EUR; up to 10 kg: 31.90 EUR",
          ).toContain(part);
        }
      }),
    );
  });
});
