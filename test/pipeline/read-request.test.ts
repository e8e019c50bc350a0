import { describe, expect, it } from "vitest";
import { readRequest } from "../../src/pipeline/read-request.ts";
import { SURE } from "../../src/pipeline/retrieve-passages.ts";
import { turnOf } from "../support/turn.ts";

const read = (text: string, change = {}) => readRequest(turnOf(text, change));

describe("what is a request", () => {
  it.each([
    ["Hi everyone", "greeting"],
    ["hello!", "greeting"],
    ["Thanks a lot, that helped", "thanks"],
    ["great service, love it", "praise"],
    ["nice work team", "praise"],
    ["it works now, thank you", "thanks"],
    ["never mind, found it", "works-now"],
    ["ok", "talk-between-others"],
    ["(aside) is this bot any good?", "aside"],
    ["   ", "empty"],
  ])("%j is noise of kind %j", (text, noise) => {
    expect(read(text).noise).toBe(noise);
  });

  it.each([
    "How do I change the delivery address of my parcel?",
    "I can't find my parcel, how do I track it?",
    "Is it possible to send lithium batteries to Norway?",
  ])("%j is surely a request", (text) => {
    expect(read(text).confidence).toBeGreaterThanOrEqual(SURE);
  });

  it("holds back when the question is put to somebody", () => {
    const event = { ...turnOf("").event, mentionedKeys: ["tom"] };
    expect(read("Did you find out how to change the address?", { event }).confidence).toBeLessThan(0.5);
  });

  it.each([
    "human please",
    "Human",
    "can I talk to a real person?",
    "I need an agent",
    "please connect me to a human",
    "speak to a manager",
  ])("%j asks for a human", (text) => {
    expect(read(text).asksForHuman).toBe(true);
  });

  it.each(["The delivery agent was rude", "Is a person needed to sign?", "human error on my side, sorry"])(
    "%j does not ask for a human",
    (text) => {
      expect(read(text).asksForHuman).toBe(false);
    },
  );

  it("never takes staff talk for a request", () => {
    expect(read("How do I change the delivery address?", { authorRole: "agent" })).toMatchObject({
      confidence: 0,
      noise: "talk-between-others",
    });
  });
});
