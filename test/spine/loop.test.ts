import { setImmediate as nextTurn } from "node:timers/promises";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { backOffMs } from "../../src/spine/back-off.ts";
import { createLoop } from "../../src/spine/loop.ts";
import { createRecordingLogger } from "../fakes/logger.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});
afterEach(() => {
  vi.useRealTimers();
});

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await nextTurn();
}

const loopOf = (step: () => Promise<number | null>) =>
  createLoop({ name: "test", step, idleMs: 1_000, logger: createRecordingLogger() });

test("looks at once, then after the idle pause, and at once when woken", async () => {
  let looks = 0;
  const loop = loopOf(async () => {
    looks += 1;
    return null;
  });
  loop.start();
  await turns(3);
  expect(looks).toBe(1);
  await vi.advanceTimersByTimeAsync(999);
  expect(looks).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  await turns(3);
  expect(looks).toBe(2);
  loop.wake();
  await turns(3);
  expect(looks).toBe(3);
  await loop.stop();
  loop.wake();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(looks).toBe(3);
});

test("a hint that comes during a look is not lost", async () => {
  let looks = 0;
  const loop = loopOf(async () => {
    looks += 1;
    if (looks === 1) loop.wake();
    await nextTurn();
    return null;
  });
  loop.start();
  await turns(8);
  expect(looks).toBe(2);
  await loop.stop();
});

test("calms down while every look fails, however often it is woken, and recovers", async () => {
  let looks = 0;
  let isAway = true;
  const loop = loopOf(async () => {
    looks += 1;
    if (isAway) throw new Error("away");
    return null;
  });
  loop.start();
  for (let hint = 0; hint < 50; hint++) {
    loop.wake();
    await nextTurn();
  }
  expect(looks).toBe(1);
  for (let second = 0; second < 60; second++) {
    await vi.advanceTimersByTimeAsync(1_000);
    await turns(2);
  }
  expect(looks).toBeLessThan(25);
  expect(looks).toBeGreaterThan(5);
  isAway = false;
  await vi.advanceTimersByTimeAsync(5_000);
  await turns(2);
  const before = looks;
  loop.wake();
  await turns(3);
  expect(looks).toBe(before + 1);
  await loop.stop();
});

test("what is left of a long pause is not waited for once the database has answered somebody", async () => {
  let looks = 0;
  let isAway = true;
  const loop = loopOf(async () => {
    looks += 1;
    if (isAway) throw new Error("away");
    return null;
  });
  loop.start();
  for (let second = 0; second < 30; second++) {
    await vi.advanceTimersByTimeAsync(1_000);
    await turns(2);
  }
  const before = looks;
  for (let hint = 0; hint < 50; hint++) {
    loop.resume();
    await nextTurn();
  }
  expect(looks).toBe(before);
  isAway = false;
  await vi.advanceTimersByTimeAsync(100);
  await turns(2);
  expect(looks).toBe(before + 1);
  await loop.stop();
});

test("stop waits for the look under way", async () => {
  let end: () => void = () => undefined;
  let isOver = false;
  const loop = loopOf(async () => {
    await new Promise<void>((resolve) => {
      end = resolve;
    });
    isOver = true;
    return null;
  });
  loop.start();
  await turns(1);
  const stopped = loop.stop();
  end();
  await stopped;
  expect(isOver).toBe(true);
});

test("back-off doubles, is drawn from the upper half, and has an end", () => {
  const span = { firstMs: 1_000, mostMs: 60_000 };
  expect([1, 2, 3, 4].map((attempt) => backOffMs(attempt, span, 1))).toEqual([1_000, 2_000, 4_000, 8_000]);
  expect(backOffMs(3, span, 0)).toBe(2_000);
  expect(backOffMs(5_000, span, 1)).toBe(60_000);
});
