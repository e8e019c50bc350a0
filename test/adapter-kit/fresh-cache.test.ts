import { expect, it } from "vitest";
import { createFreshCache } from "../../src/adapter-kit/fresh-cache.ts";

function setUp(usableMs: number) {
  const told = { nowMs: 0, value: 1, loads: 0 };
  const cache = createFreshCache({
    load: async () => {
      told.loads += 1;
      if (told.value === 0) throw new Error("down");
      return told.value;
    },
    freshMs: 10,
    usableMs,
    failedMs: 5,
    maxEntries: 2,
    nowMs: () => told.nowMs,
  });
  return { cache, told };
}

it("what is remembered is used while it is read anew behind the answer, and no longer than it may be", async () => {
  const { cache, told } = setUp(100);
  expect(await cache.get("a", 50)).toBe(1);
  told.value = 2;
  told.nowMs = 20;
  expect(await cache.get("a", 50)).toBe(1);
  await new Promise(setImmediate);
  expect(await cache.get("a", 50)).toBe(2);
  told.value = 0;
  told.nowMs = 200;
  expect(await cache.get("a", 50)).toBeNull();
  expect(await cache.get("a", 50)).toBeNull();
  expect(told.loads).toBe(3);
  cache.set("b", 7);
  cache.set("c", 8);
  expect([cache.peek("a"), cache.peek("b"), cache.peek("c")]).toEqual([null, 7, 8]);
});

it("what may be used only while it is fresh is waited for, and asked again after a failure's pause", async () => {
  const { cache, told } = setUp(10);
  expect(await cache.get("a", 50)).toBe(1);
  told.nowMs = 10;
  expect(cache.peek("a")).toBeNull();
  told.value = 0;
  expect(await cache.get("a", 50)).toBeNull();
  told.value = 2;
  told.nowMs = 14;
  expect(await cache.get("a", 50)).toBeNull();
  told.nowMs = 15;
  expect(await cache.get("a", 50)).toBe(2);
  expect(told.loads).toBe(3);
});

it("many who ask at once are one reading", async () => {
  const { cache, told } = setUp(10);
  expect(await Promise.all([1, 2, 3].map(() => cache.get("a", 50)))).toEqual([1, 1, 1]);
  expect(told.loads).toBe(1);
});

it("what came too late for one is there for the next, without being asked for again", async () => {
  let answer: (name: string) => void = () => undefined;
  let asked = 0;
  const cache = createFreshCache<string>({
    load: () => {
      asked += 1;
      return new Promise((resolve) => (answer = resolve));
    },
    freshMs: 1_000,
    usableMs: 2_000,
    failedMs: 500,
    maxEntries: 10,
    nowMs: () => 0,
  });
  expect(await cache.get("maya", 1)).toBeNull();
  answer("Maya");
  expect(await cache.get("maya", 1_000)).toBe("Maya");
  expect(asked).toBe(1);
});
