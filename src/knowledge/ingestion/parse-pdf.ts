import { createRequire } from "node:module";
import { dirname, join, sep } from "node:path";
import type { PDFDocumentProxy } from "pdfjs-dist";
import type { ParsedDocument } from "./blocks.ts";
import { oneLine, shorten } from "./clean-text.ts";
import { type IngestRefusal, type IngestWarning, refuse } from "./ingest-outcome.ts";
import type { OutlineEntry } from "./pdf-headings.ts";
import { layOutPages, type PdfPage } from "./pdf-layout.ts";
import type { TextRun } from "./pdf-lines.ts";

/** A page with fewer characters is a picture of text, not text. */
const SCANNED_BELOW = 20;
/** Text of this height (points) or less is there for machines. */
const UNREADABLE_HEIGHT = 2;
const MAX_OUTLINE_ENTRIES = 5_000;

/** Runs in the child process: this decodes untrusted streams. */
export async function parsePdf(
  bytes: Uint8Array,
  maxPages: number,
): Promise<IngestRefusal | { document: ParsedDocument; warnings: readonly IngestWarning[] }> {
  const pdfjs = await import("pdfjs-dist/legacy/build/pdf.mjs");
  const task = pdfjs.getDocument({
    // pdf.js takes the buffer away from whoever hands it over.
    data: bytes.slice(),
    isEvalSupported: false,
    disableFontFace: true,
    useSystemFonts: false,
    enableXfa: false,
    verbosity: pdfjs.VerbosityLevel.ERRORS,
    ...resourceFolders(),
  });
  try {
    const pdf = await task.promise;
    if (pdf.numPages > maxPages)
      return refuse("ingest.too-many-pages", `${pdf.numPages} pages; the limit is ${maxPages}.`);
    return await readDocument(pdf);
  } catch (error) {
    if (error instanceof Error && error.name === "PasswordException")
      return refuse("ingest.encrypted", "The PDF asks for a password.");
    if (error instanceof pdfjs.InvalidPDFException)
      return refuse("ingest.broken", "The PDF has no readable structure.");
    return refuse("ingest.broken", "The PDF could not be read to its end.");
  } finally {
    await task.destroy().catch(() => undefined);
  }
}

/** Character maps for Chinese, Japanese and Korean text and metrics of the standard fonts lie beside the library. */
function resourceFolders() {
  const folder = dirname(createRequire(import.meta.url).resolve("pdfjs-dist/package.json"));
  return {
    cMapUrl: join(folder, "cmaps") + sep,
    cMapPacked: true,
    standardFontDataUrl: join(folder, "standard_fonts") + sep,
  };
}

async function readDocument(
  pdf: PDFDocumentProxy,
): Promise<IngestRefusal | { document: ParsedDocument; warnings: readonly IngestWarning[] }> {
  const labels = (await pdf.getPageLabels().catch(() => null)) ?? [];
  const pages: PdfPage[] = [];
  const scanned: string[] = [];
  const hidden: string[] = [];
  for (let number = 1; number <= pdf.numPages; number += 1) {
    const label = labels[number - 1] || String(number);
    const page = await readPage(pdf, number, label, hidden);
    pages.push(page);
    if (page.runs.reduce((sum, run) => sum + run.text.trim().length, 0) < SCANNED_BELOW) scanned.push(label);
  }
  if (scanned.length === pages.length)
    return refuse("ingest.no-text", `None of the ${pages.length} pages has text; they look scanned.`);
  const outline = await readOutline(pdf).catch(() => []);
  const blocks = layOutPages(pages, outline);
  const firstHeading = blocks.find((block) => block.kind === "heading");
  const title = (await titleOf(pdf)) ?? (firstHeading?.kind === "heading" ? firstHeading.text : null);
  return { document: { title, blocks }, warnings: warningsOf(scanned, hidden) };
}

async function readPage(
  pdf: PDFDocumentProxy,
  number: number,
  label: string,
  hidden: string[],
): Promise<PdfPage> {
  const page = await pdf.getPage(number);
  const [left = 0, bottom = 0, right = 0, top = 0] = page.view;
  const { items } = await page.getTextContent();
  const runs: TextRun[] = [];
  for (const item of items) {
    if (!("str" in item) || item.str.trim() === "") continue;
    const [, , c, d, x, y] = item.transform.map(Number);
    const run = {
      text: item.str,
      x: x ?? 0,
      y: y ?? 0,
      width: item.width,
      height: Math.hypot(c ?? 0, d ?? 0),
      font: item.fontName,
    };
    const isOutside = run.x > right || run.x + run.width < left || run.y > top || run.y < bottom;
    if (isOutside || run.height <= UNREADABLE_HEIGHT) hidden.push(run.text.trim());
    else runs.push({ ...run, x: run.x - left, y: run.y - bottom });
  }
  page.cleanup();
  return { label, width: right - left, height: top - bottom, runs };
}

function warningsOf(scanned: readonly string[], hidden: readonly string[]): readonly IngestWarning[] {
  const warnings: IngestWarning[] = [];
  if (scanned.length > 0)
    warnings.push({
      code: "scanned-page",
      count: scanned.length,
      detail: shorten(`No text on page ${scanned.join(", ")}`, 300),
    });
  if (hidden.length > 0)
    warnings.push({ code: "hidden-text", count: hidden.length, detail: shorten(hidden.join(" … "), 300) });
  return warnings;
}

/** Titles that a program made up say nothing. */
async function titleOf(pdf: PDFDocumentProxy): Promise<string | null> {
  const { info } = await pdf.getMetadata().catch(() => ({ info: {} }));
  const title = "Title" in info && typeof info.Title === "string" ? oneLine(info.Title) : "";
  return title === "" || /^untitled|^microsoft word|\.(?:docx?|indd|tex|pages|rtf)$/i.test(title)
    ? null
    : title;
}

async function readOutline(pdf: PDFDocumentProxy): Promise<readonly OutlineEntry[]> {
  const entries: OutlineEntry[] = [];
  type Node = Awaited<ReturnType<PDFDocumentProxy["getOutline"]>>[number];
  const queue: { node: Node; level: number }[] = ((await pdf.getOutline()) ?? []).map((node) => ({
    node,
    level: 1,
  }));
  for (
    let next = queue.shift();
    next !== undefined && entries.length < MAX_OUTLINE_ENTRIES;
    next = queue.shift()
  ) {
    const { node, level } = next;
    entries.push({ title: oneLine(node.title), level, pageIndex: await pageIndexOf(pdf, node.dest) });
    queue.unshift(...node.items.map((inner: Node) => ({ node: inner, level: level + 1 })));
  }
  return entries;
}

async function pageIndexOf(pdf: PDFDocumentProxy, dest: unknown): Promise<number | null> {
  const explicit = typeof dest === "string" ? await pdf.getDestination(dest).catch(() => null) : dest;
  const target: unknown = Array.isArray(explicit) ? explicit[0] : null;
  if (typeof target === "number") return target;
  if (typeof target !== "object" || target === null || !("num" in target) || !("gen" in target)) return null;
  if (typeof target.num !== "number" || typeof target.gen !== "number") return null;
  return pdf.getPageIndex({ num: target.num, gen: target.gen }).catch(() => null);
}
