import type { FileRef, MessageContent } from "../../../src/domain/message-content.ts";
import type { UploadedFile } from "../api.ts";
import { DISCORD_LIMITS } from "../limits.ts";
import type { Uploads } from "../render/embeds.ts";

/** The bytes of a file of ours; `null` when it is gone. */
export type ReadFile = (tenantId: string, fileId: string) => Promise<Uint8Array | null>;

/** What travels with a message. */
export interface Luggage {
  /** Names by our file ids. */
  readonly uploads: Uploads;
  readonly files: readonly (UploadedFile & { readonly alt: string | null })[];
}

export const NO_LUGGAGE: Luggage = { uploads: new Map(), files: [] };

/** Reads what a message shows and brings. What is gone or too large is told in words by the message itself. */
export async function packFiles(
  tenantId: string,
  { blocks }: MessageContent,
  read: ReadFile,
): Promise<Luggage> {
  const uploads = new Map<string, string>();
  const files: (UploadedFile & { readonly alt: string | null })[] = [];
  for (const block of blocks) {
    if (block.type !== "image" && block.type !== "file") continue;
    if (files.length === DISCORD_LIMITS.files || uploads.has(block.file.fileId)) continue;
    const bytes = await read(tenantId, block.file.fileId);
    if (bytes === null || bytes.length > DISCORD_LIMITS.fileBytes) continue;
    const name = nameOf(block.file, new Set(uploads.values()));
    uploads.set(block.file.fileId, name);
    const alt = block.type === "image" ? block.alt.slice(0, 1_000) : null;
    files.push({ name, data: Buffer.from(bytes), contentType: block.file.mediaType, alt });
  }
  return { uploads, files };
}

/** Discord changes other signs in a name, and a card finds its picture by the name. Each is used once. */
function nameOf({ name }: FileRef, taken: ReadonlySet<string>): string {
  const safe = name.replace(/[^\w.-]+/g, "_").slice(-80) || "file";
  for (let at = 0; ; at += 1) {
    const candidate = at === 0 ? safe : `${at}-${safe}`;
    if (!taken.has(candidate)) return candidate;
  }
}
