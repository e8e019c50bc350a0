import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { writePdf } from "../../../src/demo/pdf-writer.ts";
import { INGEST_LIMITS, ingestFile } from "../../../src/knowledge/ingestion/ingest-file.ts";
import { parseFile } from "../../../src/knowledge/ingestion/parse-file.ts";
import { encryptedPdf, sheetOf } from "../../fixtures/ingestion/pdf-samples.ts";
import { docxOf, zipOf } from "../../fixtures/ingestion/zip-samples.ts";
import { readOk } from "./read-ok.ts";

const ingest = (name: string, content: string | Uint8Array, limits = INGEST_LIMITS) =>
  ingestFile(
    {
      name,
      bytes: typeof content === "string" ? new TextEncoder().encode(content) : content,
      visibility: "public",
    },
    limits,
  );
const png = Uint8Array.from([
  0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52,
]);

describe("what a file is", () => {
  it.each([
    ["notes.txt", "<!DOCTYPE html><p>A page under a false name.</p>", "html"],
    ["page.html", "No tag in it at all.", "text"],
    ["page.csv", "Only one line of prose", "text"],
    ["README", "# A heading\n\nAnd text.", "markdown"],
    ["export", "id,name,city\n1,Ann,Leeds\n2,Bob,York", "csv"],
    ["letter.txt", "Dear customer,\n\nthank you.", "text"],
  ])("%s with %j is %s", async (name, content, format) => {
    expect((await readOk(name, content)).article.format).toBe(format);
  });

  it.each([
    ["nothing at all", "a.md", new Uint8Array(0), "ingest.empty"],
    ["only blanks", "a.txt", " \n\t\n", "ingest.empty"],
    ["a picture called a page", "a.html", png, "ingest.unknown-type"],
    ["a drawing with a script", "a.html", "<svg><script>alert(1)</script></svg>", "ingest.unknown-type"],
    ["a two-byte PDF", "a.pdf", "%P", "ingest.broken"],
    ["a web page called PDF", "a.pdf", "<html><p>404</p></html>", "ingest.broken"],
    ["a spreadsheet", "a.xlsx", zipOf({ name: "xl/workbook.xml", data: "<x/>" }), "ingest.unknown-type"],
    ["an archive", "a.zip", zipOf({ name: "a.txt", data: "a" }), "ingest.unknown-type"],
    ["null bytes", "a.txt", Uint8Array.from([65, 0, 66, 0]), "ingest.unknown-type"],
  ])("refuses %s with a cure", async (_, name, content, code) => {
    const outcome = await ingest(name, content);
    expect(outcome).toMatchObject({ kind: "refused", code });
    expect(outcome.kind === "refused" && outcome.cure).toMatch(/^[A-Z].{15,}\.$/);
  });

  it("refuses a file above the limit before it looks at it", async () => {
    const limits = { ...INGEST_LIMITS, maxFileBytes: 10 };
    expect(await ingest("a.txt", "more than ten", limits)).toMatchObject({ code: "ingest.too-large" });
  });

  it("takes only the last part of a name, so that no path travels on", async () => {
    const { article } = await readOk("../../etc/Opening-hours_2026.txt", "We are open.");
    expect(article).toMatchObject({ source: "Opening-hours_2026.txt", title: "Opening hours 2026" });
  });

  it("gives the same hashes for the same bytes and other ones for other text", async () => {
    const [one, same, other] = await Promise.all(
      ["# A\n\nx", "# A\n\nx", "# A\n\ny"].map((text) => readOk("a.md", text)),
    );
    expect(one).toEqual(same);
    expect(one?.passages[0]?.contentHash).not.toBe(other?.passages[0]?.contentHash);
  });

  it("never throws and never gives an empty passage, whatever the bytes and the name", async () => {
    const names = fc.constantFrom("a.md", "a.html", "a.csv", "a.txt", "a", "a.docx");
    await fc.assert(
      fc.asyncProperty(names, fc.uint8Array({ maxLength: 400 }), async (name, bytes) => {
        const parsed = await parseFile(name, bytes, INGEST_LIMITS);
        if (parsed.kind === "parsed")
          for (const passage of parsed.passages) expect(passage.text.trim()).not.toBe("");
      }),
      { numRuns: 300 },
    );
  });

  it("never throws on text with marks of all formats", async () => {
    const mark = fc.constantFrom(
      "<p>",
      "</p>",
      "<table>",
      "<td>",
      "|",
      "\n",
      "```",
      "# ",
      "- ",
      '"',
      ",",
      "---",
      "a",
      "&#0;",
      "<!--",
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("a.md", "a.html", "a.csv"),
        fc.array(mark, { maxLength: 60 }),
        async (name, marks) => {
          const parsed = await parseFile(name, new TextEncoder().encode(marks.join("")), INGEST_LIMITS);
          expect(["parsed", "refused"]).toContain(parsed.kind);
        },
      ),
    );
  });
});

describe("files of the child process", () => {
  it("reads a PDF, and says of an encrypted and of a broken one what is wrong", async () => {
    const good = writePdf({
      title: "Tariffs",
      pages: [sheetOf("A parcel of 2 kg costs 5.90 EUR within the country.")],
    });
    const { article, passages } = await readOk("tariffs.pdf", good, { url: "https://x.example/t.pdf" });
    expect(article).toMatchObject({ title: "Tariffs", format: "pdf", url: "https://x.example/t.pdf" });
    expect(passages).toMatchObject([
      { text: "A parcel of 2 kg costs 5.90 EUR within the country.", pageLabel: "1", ordinal: 0 },
    ]);
    expect(await ingest("secret.pdf", encryptedPdf())).toMatchObject({ code: "ingest.encrypted" });
    const junk = new TextEncoder().encode("%PDF-1.7\njunk without any object");
    expect(await parseFile("junk.pdf", junk, INGEST_LIMITS)).toMatchObject({
      code: "ingest.broken",
    });
  });

  it("reads a DOCX with its headings", async () => {
    const docx = docxOf(
      "# Address changes",
      "You can change the address until the parcel is out for delivery.",
    );
    const { article, passages } = await readOk("changes.docx", docx);
    expect(article).toMatchObject({ title: "Address changes", format: "docx" });
    expect(passages[0]?.text).toBe("You can change the address until the parcel is out for delivery.");
  });

  it("survives a cut PDF at any length", async () => {
    const whole = writePdf({ title: "T", pages: [sheetOf("Some words of text that stand on the page.")] });
    for (const share of [0.3, 0.6, 0.95]) {
      const outcome = await parseFile(
        "cut.pdf",
        whole.slice(0, Math.floor(whole.length * share)),
        INGEST_LIMITS,
      );
      expect(outcome.kind === "parsed" || /^ingest\.(?:broken|no-text)$/.test(outcome.code)).toBe(true);
    }
  });
});
