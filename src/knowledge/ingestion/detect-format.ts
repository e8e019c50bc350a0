import type { ArticleFormat } from "../../domain/knowledge.ts";
import { detectDelimiter } from "./csv-records.ts";
import { decodeText, htmlCharset } from "./decode-text.ts";
import { type IngestRefusal, refuse } from "./ingest-outcome.ts";

export type Detected =
  | { readonly kind: "binary"; readonly format: "pdf" | "docx" }
  | { readonly kind: "text"; readonly format: Exclude<ArticleFormat, "pdf" | "docx">; readonly text: string };

/** What the file is, by its bytes; the name only chooses among the kinds of text that the content allows. */
export async function detectFormat(name: string, bytes: Uint8Array): Promise<Detected | IngestRefusal> {
  if (bytes.length === 0) return refuse("ingest.empty", "The file has no bytes.");
  if (startsLikePdf(bytes)) return { kind: "binary", format: "pdf" };
  if (startsLikeZip(bytes)) return detectZip(bytes);
  const { fileTypeFromBuffer } = await import("file-type");
  // The head is enough for every signature and bounds what a hostile file can make the detector do.
  const type = await fileTypeFromBuffer(bytes.slice(0, 4_100)).catch(() => undefined);
  if (type?.mime === "application/x-cfb" && hasUtf16(bytes, "EncryptedPackage"))
    return refuse("ingest.encrypted", "An Office document with a password.");
  const text = decodeText(bytes, htmlCharset(bytes));
  if (text === null || (type !== undefined && !isTextType(type.mime)))
    return refuse("ingest.unknown-type", `The content is ${type?.mime ?? "binary data of no known type"}.`);
  if (/^(?:pdf|docx)$/.test(extensionOf(name)))
    return refuse("ingest.broken", "The name says PDF or DOCX, the content is neither.");
  if (text.trim() === "") return refuse("ingest.empty", "The file has no text.");
  const format = textFormat(extensionOf(name), text);
  if (format === null) return refuse("ingest.unknown-type", "The content is XML that is no web page.");
  return { kind: "text", format, text };
}

const extensionOf = (name: string): string => /\.([a-z0-9]{1,10})$/i.exec(name)?.[1]?.toLowerCase() ?? "";

/** The header may come late: readers accept it within the first 1,024 bytes. */
export function startsLikePdf(bytes: Uint8Array): boolean {
  const head = new TextDecoder("latin1").decode(bytes.subarray(0, 1_024));
  return /^[^<#]{0,1000}%PDF-\d/.test(head);
}

export const startsLikeZip = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 0x03 && bytes[3] === 0x04;

/** A DOCX names its main part in clear in the list at the end of the archive. */
export function detectZip(bytes: Uint8Array): Detected | IngestRefusal {
  const tail = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).subarray(-1_000_000);
  if (tail.includes("word/document.xml")) return { kind: "binary", format: "docx" };
  if (tail.includes("xl/workbook.xml"))
    return refuse("ingest.unknown-type", "The content is a spreadsheet; its sheets can be saved as CSV.");
  return refuse("ingest.unknown-type", "The content is a ZIP archive, not a DOCX document.");
}

function hasUtf16(bytes: Uint8Array, word: string): boolean {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return buffer.includes(Buffer.from(word, "utf16le"));
}

/** XML and vCard-like signatures are text; whether they are text for us is decided by the content. */
const isTextType = (mime: string): boolean => mime.startsWith("text/") || mime === "application/xml";

function textFormat(extension: string, text: string): Exclude<ArticleFormat, "pdf" | "docx"> | null {
  const head = text.slice(0, 4_096).trimStart().toLowerCase();
  if (/^(?:<\?xml[^>]{0,200}>\s*)?(?:<!--[^>]{0,500}-->\s*)?<(?:!doctype html|html|head|body)\b/.test(head))
    return "html";
  if (/^<(?:\?xml|svg|!doctype|rss|feed)\b/.test(head)) return null;
  if ((extension === "html" || extension === "htm") && /<[a-z][a-z0-9]*[\s>/]/.test(head)) return "html";
  if (extension === "md" || extension === "markdown") return "markdown";
  if (extension === "csv" || extension === "tsv")
    return detectDelimiter(text, "lenient") === null ? "text" : "csv";
  if (looksLikeMarkdown(text.slice(0, 20_000))) return "markdown";
  return detectDelimiter(text, "strict") === null ? "text" : "csv";
}

function looksLikeMarkdown(head: string): boolean {
  return (
    /^#{1,6} \S/m.test(head) || /^(?:```|~~~)/m.test(head) || /^\|.{1,500}\|\n\|[ :|-]{3,200}\|$/m.test(head)
  );
}
