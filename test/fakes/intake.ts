import { RapportError } from "../../src/domain/errors.ts";
import { type InboundEvent, orderKeyOf } from "../../src/domain/inbound-event.ts";
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

const down = () => new RapportError("store.unavailable", "The store is down.", "Send again.");
/** Owner of what is committed beside others' rows: some tenant's workspace that nobody looks up. */
const NOBODY = {
  tenantId: "00000000-0000-4000-8000-000000000001",
  workspaceId: "00000000-0000-4000-8000-000000000002",
};

export function createFakeIntake(): FakeIntake {
  const events: InboundEvent[] = [];
  const calls: InboundEvent[] = [];
  const seen = new Set<string>();
  let isDown = false;
  let gate: Promise<void> = Promise.resolve();
  /** False for a fact that was here before. */
  function take(event: InboundEvent): boolean {
    const key = `${event.platform}/${event.workspaceKey}/${event.dedupeKey}`;
    if (seen.has(key)) return false;
    seen.add(key);
    events.push(event);
    return true;
  }
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
      if (isDown) throw down();
      return take(event) ? { kind: "accepted" } : { kind: "duplicate" };
    },
    async acceptWith(event, commit) {
      if (isDown) throw down();
      const keys = { orderKey: orderKeyOf(event), dedupeKey: event.dedupeKey };
      const result = await commit({ ...NOBODY, ...keys, payload: JSON.stringify(event) });
      // What was sent before is told again by its first key.
      if (result.isNew) {
        calls.push(event);
        take(event);
      }
      await gate;
      return { kind: "committed", result };
    },
  } satisfies FakeIntake;
}
