import type { InboundEvent } from "../domain/inbound-event.ts";

/** What happened to an event at the door. */
export type AcceptOutcome =
  | { readonly kind: "accepted" }
  /** The same fact was here before; nothing was written. */
  | { readonly kind: "duplicate" }
  /** No tenant has installed this workspace. */
  | { readonly kind: "unknown-workspace" }
  /** Too large or not well-formed. */
  | { readonly kind: "refused"; readonly code: string; readonly cure: string };

/**
 * The door of the spine. Resolves after the row is committed, so an adapter may acknowledge then and not before.
 * Rejects with `RapportError` `store.unavailable` when nothing could be stored: answer 503 so that the platform sends again.
 */
export interface Intake {
  accept(event: InboundEvent): Promise<AcceptOutcome>;
}
