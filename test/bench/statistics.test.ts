import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  differencePerRound,
  keeps,
  median,
  percentile,
  type Round,
  ratioPerRound,
  slopeOf,
  spreadOf,
} from "../../bench/harness/statistics.ts";

const valid = (cpu: number): Round => ({ kind: "valid", figures: { cpu } });
const broken: Round = { kind: "void", reason: "the load generator had errors" };

describe("the middle of some rounds", () => {
  it("is the middle value, or lies between the two middle ones", () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([])).toBeNaN();
  });

  it("does not depend on the order and does not touch what it is given", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1_000, max: 1_000 }), { minLength: 1 }), (values) => {
        const before = [...values];
        expect(median(values)).toBe(median(values.toReversed()));
        expect(values).toEqual(before);
        expect(median(values)).toBeGreaterThanOrEqual(Math.min(...values));
        expect(median(values)).toBeLessThanOrEqual(Math.max(...values));
      }),
    );
  });
});

describe("a percentile", () => {
  it("is a value that was seen, counted from the smallest", () => {
    const values = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(percentile(values, 0.5)).toBe(50);
    expect(percentile(values, 0.99)).toBe(99);
    expect(percentile(values, 1)).toBe(100);
    expect(percentile([7], 0.01)).toBe(7);
    expect(percentile([], 0.5)).toBeNaN();
  });
});

describe("ratios", () => {
  it("are formed round by round, so that a slow minute of the machine hits both sides", () => {
    const ours = [valid(100), valid(400), valid(90)];
    const theirs = [valid(200), valid(800), valid(90)];
    expect(ratioPerRound(ours, theirs, "cpu")).toEqual([0.5, 0.5, 1]);
  });

  it("leave out a round that is void for either side", () => {
    expect(ratioPerRound([valid(1), broken, valid(3)], [broken, valid(2), valid(6)], "cpu")).toEqual([0.5]);
    expect(differencePerRound([valid(1), broken, valid(3)], [broken, valid(2), valid(6)], "cpu")).toEqual([
      -3,
    ]);
  });

  it("are none for a figure that one side does not have", () => {
    expect(ratioPerRound([valid(1)], [{ kind: "valid", figures: {} }], "cpu")).toEqual([]);
    expect(ratioPerRound([valid(1)], [], "cpu")).toEqual([]);
  });
});

describe("a spread", () => {
  it("counts the rounds it stands on", () => {
    expect(spreadOf([3, Number.NaN, 1, 2])).toEqual({ median: 2, least: 1, most: 3, rounds: 3 });
    expect(spreadOf([Number.NaN])).toBeNull();
  });
});

describe("a bound", () => {
  it("is loosened in the direction it bounds", () => {
    expect(keeps(1.4, { atMost: 1 }, 1.5)).toBe(true);
    expect(keeps(1.6, { atMost: 1 }, 1.5)).toBe(false);
    expect(keeps(2, { atLeast: 2.5 }, 1.5)).toBe(true);
    expect(keeps(1.6, { atLeast: 2.5 }, 1.5)).toBe(false);
    expect(keeps(Number.NaN, { atMost: 1 }, 1.5)).toBe(false);
  });
});

describe("a rise", () => {
  it("is that of the line, and 0 where there is none to see", () => {
    const line = [1, 2, 5, 9].map((x) => ({ x, y: 3 * x + 7 }));
    expect(slopeOf(line)).toBeCloseTo(3);
    expect(slopeOf([{ x: 1, y: 5 }])).toBe(0);
    expect(slopeOf([])).toBe(0);
  });
});
