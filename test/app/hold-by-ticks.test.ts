import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { holdByTicks, WINDOW_MS } from "../../src/app/hold-by-ticks.ts";
import { silentLogger } from "../../src/ports/logger.ts";

beforeEach(() => vi.useFakeTimers({ now: new Date("2026-03-02T09:00:00Z") }));
afterEach(() => vi.useRealTimers());

/** The table that all processes share, and processes that come, go and die. */
function openTable() {
  const claimed = new Set<string>();
  const holding = new Set<string>();
  let most = 0;
  const join = (process: string) => {
    let isDead = false;
    let isAway = false;
    const own = <T>(work: () => T): Promise<T> => {
      if (isDead) return new Promise(() => undefined);
      return isAway ? Promise.reject(new Error("the database is away")) : Promise.resolve(work());
    };
    const hold = holdByTicks({
      name: "discord:all",
      claim: (id) =>
        own(() => {
          if (claimed.has(id)) return false;
          claimed.add(id);
          return true;
        }),
      giveBack: (ids) =>
        own(() => {
          for (const id of ids) claimed.delete(id);
        }),
      clean: () => own(() => undefined),
      clock: { now: () => new Date() },
      logger: silentLogger,
    })({
      onGained() {
        holding.add(process);
        most = Math.max(most, holding.size);
      },
      onLost: () => void holding.delete(process),
    });
    return {
      die() {
        isDead = true;
        holding.delete(process);
      },
      setAway(is: boolean) {
        isAway = is;
      },
      async stop() {
        holding.delete(process);
        await hold.release();
      },
    };
  };
  return { join, holders: () => [...holding], most: () => most, claims: () => claimed.size };
}

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

it("of three processes one listens, and goes on for as long as it lives", async () => {
  const table = openTable();
  for (const name of ["a", "b", "c"]) table.join(name);
  for (let window = 0; window < 20; window += 1) {
    await pass(WINDOW_MS);
    expect(table.holders()).toEqual(["a"]);
  }
  expect(table.most()).toBe(1);
});

it("one that dies is followed within a window and a half and a second, whenever it dies", async () => {
  for (let afterMs = 500; afterMs < 2 * WINDOW_MS; afterMs += 900) {
    const table = openTable();
    const first = table.join("a");
    await pass(afterMs);
    table.join("b");
    await pass(1_500);
    first.die();
    await pass(1.5 * WINDOW_MS + 1_000);
    expect(table.holders(), `died after ${afterMs} ms`).toEqual(["b"]);
    expect(table.most()).toBe(1);
  }
});

it("one that is stopped in order leaves its place at once", async () => {
  const table = openTable();
  const first = table.join("a");
  await pass(0.8 * WINDOW_MS);
  table.join("b");
  await pass(1_000);
  expect(table.holders()).toEqual(["a"]);
  await first.stop();
  await pass(1_000);
  expect(table.holders()).toEqual(["b"]);
  expect(table.most()).toBe(1);
});

it("one that cannot reach the database gives way as soon as it learns that another has taken over", async () => {
  const table = openTable();
  const first = table.join("a");
  await pass(1_000);
  table.join("b");
  first.setAway(true);
  await pass(2 * WINDOW_MS);
  first.setAway(false);
  await pass(1_000);
  expect(table.holders()).toEqual(["b"]);
});
