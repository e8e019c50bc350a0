import fc from "fast-check";
import { expect, it } from "vitest";
import { createInOrder } from "../../src/adapter-kit/in-order.ts";

it("work of one place is done in the order it came, whatever fails and however long each gets ready", async () => {
  const deed = fc.record({
    place: fc.constantFrom("a", "b"),
    turns: fc.nat({ max: 4 }),
    fails: fc.constantFrom("never", "getting ready", "at work"),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { maxLength: 8 }), async (deeds) => {
      const inOrder = createInOrder();
      const done: number[] = [];
      let working = new Set<string>();
      const outcomes = await Promise.allSettled(
        deeds.map(({ place, turns, fails }, at) => {
          const ready = (async () => {
            for (let turn = 0; turn < turns; turn += 1) await null;
            if (fails === "getting ready") throw new Error("not ready");
          })();
          return inOrder.runWith(place, ready, async () => {
            expect(working).not.toContain(place);
            working = new Set([...working, place]);
            await null;
            done.push(at);
            working.delete(place);
            if (fails === "at work") throw new Error("failed");
          });
        }),
      );
      expect(outcomes.map(({ status }) => status === "fulfilled")).toEqual(
        deeds.map(({ fails }) => fails === "never"),
      );
      for (const name of ["a", "b"]) {
        const here = done.filter((at) => deeds[at]?.place === name);
        expect(here).toEqual([...here].sort((a, b) => a - b));
      }
      await inOrder.idle();
    }),
  );
});

it("what could not be got ready lets nobody overtake who came before it", async () => {
  const inOrder = createInOrder();
  const done: string[] = [];
  let beReady = (): void => undefined;
  const slow = new Promise<void>((resolve) => {
    beReady = resolve;
  });
  const first = inOrder.runWith("a", slow, async () => void done.push("first"));
  const second = inOrder.runWith("a", Promise.reject(new Error("not ready")), async () => undefined);
  const third = inOrder.runWith("a", Promise.resolve(), async () => void done.push("third"));
  const other = inOrder.run("b", async () => void done.push("another place"));
  await other;
  await new Promise(setImmediate);
  expect(done).toEqual(["another place"]);
  beReady();
  await first;
  await expect(second).rejects.toThrow("not ready");
  await third;
  expect(done).toEqual(["another place", "first", "third"]);
});

it("is idle when all that was begun is over, what began meanwhile included", async () => {
  const inOrder = createInOrder();
  const done: number[] = [];
  void inOrder.run("a", async () => {
    await null;
    done.push(1);
    void inOrder.run("a", async () => void done.push(2));
  });
  await inOrder.idle();
  expect(done).toEqual([1, 2]);
});
