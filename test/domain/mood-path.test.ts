import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MOODS } from "../../src/domain/emotion.ts";
import { type MoodReading, moodPath, turningPoint } from "../../src/domain/mood-path.ts";

const readings = (...steps: readonly (readonly [MoodReading["mood"], number])[]): MoodReading[] =>
  steps.map(([mood, sentiment], index) => ({ messageId: `m${index + 1}`, mood, sentiment }));

describe("the mood path of a thread", () => {
  it("joins equal moods in a row and says where each stretch began", () => {
    const path = moodPath(
      readings(
        ["neutral", 0],
        ["frustrated", -0.4],
        ["frustrated", -0.5],
        ["resigned", -0.5],
        ["frustrated", -0.3],
      ),
    );
    expect(path.map((step) => `${step.mood} ${step.fromMessageId} ${step.messages}`)).toEqual([
      "neutral m1 1",
      "frustrated m2 2",
      "resigned m4 1",
      "frustrated m5 1",
    ]);
  });

  it("of a thread without readings is empty", () => {
    expect(moodPath([])).toEqual([]);
  });

  it("loses no message and never names one mood twice in a row", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...MOODS)), (moods) => {
        const path = moodPath(moods.map((mood, index) => ({ messageId: `${index}`, mood, sentiment: 0 })));
        expect(path.reduce((sum, step) => sum + step.messages, 0)).toBe(moods.length);
        for (let at = 1; at < path.length; at++) expect(path[at]?.mood).not.toBe(path[at - 1]?.mood);
      }),
    );
  });
});

describe("the turning point of a thread", () => {
  it("is the message from which on a patient customer stayed angry", () => {
    const thread = readings(
      ["neutral", 0.1],
      ["neutral", 0],
      ["frustrated", -0.6],
      ["angry", -0.8],
      ["angry", -0.7],
    );
    expect(turningPoint(thread)).toMatchObject({
      messageId: "m3",
      direction: "worse",
      from: "neutral",
      to: "frustrated",
    });
  });

  it("is the message from which on an angry customer was content", () => {
    const thread = readings(["angry", -0.8], ["angry", -0.6], ["satisfied", 0.5], ["happy", 0.6]);
    expect(turningPoint(thread)).toMatchObject({ messageId: "m3", direction: "better" });
  });

  it("is not one bad message between good ones", () => {
    const thread = readings(["happy", 0.5], ["happy", 0.5], ["angry", -0.6], ["happy", 0.5], ["happy", 0.6]);
    expect(turningPoint(thread)).toBeNull();
  });

  it("is not the last message alone: one message is no lasting change", () => {
    expect(turningPoint(readings(["neutral", 0], ["neutral", 0.1], ["angry", -0.9]))).toBeNull();
  });

  it("is missing where nothing changes, and in threads of one message or none", () => {
    expect(turningPoint([])).toBeNull();
    expect(turningPoint(readings(["angry", -1]))).toBeNull();
    expect(
      turningPoint(readings(["neutral", 0.05], ["neutral", 0], ["neutral", -0.1], ["neutral", 0])),
    ).toBeNull();
  });

  it("names the greater of two changes", () => {
    const thread = readings(
      ["neutral", 0],
      ["neutral", 0],
      ["neutral", 0],
      ["frustrated", -0.4],
      ["frustrated", -0.4],
      ["frustrated", -0.4],
      ["happy", 0.7],
      ["happy", 0.7],
    );
    expect(turningPoint(thread)).toMatchObject({ messageId: "m7", direction: "better" });
  });

  it("always names a message of the thread and a change that its direction tells", () => {
    const arbitrary = fc.array(
      fc.record({ mood: fc.constantFrom(...MOODS), sentiment: fc.double({ min: -1, max: 1, noNaN: true }) }),
    );
    fc.assert(
      fc.property(arbitrary, (steps) => {
        const thread = steps.map((step, index) => ({ ...step, messageId: `${index}` }));
        const found = turningPoint(thread);
        if (found === null) return;
        expect(thread.slice(1, -1).map((reading) => reading.messageId)).toContain(found.messageId);
        expect(found.direction).toBe(found.change > 0 ? "better" : "worse");
      }),
    );
  });
});
