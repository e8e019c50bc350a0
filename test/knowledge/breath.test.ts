import { expect, test } from "vitest";
import { createBackgroundBreath } from "../../src/knowledge/breath.ts";

/** Works for ten slices beside others who take so long in every turn of the loop; gives the share of the time that was worked. */
async function shareBeside(othersMs: number): Promise<number> {
  let now = 0;
  const breath = createBackgroundBreath({
    nowMs: () => now,
    yieldTurn: async () => {
      now += othersMs;
    },
    rest: async (ms) => {
      now += ms;
    },
  });
  let workedMs = 0;
  for (let slice = 0; slice < 10; slice += 1) {
    now += 2;
    workedMs += 2;
    await breath.pauseIfDue();
  }
  return workedMs / now;
}

test("work that nobody waits for has the thread when it is alone, and little of it beside others", async () => {
  expect(await shareBeside(0.05)).toBeGreaterThan(0.9);
  expect(await shareBeside(1.5)).toBeLessThan(0.35);
});
