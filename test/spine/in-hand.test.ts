import { expect, test } from "vitest";
import { createInHand } from "../../src/spine/in-hand.ts";

test("of what is held, the tenant with the least under way begins first", async () => {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const hand = createInHand<{ readonly tenantId: string; readonly name: string }>(() => undefined);
  const hold = (tenantId: string, name: string): void =>
    hand.hold({ tenantId, name }, async () => {
      begun.push(name);
      await new Promise<void>((resolve) => ends.set(name, resolve));
    });
  for (const name of ["noise 1", "noise 2", "noise 3"]) hold("noisy", name);
  hand.beginNext();
  hold("quiet", "question");
  hold("calm", "thanks");
  hand.beginNext();
  hand.beginNext();
  expect(begun).toEqual(["noise 1", "question", "thanks"]);
  hand.beginNext();
  ends.get("question")?.();
  ends.get("thanks")?.();
  await Promise.resolve();
  hold("quiet", "another question");
  hand.beginNext();
  expect(begun.at(-1)).toBe("another question");
  expect(hand.held).toBe(1);
  for (const end of ends.values()) end();
});
