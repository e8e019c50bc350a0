import { describe, expect, it } from "vitest";
import { ceilingOf } from "../../console/src/charts/ceiling.ts";
import { bytes, percent, span, stepMs } from "../../console/src/lib/format.ts";
import { changeWords, toneOfChange } from "../../console/src/rooms/dashboard/change.ts";

const plain = (said: string): string => said.replaceAll("\u00a0", " ");

describe("figures of the dashboard", () => {
  it("say from where they came", () => {
    expect(plain(changeWords({ value: 0.82, before: 0.74 }, percent))).toBe("↑ from 74 %");
    expect(plain(changeWords({ value: 9_000, before: 14_000 }, span))).toBe("↓ from 14 s");
    expect(changeWords({ value: 0.821, before: 0.82 }, percent)).toBe("as before");
    expect(changeWords({ value: 1, before: null }, String)).toBe("nothing to compare with");
  });

  it("call a rise good or bad by what is counted", () => {
    expect(toneOfChange({ value: 2, before: 1 }, "good")).toBe("good");
    expect(toneOfChange({ value: 2, before: 1 }, "bad")).toBe("bad");
    expect(toneOfChange({ value: 2, before: 1 }, "plain")).toBe("plain");
    expect(toneOfChange({ value: 2, before: 2 }, "bad")).toBe("plain");
  });
});

describe("numbers", () => {
  it("keep their unit on the same line", () => {
    for (const said of [percent(0.5), span(40), stepMs(0.4), stepMs(1_200)]) expect(said).not.toContain(" ");
  });
  it("read as people read them", () => {
    expect(plain(stepMs(0.43))).toBe("0.4 ms");
    expect(plain(stepMs(14.2))).toBe("14 ms");
    expect(bytes(182_044)).toBe("178 kB");
  });
  it("of an axis are round and never too low", () => {
    expect([0, 3, 5, 7, 17, 20, 180].map(ceilingOf)).toEqual([4, 4, 6, 8, 20, 20, 200]);
  });
});
