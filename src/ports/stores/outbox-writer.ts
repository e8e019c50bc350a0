import type { InboundEvent } from "../../domain/inbound-event.ts";
import type { Outbound } from "../../domain/outbound.ts";

/** Writes what is to be said in the transaction of the facts behind it. */
export interface OutboxWriter {
  /**
   * `causeKey` names fact and purpose ("m:<message id>:reply"): the same fact never says the same thing twice.
   * `ref` names the post so that it can be updated later. Gives the outbox id, or `null` when it was there already.
   */
  add(entry: {
    /** The outbox id, where it must be known before; used for one entry alone. Without it one is made. */
    readonly id?: string;
    readonly workspaceId: string;
    readonly causeKey: string;
    readonly ref?: string;
    readonly outbound: Outbound;
  }): Promise<string | null>;
}

/** Persisted waits; when due, the event passes through the inbox like any other. */
export interface TimerWriter {
  /** Setting the same timer again moves it. `event.dedupeKey` must name the due instant. */
  set(timer: {
    readonly workspaceId: string;
    readonly name: string;
    readonly subjectId: string;
    readonly dueAt: Date;
    readonly event: InboundEvent;
  }): Promise<void>;
  cancel(name: string, subjectId: string): Promise<void>;
}
