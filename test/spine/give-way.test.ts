import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createGiveWay } from "../../src/spine/give-way.ts";

const MOST = 16;

/** A worker's way with a loop and a time of its own. */
function way() {
  let now = 0;
  let loopMs = 0;
  const giveWay = createGiveWay({ most: MOST, loopDelayMs: () => loopMs, nowMs: () => now });
  return {
    giveWay,
    /** So many come at once in each of `looks` tenths of a second, and wait so long; gives how much may be under way. */
    live(looks: number, { knocks = 0, answerMs = 1, delayMs = 0 }): void {
      loopMs = delayMs;
      for (let look = 0; look < looks; look += 1) {
        const answers = Array.from({ length: knocks }, () => giveWay.knock());
        now += answerMs;
        for (const answered of answers) answered();
        now += Math.max(0, 100 - answerMs);
        giveWay.nextInMs(MOST);
      }
    },
    /** Pieces that begin in a second when none of them ends. */
    places(): number {
      let underWay = 0;
      while (underWay < MOST && giveWay.nextInMs(underWay) === 0) underWay += 1;
      return underWay;
    },
    wait(ms: number): void {
      now += ms;
    },
  };
}

describe("a worker beside the door", () => {
  test("works at full width while nobody waits", () => {
    const { giveWay, live, places } = way();
    live(10, {});
    expect(places()).toBe(MOST);
    expect(giveWay.isNarrow).toBe(false);
  });

  test("works at full width beside a busy door whose answers are quick", () => {
    const { live, places } = way();
    live(150, { knocks: 100, answerMs: 5, delayMs: 5 });
    expect(places()).toBe(MOST);
  });

  test("is narrow when a crowd comes to a door that was quiet, before anything is felt", () => {
    const { live, places } = way();
    live(10, {});
    live(1, { knocks: 100 });
    expect(places()).toBe(2);
  });

  test("learns what the disk takes for itself, and narrows for what work adds to it", () => {
    const { giveWay, live, places } = way();
    live(200, { knocks: 100, answerMs: 40 });
    expect(places()).toBe(MOST);
    live(5, { knocks: 100, answerMs: 90 });
    expect(giveWay.isNarrow).toBe(true);
  });

  test("narrows within a second when the loop is held up, or when answers are late", () => {
    for (const trouble of [{ delayMs: 50 }, { answerMs: 80 }]) {
      const { giveWay, live, places, wait } = way();
      live(2, { knocks: 100 });
      live(7, { knocks: 100, ...trouble });
      expect(giveWay.isNarrow).toBe(true);
      wait(80);
      expect(places()).toBe(1);
    }
  });

  test("narrows when those who wait get no answer at all", () => {
    const { giveWay, live } = way();
    for (let count = 0; count < 10; count += 1) giveWay.knock();
    live(3, {});
    expect(giveWay.isNarrow).toBe(true);
  });

  test("widens slowly while the door is busy, and quickly when nobody comes any more", () => {
    const busy = way();
    busy.live(8, { knocks: 100, delayMs: 50 });
    busy.live(20, { knocks: 100 });
    busy.wait(80);
    const soon = busy.places();
    expect(soon).toBeGreaterThan(1);
    expect(soon).toBeLessThan(MOST / 2);
    busy.live(150, { knocks: 100 });
    expect(busy.places()).toBe(MOST);

    const quiet = way();
    quiet.live(8, { knocks: 100, delayMs: 50 });
    quiet.live(12, {});
    expect(quiet.places()).toBe(MOST);
  });

  test("does not take a few who come now and then for a crowd", () => {
    const { giveWay, live } = way();
    live(20, { knocks: 1, answerMs: 60, delayMs: 40 });
    expect(giveWay.isNarrow).toBe(false);
  });

  test("what was felt long ago does not count", () => {
    const { giveWay, live, wait } = way();
    live(8, { knocks: 100, delayMs: 50 });
    wait(5_000);
    giveWay.nextInMs(0);
    expect(giveWay.isNarrow).toBe(false);
  });

  test("work never starves: whatever the door says, something begins every tenth of a second", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            knocks: fc.nat(50),
            answerMs: fc.integer({ min: 1, max: 3_000 }),
            delayMs: fc.nat(5_000),
          }),
          { maxLength: 30 },
        ),
        fc.integer({ min: 0, max: MOST - 1 }),
        (life, underWay) => {
          const { giveWay, live, wait } = way();
          for (const tenth of life) live(1, tenth);
          giveWay.nextInMs(underWay);
          wait(100);
          expect(giveWay.nextInMs(underWay)).toBe(0);
        },
      ),
    );
  });
});
