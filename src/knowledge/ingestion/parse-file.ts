import { createHash } from "node:crypto";
import type { ArticleFormat, Visibility } from "../../domain/knowledge.ts";
import type { ParsedDocument } from "./blocks.ts";
import { cleanText, oneLine, shorten } from "./clean-text.ts";
import { detectFormat } from "./detect-format.ts";
import type { IngestLimits } from "./ingest-limits.ts";
import { type IngestRefusal, type IngestWarning, refuse } from "./ingest-outcome.ts";
import { parseCsvDocument } from "./parse-csv.ts";
import { parseDocx } from "./parse-docx.ts";
import { parseHtml } from "./parse-html.ts";
import { parseMarkdown } from "./parse-markdown.ts";
import { parsePdf } from "./parse-pdf.ts";
import { parseText } from "./parse-text.ts";
import { type Piece, splitPassages } from "./split-passages.ts";

/** A passage as it crosses from the child process; visibility and place in the article are added by the parent. */
export interface ParsedPassage extends Omit<Piece, "headings"> {
  readonly headingPath: readonly string[];
  readonly contentHash: string;
}

export interface ParsedFile {
  readonly kind: "parsed";
  readonly title: string;
  readonly format: ArticleFormat;
  readonly declaredVisibility: Visibility | null;
  readonly declaredUrl: string | null;
  readonly passages: readonly ParsedPassage[];
  readonly warnings: readonly IngestWarning[];
}

/** Detects, parses and splits one file in this process. Never throws. */
export async function parseFile(
  name: string,
  bytes: Uint8Array,
  limits: IngestLimits,
): Promise<ParsedFile | IngestRefusal> {
  try {
    return await parseKnown(name, bytes, limits);
  } catch {
    return refuse("ingest.broken", "The content could not be read to its end.");
  }
}

async function parseKnown(
  name: string,
  bytes: Uint8Array,
  limits: IngestLimits,
): Promise<ParsedFile | IngestRefusal> {
  const detected = await detectFormat(name, bytes);
  if (detected.kind === "refused") return detected;
  const { format } = detected;
  if (detected.kind === "binary") {
    const read = format === "pdf" ? await parsePdf(bytes, limits.maxPages) : await parseDocx(bytes, limits);
    return "kind" in read ? read : finish(name, format, read.document, read.warnings, limits);
  }
  const { text, removed } = cleanText(detected.text);
  const { document, warnings } = await parseTextual(detected.format, text);
  const invisible: readonly IngestWarning[] =
    removed === 0
      ? []
      : [
          {
            code: "invisible-characters",
            count: removed,
            detail: `${removed} invisible characters taken out.`,
          },
        ];
  return finish(name, format, document, [...warnings, ...invisible], limits);
}

async function parseTextual(
  format: Exclude<ArticleFormat, "pdf" | "docx">,
  text: string,
): Promise<{ document: ParsedDocument; warnings: readonly IngestWarning[] }> {
  switch (format) {
    case "markdown":
      return parseMarkdown(text);
    case "html":
      return parseHtml(text);
    case "csv":
      return parseCsvDocument(text);
    case "text":
      return { document: parseText(text), warnings: [] };
  }
}

function finish(
  name: string,
  format: ArticleFormat,
  document: ParsedDocument,
  warnings: readonly IngestWarning[],
  limits: IngestLimits,
): ParsedFile | IngestRefusal {
  const title = shorten(oneLine(cleanText(document.title ?? "").text), 200) || titleFromName(name);
  const passages = splitPassages(document.blocks).flatMap((piece) => toPassage(title, piece) ?? []);
  if (passages.length === 0) return refuse("ingest.empty", "The file has no text beside its headings.");
  if (passages.length > limits.maxPassages)
    return refuse("ingest.too-large", `${passages.length} passages; the limit is ${limits.maxPassages}.`);
  return {
    kind: "parsed",
    title,
    format,
    declaredVisibility: document.declared?.visibility ?? null,
    declaredUrl: document.declared?.url ?? null,
    passages,
    warnings,
  };
}

function toPassage(title: string, { headings, ...piece }: Piece): ParsedPassage | null {
  const text = cleanText(piece.text).text.trim();
  if (text === "") return null;
  const inner = headings
    .map((heading) => shorten(oneLine(cleanText(heading).text), 200))
    .filter((h) => h !== "");
  const headingPath = [title, ...(inner[0] === title ? inner.slice(1) : inner)];
  const contentHash = createHash("sha256")
    .update(JSON.stringify([headingPath, text, piece.pageLabel, piece.fields]))
    .digest("hex");
  return { ...piece, text, headingPath, contentHash };
}

/** "delivery-times_2026.md" reads "Delivery times 2026". */
function titleFromName(name: string): string {
  const base = name.split(/[\\/]/).at(-1) ?? "";
  const words = oneLine(cleanText(base.replace(/\.[a-z0-9]{1,10}$/i, "")).text.replace(/[-_]+/g, " "));
  return words === "" ? "Untitled" : shorten(words.charAt(0).toUpperCase() + words.slice(1), 200);
}
