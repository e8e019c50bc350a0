import type { FileRef } from "../domain/message-content.ts";

/** Bytes that travel with messages: attachments, charts, transcripts. Ids only, never paths. */
export interface FileStore {
  put(
    tenantId: string,
    file: { readonly name: string; readonly mediaType: string; readonly bytes: Uint8Array },
  ): Promise<FileRef>;
  /** `null` when there is no such file for this tenant. */
  get(
    tenantId: string,
    fileId: string,
  ): Promise<{ readonly ref: FileRef; readonly bytes: Uint8Array } | null>;
}
