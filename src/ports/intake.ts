import type { InboundEvent } from "../domain/inbound-event.ts";

/** An event that is not ours to keep. */
export type Refusal =
  /** No tenant has installed this workspace. */
  | { readonly kind: "unknown-workspace" }
  /** Too large or not well-formed. */
  | { readonly kind: "refused"; readonly code: string; readonly cure: string };

/** What happened to an event at the door. */
export type AcceptOutcome =
  | { readonly kind: "accepted" }
  /** The same fact was here before; nothing was written. */
  | { readonly kind: "duplicate" }
  | Refusal;

/** `isNew`: written just now, not found. */
export interface Committed {
  readonly isNew: boolean;
}

/** An event that was judged at the door and has found its owner, as the database will hold it. */
export interface ReadyEvent {
  readonly tenantId: string;
  readonly workspaceId: string;
  readonly orderKey: string;
  readonly dedupeKey: string;
  /** The event as JSON text. */
  readonly payload: string;
}

/**
 * The door of the spine. Resolves after the row is committed, so an adapter may acknowledge then and not before.
 * Rejects with `RapportError` `store.unavailable` when nothing could be stored: answer 503 so that the platform sends again.
 */
export interface Intake {
  accept(event: InboundEvent): Promise<AcceptOutcome>;
  /**
   * For a platform that lives in our own database: `commit` writes the event beside what it tells of, both or neither.
   * What it rejects with passes; an event that is refused is never committed.
   */
  acceptWith<T extends Committed>(
    event: InboundEvent,
    commit: (ready: ReadyEvent) => Promise<T>,
  ): Promise<{ readonly kind: "committed"; readonly result: T } | Refusal>;
}
