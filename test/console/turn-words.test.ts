import { describe, expect, it } from "vitest";
import { timeOf, totalMs, turnLine } from "../../console/src/turn/turn-words.ts";
import { angryTurn, calmTurn, optedOutTurn, quietTurn } from "./fixture/turns.ts";

const AT = "2026-03-03T10:00:00.000Z";
const plain = (said: string): string => said.replaceAll("\u00a0", " ");

describe("the line under a customer's message", () => {
  it("says the strongest emotion, what was done and how long it took", () => {
    expect(plain(turnLine([calmTurn("1", AT)]))).toBe("neutral 71 % · answered from “Refunds” · 14 ms");
    expect(plain(turnLine([angryTurn("1", AT)]))).toBe(
      "anger 62 % · answered from “Refunds”, escalated to agents · 14 ms",
    );
    expect(plain(turnLine([quietTurn("1", AT)]))).toBe("joy 80 % · stayed silent · 5.7 ms");
  });

  it("names no emotion of somebody who has opted out", () => {
    expect(turnLine([optedOutTurn("1", AT)])).toContain("not analysed");
  });

  it("tells the newest turn when a wait was over", () => {
    const waits = {
      ...calmTurn("1", AT),
      decision: [{ kind: "wait" as const, timer: "consider-request" as const, forMs: 6_000, reason: "" }],
    };
    expect(plain(turnLine([waits]))).toContain("waits 6 s for more");
    expect(turnLine([waits, calmTurn("1", AT)])).toContain("answered");
  });

  it("is empty without a turn", () => expect(turnLine([])).toBe(""));
});

describe("times", () => {
  it("add up unless the total is named", () => {
    const turn = calmTurn("1", AT);
    expect(totalMs({ ...turn, timingsMs: { a: 1, b: 2 } })).toBe(3);
    expect(totalMs({ ...turn, timingsMs: { a: 1, total: 9 } })).toBe(9);
  });
  it("of a step are found by a part of its name", () => {
    expect(timeOf({ ...calmTurn("1", AT), timingsMs: { tagEmotions: 4 } }, ["emotion"])).toBe(4);
    expect(timeOf({ ...calmTurn("1", AT), timingsMs: {} }, ["emotion"])).toBeNull();
  });
});
