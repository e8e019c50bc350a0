import { describe, expect, test } from "vitest";
import { checkPromises } from "./check-promises.ts";
import type { JournalEntry } from "./journal.ts";
import type { DeskTruth } from "./read-truth.ts";

const acked: JournalEntry = { kind: "acked", token: "RIG1", at: 1 };
const reply: JournalEntry = {
  kind: "posted",
  postKey: "p1",
  copyKey: "o1",
  channelKey: "help",
  threadKey: "T1",
  text: "Five days.",
};
const card: JournalEntry = {
  ...reply,
  channelKey: "agents",
  threadKey: null,
  text: "#7 · A person is asked for",
};
const message = { token: "RIG1", messageKey: "RIG1", threadKey: "T1", turns: 1, readings: 1, tickets: 0 };
const good: DeskTruth = {
  messages: [message],
  ofUnknownStanding: 0,
  listed: [],
  uncertain: 0,
  refused: 0,
  deadLetters: 0,
  unfinished: 0,
  mostAttempts: 1,
  webPosts: [],
  digests: 0,
  erasures: 0,
  people: [],
};

const words = (entries: readonly JournalEntry[], more: Partial<DeskTruth> = {}): readonly string[] =>
  checkPromises(entries, { ...good, ...more }).map((violation) => violation.split(":")[0] ?? "");

describe("the oracle", () => {
  test("finds nothing where nothing is wrong", () => {
    expect(words([acked, reply, card])).toEqual([]);
    expect(words([], { messages: [] })).toEqual([]);
    expect(words([reply])).toEqual([]);
  });

  test("has a word for each broken promise", () => {
    expect(words([acked, reply], { messages: [] })).toEqual(["lost"]);
    expect(words([acked])).toEqual(["silent"]);
    expect(words([acked, reply, { ...reply, postKey: "p2" }])).toEqual(["doubled"]);
    expect(words([acked, reply, card, { ...card, postKey: "p3" }])).toEqual(["doubled"]);
    expect(words([acked, reply], { messages: [{ ...message, turns: 2 }] })).toEqual(["doubled"]);
    expect(words([acked, reply], { messages: [{ ...message, tickets: 2 }] })).toEqual(["doubled"]);
    expect(words([acked, reply], { messages: [message, { ...message, threadKey: "T2" }] })).toContain(
      "doubled",
    );
    expect(words([acked, reply], { deadLetters: 1 })).toEqual(["dead"]);
    expect(words([acked, reply], { refused: 1 })).toEqual(["dead"]);
    expect(words([acked, reply], { unfinished: 1 })).toEqual(["stuck"]);
  });

  test("takes a listed post for an answer, one for each kill at most", () => {
    const listed = { listed: ["T1"], uncertain: 1 };
    expect(words([acked, { kind: "killed", at: "x" }], listed)).toEqual([]);
    expect(words([acked], listed)).toEqual(["unsure"]);
  });
});
