import { describe, expect, it } from "vitest";
import { arrivalTimes, type LoopClock, runOpenLoop } from "../../bench/load/open-loop.ts";

/** Time passes only where it is waited for. */
function handClock(): LoopClock & { pass(spanMs: number): void } {
  let nowMs = 1_000;
  return {
    now: () => nowMs,
    until: async (atMs) => {
      nowMs = Math.max(nowMs, atMs);
    },
    pass: (spanMs) => {
      nowMs += spanMs;
    },
  };
}

describe("arrival times", () => {
  it("are fixed by the seed, rise, and keep the rate", () => {
    const times = arrivalTimes(5_000, 100, 7);
    expect(times).toEqual(arrivalTimes(5_000, 100, 7));
    expect(times).not.toEqual(arrivalTimes(5_000, 100, 8));
    expect(times.every((at, index) => at >= (times[index - 1] ?? 0))).toBe(true);
    const perSecond = 5_000 / ((times.at(-1) ?? 0) / 1_000);
    expect(perSecond).toBeGreaterThan(90);
    expect(perSecond).toBeLessThan(110);
  });

  it("are all now without a rate", () => {
    expect([...arrivalTimes(3, null, 1)]).toEqual([0, 0, 0]);
  });
});

describe("the open loop", () => {
  it("counts latency from when a request was due, so that a stall is charged to all who waited", async () => {
    const clock = handClock();
    // The first request blocks everything for 500 ms; the others are due every 100 ms meanwhile.
    const due = Float64Array.from([0, 100, 200, 300, 400]);
    const result = await runOpenLoop(
      due,
      async (index) => {
        if (index === 0) clock.pass(500);
      },
      clock,
    );
    expect(result.latency.maxMs).toBe(500);
    expect(result.latency.p50Ms).toBe(300);
    expect(result.errors).toBe(0);
  });

  it("sends what is due without waiting for earlier answers", async () => {
    const clock = handClock();
    const sent: number[] = [];
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const loop = runOpenLoop(
      Float64Array.from([0, 10, 20]),
      async (index) => {
        sent.push(index);
        if (index === 2) release();
        await held;
      },
      clock,
    );
    await loop;
    expect(sent).toEqual([0, 1, 2]);
  });

  it("goes on after a failure and tells the first one", async () => {
    const clock = handClock();
    const result = await runOpenLoop(
      Float64Array.from([0, 1, 2]),
      async (index) => {
        if (index > 0) throw new Error(`refused ${index}`);
      },
      clock,
    );
    expect(result).toMatchObject({ sent: 3, errors: 2, firstError: "refused 1" });
  });
});
