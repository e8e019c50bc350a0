import { expect, test } from "vitest";
import { RapportError } from "../../src/domain/errors.ts";
import type { InboundEvent } from "../../src/domain/inbound-event.ts";
import { watchIntake } from "../../src/spine/intake-watch.ts";
import type { SpineIntake } from "../../src/store/spine/intake.ts";
import { messageEvent } from "../support/spine.ts";

const event: InboundEvent = messageEvent({ tenantId: "t", workspaceId: "i", workspaceKey: "w" });

test("a door that turns people away says since when, until it takes one or nobody knocks any more", async () => {
  let nowMs = 1_000;
  let isFull = false;
  let waiting = 0;
  const knockOfWorker = () => {
    waiting += 1;
    return () => {
      waiting -= 1;
    };
  };
  const knock = (): void => {
    if (isFull) throw new RapportError("store.unavailable", "full", "make room");
  };
  const door: SpineIntake = {
    async accept() {
      knock();
      return { kind: "accepted" };
    },
    async acceptWith(_event, commit) {
      knock();
      const ready = { tenantId: "t", workspaceId: "i", orderKey: "o", dedupeKey: "d", payload: "{}" };
      return { kind: "committed", result: await commit(ready) };
    },
    forgetWorkspaces: () => undefined,
    waiting: 0,
  };
  const { intake, refusingMs } = watchIntake(door, knockOfWorker, () => nowMs);
  await intake.accept(event);
  expect(refusingMs()).toBeNull();
  isFull = true;
  await expect(intake.accept(event)).rejects.toThrow("full");
  nowMs += 4_000;
  await expect(intake.acceptWith(event, async () => ({ isNew: true }))).rejects.toThrow("full");
  nowMs += 4_000;
  expect(refusingMs()).toBe(8_000);
  nowMs += 2_000;
  expect(refusingMs()).toBeNull();
  await expect(intake.accept(event)).rejects.toThrow("full");
  isFull = false;
  await intake.accept(event);
  expect(refusingMs()).toBeNull();
  // Whoever came, taken in or turned away, has been answered.
  expect(waiting).toBe(0);
});
