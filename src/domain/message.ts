import type { Role } from "./role.ts";

/** One utterance, as stored. `text` is cleaned at the door (no null bytes, no lone surrogates). */
export interface Message {
  readonly id: string;
  readonly threadId: string;
  readonly channelId: string;
  readonly messageKey: string;
  readonly authorId: string | null;
  /** `bot` for Rapport's own words. */
  readonly authorRole: Role | "bot";
  readonly text: string;
  readonly permalink: string | null;
  readonly sentAt: Date;
  readonly editedAt: Date | null;
  readonly deletedAt: Date | null;
}
