import type { Visibility } from "../../../src/domain/knowledge.ts";
import {
  type Ingested,
  type IngestLimits,
  ingestFile,
} from "../../../src/knowledge/ingestion/ingest-file.ts";

/** Ingests what must be ingestible; a refusal fails the test with its code. */
export async function readOk(
  name: string,
  content: string | Uint8Array,
  options: { readonly visibility?: Visibility; readonly url?: string; readonly limits?: IngestLimits } = {},
): Promise<Ingested> {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const source = { name, bytes, url: options.url ?? null, visibility: options.visibility ?? "public" };
  const outcome = await ingestFile(source, options.limits);
  if (outcome.kind === "refused") throw new Error(`${outcome.code}: ${outcome.detail}`);
  return outcome;
}
