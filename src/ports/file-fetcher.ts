import type { Platform } from "../domain/channel.ts";
import type { FileRef } from "../domain/message-content.ts";

/** What came of fetching a file from its platform. */
export type FetchedFile =
  | { readonly kind: "fetched"; readonly bytes: Buffer }
  /** In words for staff; it will never be had. */
  | { readonly kind: "refused"; readonly why: string }
  /** Ask again. */
  | { readonly kind: "later" };

/** The bytes of a file that somebody attached, within 10 s and no more than asked for. Never rejects. */
export type FileFetcher = (request: {
  readonly tenantId: string;
  readonly platform: Platform;
  readonly workspaceKey: string;
  readonly file: FileRef;
  readonly maxBytes: number;
}) => Promise<FetchedFile>;
