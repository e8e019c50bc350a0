/** What became of a file that somebody attached to a message. */
export const ATTACHMENT_STATES = ["wanted", "kept", "refused"] as const;
export type AttachmentState = (typeof ATTACHMENT_STATES)[number];

/** A file on a customer's message. It lies on its platform until it was fetched. */
export interface Attachment {
  readonly id: string;
  readonly messageId: string;
  /** The platform's own id of it. */
  readonly fileKey: string;
  /** Cleaned for people. */
  readonly name: string;
  /** By its first bytes once it is kept; before, what the platform says. */
  readonly mediaType: string;
  readonly sizeBytes: number;
  readonly state: AttachmentState;
  /** In the file store, once it is kept. */
  readonly fileId: string | null;
  /** Why it is refused, in words for staff. */
  readonly why: string | null;
}

export const MAX_ATTACHMENT_BYTES = 8 * 1024 * 1024;
/** Of one message; the rest stay on the platform. */
export const MAX_ATTACHMENTS = 5;
