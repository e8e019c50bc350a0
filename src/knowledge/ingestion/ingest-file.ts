import { createHash } from "node:crypto";
import { shorten } from "./clean-text.ts";
import { detectZip, startsLikePdf, startsLikeZip } from "./detect-format.ts";
import { INGEST_LIMITS, type IngestLimits } from "./ingest-limits.ts";
import { type IngestOutcome, type IngestSource, refuse } from "./ingest-outcome.ts";
import { type ParsedFile, parseFile } from "./parse-file.ts";
import { runParser } from "./run-parser.ts";
import { createTurnstile } from "./turnstile.ts";

export type { IngestLimits } from "./ingest-limits.ts";
export { INGEST_LIMITS } from "./ingest-limits.ts";
export type {
  Ingested,
  IngestOutcome,
  IngestRefusal,
  IngestSource,
  IngestWarning,
  NewArticle,
  NewPassage,
  RefusalCode,
} from "./ingest-outcome.ts";

/**
 * Text up to this size (bytes) is parsed here: that takes less than starting a child process does. A page of 48 kB
 * that is built for it keeps an HTML parser busy for a second, so pages have a lower limit.
 */
const SMALL_TEXT = 48 * 1024;
const SMALL_PAGE = 8 * 1024;
/** Each child may use half a gigabyte. */
const CHILDREN_AT_ONCE = 2;

const throughTurnstile = createTurnstile(CHILDREN_AT_ONCE);

/**
 * Reads one file into an article and its passages, or says why not and what to do. Never throws.
 * PDF, DOCX, archives and large texts are parsed in a child process with limits. The stricter visibility of caller
 * and front matter counts; the caller's `url` goes before the file's own.
 */
export async function ingestFile(
  source: IngestSource,
  limits: IngestLimits = INGEST_LIMITS,
): Promise<IngestOutcome> {
  const { bytes } = source;
  const name = shorten(source.name.split(/[\\/]/).at(-1) ?? "", 200);
  if (bytes.length > limits.maxFileBytes)
    return refuse("ingest.too-large", `${bytes.length} bytes; the limit is ${limits.maxFileBytes}.`);
  const archive = startsLikeZip(bytes) ? detectZip(bytes) : null;
  if (archive?.kind === "refused") return archive;
  const parsed = isSmallText(name, bytes)
    ? await parseFile(name, bytes, limits)
    : await throughTurnstile(() => runParser(name, bytes, limits));
  return parsed.kind === "refused" ? parsed : outcomeOf(parsed, { ...source, name });
}

function isSmallText(name: string, bytes: Uint8Array): boolean {
  if (bytes.length > SMALL_TEXT || startsLikePdf(bytes) || startsLikeZip(bytes)) return false;
  const head = new TextDecoder("latin1").decode(bytes.subarray(0, 4_200));
  const mayBePage = /\.html?$/i.test(name) || /<(?:!doctype|html|head|body|\?xml)/i.test(head);
  return !mayBePage || bytes.length <= SMALL_PAGE;
}

function outcomeOf(parsed: ParsedFile, source: IngestSource): IngestOutcome {
  const isPrivate = source.visibility === "private" || parsed.declaredVisibility === "private";
  const visibility = isPrivate ? "private" : "public";
  return {
    kind: "ingested",
    article: {
      title: parsed.title,
      format: parsed.format,
      source: source.name,
      url: source.url ?? parsed.declaredUrl,
      visibility,
      contentHash: createHash("sha256").update(source.bytes).digest("hex"),
    },
    passages: parsed.passages.map((passage, ordinal) => ({ ...passage, ordinal, visibility })),
    warnings: parsed.warnings,
  };
}
