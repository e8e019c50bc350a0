import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createIdentifyGuard, IDENTIFY_EVERY_MS } from "../../../adapters/discord/gateway/identify-guard.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
beforeEach(() => vi.useFakeTimers({ now: 0 }));
afterEach(() => vi.useRealTimers());

function openGuard(limit: { atOnce?: number; remaining?: () => number } = {}) {
  const heldBack: number[] = [];
  const begun: number[] = [];
  const guard = createIdentifyGuard({
    everyMs: IDENTIFY_EVERY_MS,
    nowMs: () => Date.now(),
    onHeldBack: (waitMs) => heldBack.push(waitMs),
    limit: async () => ({
      atOnce: limit.atOnce ?? 1,
      remaining: limit.remaining?.() ?? 1_000,
      resetMs: 7 * HOUR,
    }),
  });
  const abort = new AbortController();
  const begin = (shardId = 0, signal = abort.signal): void => {
    guard.waitForIdentify(shardId, signal).then(
      () => begun.push(Date.now()),
      () => undefined,
    );
  };
  return { begin, begun, heldBack, stop: () => abort.abort() };
}

it("a line that breaks at every turn begins at most 900 sessions in a day, and 5.5 s apart", async () => {
  const { begin, begun, heldBack, stop } = openGuard();
  for (let n = 0; n < 2_000; n += 1) begin();
  await vi.advanceTimersByTimeAsync(2 * DAY);
  for (const [at, beganMs] of begun.entries()) {
    const next = begun[at + 1];
    if (next !== undefined) expect(next - beganMs).toBeGreaterThanOrEqual(5_000);
    expect((begun[at + 900] ?? Number.POSITIVE_INFINITY) - beganMs).toBeGreaterThanOrEqual(DAY);
  }
  expect(begun.length).toBeGreaterThan(1_700);
  expect(heldBack.length).toBeGreaterThan(0);
  stop();
});

it("what Discord has left is not used up: it waits for the new day and says so", async () => {
  let remaining = 20;
  const { begin, begun, heldBack, stop } = openGuard({ remaining: () => remaining });
  begin();
  await vi.advanceTimersByTimeAsync(HOUR);
  expect([begun, heldBack]).toEqual([[], [7 * HOUR]]);
  remaining = 1_000;
  await vi.advanceTimersByTimeAsync(6 * HOUR);
  expect(begun).toHaveLength(1);
  stop();
});

it("shards begin at the same time where Discord lets them", async () => {
  const { begin, begun, stop } = openGuard({ atOnce: 4 });
  for (let shardId = 0; shardId < 8; shardId += 1) begin(shardId);
  await vi.advanceTimersByTimeAsync(100);
  expect(begun).toHaveLength(4);
  await vi.advanceTimersByTimeAsync(IDENTIFY_EVERY_MS);
  expect(begun).toHaveLength(8);
  stop();
});

it("whoever is given up while it waits begins nothing, and the next need not wait for it", async () => {
  const { begin, begun, stop } = openGuard();
  begin();
  await vi.advanceTimersByTimeAsync(0);
  const given = new AbortController();
  begin(0, given.signal);
  begin(0, given.signal);
  begin();
  given.abort();
  await vi.advanceTimersByTimeAsync(IDENTIFY_EVERY_MS);
  expect(begun).toEqual([0, IDENTIFY_EVERY_MS]);
  stop();
});
