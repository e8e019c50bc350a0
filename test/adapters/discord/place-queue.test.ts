import fc from "fast-check";
import { expect, it } from "vitest";
import { createPlaceQueue } from "../../../adapters/discord/receive/place-queue.ts";
import type { TakeOutcome, Told } from "../../../adapters/discord/receive/take.ts";
import { createTracker } from "../../../adapters/discord/receive/tracker.ts";
import { silentLogger } from "../../../src/ports/logger.ts";

const told = (at: number): Told => ({ t: "MESSAGE_CREATE", d: at, key: "" });
const nowhere = { read: async () => new Map<string, string>(), save: async () => undefined };
const keyOf = (at: number): string => String(1_000 + at);

it("what is told of a place goes to the inbox in order and shares its commits, and no more of it at once than it may", async () => {
  let commit: () => void = () => undefined;
  const committed = new Promise<void>((resolve) => {
    commit = resolve;
  });
  const begun: unknown[] = [];
  const queue = createPlaceQueue(async ({ d }) => {
    begun.push(d);
    return { outcome: committed.then((): TakeOutcome => "kept") };
  }, 4);
  const all = Promise.all(Array.from({ length: 6 }, (_, at) => queue.take("one", told(at))));
  const elsewhere = queue.take("two", told(7));
  await new Promise(setImmediate);
  expect(begun).toEqual([0, 7, 1, 2, 3]);
  commit();
  expect(await all).toEqual(Array.from({ length: 6 }, () => "kept"));
  expect(await elsewhere).toBe("kept");
  expect(begun).toEqual([0, 7, 1, 2, 3, 4, 5]);
  await queue.idle();
});

it("a place is never taken for read past a message that is not surely kept, in whatever order commits and failures come", async () => {
  const outcomes = fc.array(fc.constantFrom<TakeOutcome>("kept", "kept", "passed", "not-kept"), {
    minLength: 1,
    maxLength: 12,
  });
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), outcomes, async (scheduler, planned) => {
      const tracker = createTracker(nowhere, silentLogger);
      await tracker.open("server");
      const missing = new Set(planned.keys());
      const noted: number[] = [];
      const queue = createPlaceQueue(async ({ d }) => {
        const outcome = scheduler.schedule(Promise.resolve(planned[Number(d)] ?? "passed")).then((one) => {
          if (one !== "not-kept") missing.delete(Number(d));
          return one;
        });
        return { outcome };
      }, 5);
      const takings = planned.map((_, at) =>
        queue.take("place", told(at), (outcome) => {
          noted.push(at);
          if (outcome === "not-kept") tracker.setBehind("place");
          else tracker.note("server", "place", keyOf(at));
          const position = Number(tracker.at("place") ?? "0") - 1_000;
          expect([...missing].every((one) => one > position)).toBe(true);
        }),
      );
      await scheduler.waitFor(Promise.all(takings));
      expect(noted).toEqual([...planned.keys()]);
      await tracker.stop();
    }),
    { numRuns: 200 },
  );
});
