import type { Article, Passage, Visibility } from "../../domain/knowledge.ts";

/** A file as it was given to us. The name is a hint only; what it is decides its content. */
export interface IngestSource {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Where a reader can open it. */
  readonly url?: string | null;
  readonly visibility: Visibility;
}

/** An article without what only the store knows. */
export type NewArticle = Omit<Article, "id" | "updatedAt">;

/** A passage before it has ids; the caller makes them from article and ordinal. */
export type NewPassage = Omit<Passage, "id" | "articleId">;

export const WARNING_CODES = [
  /** A PDF page with fewer than 20 characters: a picture of text, not text. */
  "scanned-page",
  /** Text a reader would not see; it was left out. `detail` shows its beginning to the approver. */
  "hidden-text",
  /** Zero-width, direction-changing or control characters were taken out. */
  "invisible-characters",
  /** A CSV row with more or fewer cells than the header, or an unclosed quote. */
  "uneven-rows",
] as const;
export type WarningCode = (typeof WARNING_CODES)[number];

/** Something the approver of a new article should look at. */
export interface IngestWarning {
  readonly code: WarningCode;
  readonly count: number;
  readonly detail: string;
}

export const REFUSAL_CODES = [
  "ingest.empty",
  "ingest.too-large",
  "ingest.unknown-type",
  "ingest.broken",
  "ingest.encrypted",
  "ingest.no-text",
  "ingest.too-many-pages",
  "ingest.unsafe-archive",
  "ingest.timed-out",
  "ingest.out-of-memory",
  "ingest.parser-failed",
] as const;
export type RefusalCode = (typeof REFUSAL_CODES)[number];

export interface IngestRefusal {
  readonly kind: "refused";
  readonly code: RefusalCode;
  /** What the person who gave the file can do. */
  readonly cure: string;
  /** What was seen: a type, a count, a limit; never text of the file. */
  readonly detail: string;
}

export interface Ingested {
  readonly kind: "ingested";
  readonly article: NewArticle;
  readonly passages: readonly NewPassage[];
  readonly warnings: readonly IngestWarning[];
}

export type IngestOutcome = Ingested | IngestRefusal;

const CURES: Readonly<Record<RefusalCode, string>> = {
  "ingest.empty": "Give a file that has text in it.",
  "ingest.too-large": "Split the file into smaller ones and give them one by one.",
  "ingest.unknown-type": "Save it as Markdown, HTML, PDF, DOCX, CSV or plain text.",
  "ingest.broken": "Open the file in its own program, save it anew and try again.",
  "ingest.encrypted": "Remove the password from the file and try again.",
  "ingest.no-text": "Run text recognition (OCR) on the scan and give the file with its text layer.",
  "ingest.too-many-pages": "Split the document into parts and give them one by one.",
  "ingest.unsafe-archive": "Open the document in its own program and save it anew.",
  "ingest.timed-out": "Split the file, or save it anew in a simpler form (plain text, Markdown).",
  "ingest.out-of-memory": "Split the file, or save it anew in a simpler form (plain text, Markdown).",
  "ingest.parser-failed": "Save the file anew in another format (plain text, Markdown) and try again.",
};

export const refuse = (code: RefusalCode, detail: string): IngestRefusal => ({
  kind: "refused",
  code,
  cure: CURES[code],
  detail,
});
