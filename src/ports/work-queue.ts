import type { InboundEvent } from "../domain/inbound-event.ts";
import type { TenantStores } from "./stores/store.ts";

/** A claimed inbox row. */
export interface ClaimedEvent {
  readonly tenantId: string;
  readonly workspaceId: string;
  readonly inboxId: number;
  readonly attempt: number;
  readonly event: InboundEvent;
  /**
   * Runs the work and marks the row done in one transaction, if the claim still holds.
   * `fenced`: another worker has taken over; nothing was written.
   */
  finish(work: (stores: TenantStores) => Promise<void>): Promise<"done" | "fenced">;
  /** Reads outside the closing transaction; short. */
  read<T>(work: (stores: TenantStores) => Promise<T>): Promise<T>;
}

/** Does the work of one event. A rejection counts as a failed attempt: back-off, then the dead letters. */
export type EventHandler = (claimed: ClaimedEvent) => Promise<void>;
