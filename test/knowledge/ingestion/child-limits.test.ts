import { describe, expect, it } from "vitest";
import { writePdf } from "../../../src/demo/pdf-writer.ts";
import { checkArchive } from "../../../src/knowledge/ingestion/check-archive.ts";
import {
  INGEST_LIMITS,
  type IngestLimits,
  ingestFile,
} from "../../../src/knowledge/ingestion/ingest-file.ts";
import { parseFile } from "../../../src/knowledge/ingestion/parse-file.ts";
import { parsePdf } from "../../../src/knowledge/ingestion/parse-pdf.ts";
import { createTurnstile } from "../../../src/knowledge/ingestion/turnstile.ts";
import { flateBombPdf, scannedPdf, sheetOf } from "../../fixtures/ingestion/pdf-samples.ts";
import { docxOf, type ZipSample, zipOf } from "../../fixtures/ingestion/zip-samples.ts";

const ingestPdf = (bytes: Uint8Array, limits: Partial<IngestLimits> = {}) =>
  ingestFile({ name: "a.pdf", bytes, visibility: "public" }, { ...INGEST_LIMITS, ...limits });

describe("what a file may cost", () => {
  it("ends a child that takes too long", async () => {
    expect(await ingestPdf(scannedPdf(1), { timeoutMs: 1 })).toMatchObject({ code: "ingest.timed-out" });
  });

  it("ends a child whose page unpacks to a gigabyte", async () => {
    const bomb = flateBombPdf(1_024);
    expect(bomb.length).toBeLessThan(INGEST_LIMITS.maxFileBytes);
    expect(await ingestPdf(bomb, { maxResidentBytes: 180_000_000 })).toMatchObject({
      code: "ingest.out-of-memory",
    });
  });

  it("says out of memory when the heap limit ends the child", async () => {
    const text = new TextEncoder().encode(
      `id,text\n${"1,a long enough sentence about a parcel\n".repeat(60_000)}`,
    );
    const limits = { ...INGEST_LIMITS, maxHeapMegabytes: 24, maxPassages: 100_000 };
    const outcome = await ingestFile({ name: "a.csv", bytes: text, visibility: "public" }, limits);
    expect(outcome).toMatchObject({ code: "ingest.out-of-memory" });
  });

  it("refuses more pages, passages and output than allowed", async () => {
    expect(await parsePdf(scannedPdf(12), 10)).toMatchObject({
      code: "ingest.too-many-pages",
    });
    const long = writePdf({
      title: "T",
      pages: [sheetOf("Words of the first page."), sheetOf("Words of the second page.")],
    });
    const onePassage = { ...INGEST_LIMITS, maxPassages: 1 };
    expect(await parseFile("a.pdf", long, onePassage)).toMatchObject({ code: "ingest.too-large" });
    expect(await ingestPdf(long, { maxOutputBytes: 40 })).toMatchObject({ code: "ingest.too-large" });
  });

  it("tells a scan from a text, whole or in part", async () => {
    expect(await parsePdf(scannedPdf(3), 10)).toMatchObject({ code: "ingest.no-text" });
    const mixed = writePdf({
      title: "T",
      pages: [sheetOf("Words that stand on the first page."), { texts: [] }],
    });
    expect(await parsePdf(mixed, 10)).toMatchObject({
      warnings: [{ code: "scanned-page", count: 1, detail: "No text on page 2" }],
    });
  });

  it("lets few in at once, in the order they came, and goes on after a fault", async () => {
    const through = createTurnstile(2);
    const log: string[] = [];
    const opens: (() => void)[] = [];
    const task = (name: string) =>
      through(async () => {
        log.push(name);
        await new Promise<void>((resolve) => opens.push(resolve));
        if (name === "a") throw new Error("a fails");
      }).catch(() => undefined);
    const all = ["a", "b", "c", "d"].map(task);
    await Promise.resolve();
    expect(log).toEqual(["a", "b"]);
    for (let turn = 0; turn < 20 && log.length < 4; turn += 1) {
      opens.shift()?.();
      await new Promise(setImmediate);
    }
    for (const open of opens) open();
    await Promise.all(all);
    expect(log).toEqual(["a", "b", "c", "d"]);
  });
});

describe("what an archive may hold", () => {
  const check = (...samples: readonly ZipSample[]) =>
    checkArchive(zipOf(...samples), INGEST_LIMITS)?.code ?? null;

  it("lets a real document pass", () => {
    expect(checkArchive(docxOf("# A", "Text."), INGEST_LIMITS)).toBeNull();
  });

  it.each(["../../x", "/etc/x", "a/../../x", "C:\\x", "a\\..\\x", "a\0b"])("refuses the name %j", (name) => {
    expect(check({ name, data: "x" })).toBe("ingest.unsafe-archive");
  });

  it("refuses links, passwords, bombs by size and by ratio, and too many entries", () => {
    expect(check({ name: "a", data: "/etc/passwd", mode: 0o120777 })).toBe("ingest.unsafe-archive");
    expect(check({ name: "a", data: "x", encrypted: true })).toBe("ingest.encrypted");
    expect(check({ name: "a", data: "x", declaredBytes: 60_000_000 })).toBe("ingest.unsafe-archive");
    expect(check({ name: "a", data: Buffer.alloc(5_000_000) })).toBe("ingest.unsafe-archive");
    expect(check(...Array.from({ length: 2_001 }, (_, i) => ({ name: `${i}`, data: "" })))).toBe(
      "ingest.unsafe-archive",
    );
  });

  it("calls an archive without a readable list broken", () => {
    expect(checkArchive(docxOf("x").slice(0, 200), INGEST_LIMITS)?.code).toBe("ingest.broken");
    expect(checkArchive(new Uint8Array(3), INGEST_LIMITS)?.code).toBe("ingest.broken");
  });

  it("ends a DOCX that lies about its size", async () => {
    const bytes = zipOf(
      { name: "[Content_Types].xml", data: "<Types/>" },
      { name: "word/document.xml", data: Buffer.alloc(200_000_000, " "), declaredBytes: 900_000 },
    );
    const limits = { ...INGEST_LIMITS, maxResidentBytes: 180_000_000 };
    const outcome = await ingestFile({ name: "a.docx", bytes, visibility: "public" }, limits);
    expect(outcome).toMatchObject({ code: "ingest.out-of-memory" });
  });
});
