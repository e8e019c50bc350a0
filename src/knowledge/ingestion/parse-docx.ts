import type { ParsedDocument } from "./blocks.ts";
import { checkArchive } from "./check-archive.ts";
import type { IngestLimits } from "./ingest-limits.ts";
import { type IngestRefusal, type IngestWarning, refuse } from "./ingest-outcome.ts";
import { parseHtml } from "./parse-html.ts";

/** Runs in the child process: this unpacks an untrusted archive. Pictures are left out, links to other files not followed. */
export async function parseDocx(
  bytes: Uint8Array,
  limits: IngestLimits,
): Promise<IngestRefusal | { document: ParsedDocument; warnings: readonly IngestWarning[] }> {
  const fault = checkArchive(bytes, limits);
  if (fault !== null) return fault;
  const { default: mammoth } = await import("mammoth");
  try {
    const { value } = await mammoth.convertToHtml(
      { buffer: Buffer.from(bytes) },
      {
        styleMap: ["p[style-name='Title'] => h1:fresh"],
        convertImage: mammoth.images.imgElement(async () => ({ src: "" })),
        externalFileAccess: false,
      },
    );
    return await parseHtml(`<body>${value}</body>`);
  } catch {
    return refuse("ingest.broken", "The document inside of the archive cannot be read.");
  }
}
