import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { detectDelimiter, parseCsv } from "../../../src/knowledge/ingestion/csv-records.ts";
import { readOk } from "./read-ok.ts";

const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;

describe("reading CSV", () => {
  it("reads back every cell that was written with quotes, for any text and delimiter", () => {
    const table = fc.array(fc.array(fc.string(), { minLength: 2, maxLength: 5 }), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(
        table,
        fc.constantFrom(",", ";", "\t", "|"),
        fc.constantFrom("\n", "\r\n", "\r"),
        (rows, mark, end) => {
          const text = rows.map((row) => row.map(quoted).join(mark)).join(end);
          expect(parseCsv(text, mark as ",").records).toEqual(rows);
        },
      ),
    );
  });

  it("ends for any text and keeps all of its letters", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('"', ",", ";", "\n", "\r", "a", " ") }), (text) => {
        const { records } = parseCsv(text, ",");
        const letters = (value: string): number => value.replace(/[^a]/g, "").length;
        expect(letters(records.flat().join(""))).toBe(letters(text));
      }),
    );
  });

  it("keeps new lines, delimiters and doubled quotes inside of quotes", () => {
    const { records } = parseCsv('id,text\n1,"Late again, \n""very"" late"\n2,fine\n', ",");
    expect(records).toEqual([
      ["id", "text"],
      ["1", 'Late again, \n"very" late'],
      ["2", "fine"],
    ]);
  });

  it("reads a quote that is never closed to the end and says so", () => {
    expect(parseCsv('a,"b\nc,d', ",")).toEqual({ records: [["a", "b\nc,d"]], unclosedQuote: true });
  });

  it.each([
    ["id;rating;text\n1;5;Great, really\n2;1;Bad, late", ";"],
    ["id\trating\ttext\n1\t5\tGreat, really\n2\t1\tBad, late", "\t"],
    ["id,rating,text\n1,5,Great; really\n2,1,Bad; late", ","],
  ])("finds the delimiter of %j", (text, mark) => {
    expect(detectDelimiter(text, "strict")).toBe(mark);
  });

  it("does not take prose for a table", () => {
    const prose = "Dear all, thanks, and bye.\nWe came, we saw, we left.\nIt was, as said, a long day.";
    expect(detectDelimiter(prose, "strict")).toBeNull();
  });
});

describe("a CSV file as an article", () => {
  it("gives one passage per review with its columns as fields, text being the prose column", async () => {
    const { article, passages } = await readOk(
      "reviews.csv",
      '\ufeffid;rating;text\r\n7;1;"The driver left my parcel in the rain,\r\nwithout a note."\r\n8;5;Two days to Lisbon and not a scratch on the box.\r\n',
    );
    expect(article.format).toBe("csv");
    expect(passages.map(({ text, fields }) => ({ text, fields }))).toEqual([
      {
        text: "The driver left my parcel in the rain,\nwithout a note.",
        fields: { id: "7", rating: "1", text: "The driver left my parcel in the rain,\nwithout a note." },
      },
      {
        text: "Two days to Lisbon and not a scratch on the box.",
        fields: { id: "8", rating: "5", text: "Two days to Lisbon and not a scratch on the box." },
      },
    ]);
  });

  it("reads a table of facts as rows that name their columns", async () => {
    const { passages } = await readOk(
      "depots.csv",
      "City,Opens,Closes\nLeeds,08:00,18:00\nYork,09:00,17:00\n",
    );
    expect(passages.map((passage) => passage.text)).toEqual([
      "City: Leeds; Opens: 08:00; Closes: 18:00",
      "City: York; Opens: 09:00; Closes: 17:00",
    ]);
  });

  it("names unnamed and repeated columns, and warns of uneven rows", async () => {
    const { passages, warnings } = await readOk("odd.csv", "a,a,\n1,2,3\n4,5,6\n7,8,9\n1,2\n3,4,5,6\n");
    expect(passages[0]?.fields).toEqual({ a: "1", "a 2": "2", "column 3": "3", "column 4": "" });
    expect(warnings).toMatchObject([{ code: "uneven-rows", count: 2 }]);
  });

  it("keeps a column called __proto__ a plain column", async () => {
    const { passages } = await readOk("p.csv", "__proto__,b\nx,1\ny,2\n");
    expect(Object.keys(passages[0]?.fields ?? {})).toEqual(["__proto__", "b"]);
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });

  it("reads a large file in the child process to the same passages", async () => {
    const rows = Array.from(
      { length: 1_200 },
      (_, i) => `${i},2026-01-01,"Parcel ${i} came late, and the ""new"" box was wet."`,
    );
    const { passages } = await readOk("large.csv", `id,date,text\n${rows.join("\n")}\n`);
    expect(passages).toHaveLength(1_200);
    expect(passages[1_199]).toMatchObject({
      ordinal: 1_199,
      text: 'Parcel 1199 came late, and the "new" box was wet.',
      fields: { id: "1199", date: "2026-01-01" },
    });
  });
});
