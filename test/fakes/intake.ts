import { RapportError } from "../../src/domain/errors.ts";
import type { InboundEvent } from "../../src/domain/inbound-event.ts";
import type { AcceptOutcome, Intake } from "../../src/ports/intake.ts";

/** The door of the spine, in memory: the same fact is accepted once. */
export interface FakeIntake extends Intake {
  /** Accepted, each fact once, in order. */
  readonly events: readonly InboundEvent[];
  /** Every call, repeats included. */
  readonly calls: readonly InboundEvent[];
  /** Rejects with `store.unavailable` until `recover`. */
  fail(): void;
  recover(): void;
  /** Holds every call open until the given function is called. */
  hold(): () => void;
}

export function createFakeIntake(): FakeIntake {
  const events: InboundEvent[] = [];
  const calls: InboundEvent[] = [];
  const seen = new Set<string>();
  let isDown = false;
  let gate: Promise<void> = Promise.resolve();
  return {
    events,
    calls,
    fail() {
      isDown = true;
    },
    recover() {
      isDown = false;
    },
    hold() {
      let open: () => void = () => undefined;
      gate = new Promise((resolve) => {
        open = resolve;
      });
      return () => open();
    },
    async accept(event): Promise<AcceptOutcome> {
      calls.push(event);
      await gate;
      if (isDown) throw new RapportError("store.unavailable", "The store is down.", "Send again.");
      const key = `${event.platform}/${event.workspaceKey}/${event.dedupeKey}`;
      if (seen.has(key)) return { kind: "duplicate" };
      seen.add(key);
      events.push(event);
      return { kind: "accepted" };
    },
  } satisfies FakeIntake;
}
