import type { Attachment } from "../../domain/attachment.ts";
import type { FileRef } from "../../domain/message-content.ts";

export interface AttachmentStore {
  /** `isKept`: their bytes lie in the file store under the same ids. The same file of a message is one. */
  add(messageId: string, files: readonly FileRef[], isKept: boolean, now: Date): Promise<void>;
  /** In the order in which they were attached. */
  list(messageIds: readonly string[]): Promise<readonly Attachment[]>;
  keep(
    id: string,
    kept: { readonly fileId: string; readonly mediaType: string; readonly sizeBytes: number },
  ): Promise<void>;
  refuse(id: string, why: string): Promise<void>;
  /** Rows and bytes. */
  removeOfMessage(messageId: string): Promise<void>;
}
