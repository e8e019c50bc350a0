import { describe, expect, it } from "vitest";
import { HALF_SURE, SURE } from "../../src/pipeline/judgement.ts";
import { readRequest } from "../../src/pipeline/read-request.ts";
import { earlier, turnOf } from "../support/turn.ts";

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

  it("holds back when the author has been talking here and asks somebody", () => {
    const justNow = { authorSilentMs: 30_000, isNewThread: false };
    expect(read("what version do you have?", justNow).confidence).toBeLessThan(HALF_SURE);
    expect(read("did you try it with sudo?", justNow).confidence).toBeLessThan(HALF_SURE);
  });

  it.each(["yeah that makes sense", "lol", "check https://example.com/tips", "then restart the server"])(
    "%j asks for nothing",
    (text) => {
      expect(read(text).confidence).toBeLessThan(HALF_SURE);
    },
  );

  it("reads a burst as one: the question in it counts, whatever is added", () => {
    const history = [earlier("1", "How do I change the delivery address of my parcel?", 1)];
    expect(read("it is the one to Lyon", { history }).confidence).toBeGreaterThanOrEqual(SURE);
    expect(read("please", { history: [earlier("0", "hello", 1.5), ...history] }).noise).toBeNull();
  });

  it("leaves to a person what names a person, when the wait is over too", () => {
    const history = [earlier("1", "@ana how do I change the delivery address of my parcel?", 1)];
    expect(read("would appreciate it", { history, cause: "burst-over" }).confidence).toBeLessThan(SURE);
  });

  it("takes the rest of a breath to be for whoever was named in it", () => {
    const history = [earlier("1", "Still have a question @ana, I watched the film", 1)];
    expect(read("how do I change the delivery address?", { history }).confidence).toBeLessThan(SURE);
  });

  it("lets the asker take a question back", () => {
    const history = [earlier("1", "How do I change the delivery address of my parcel?", 1)];
    expect(read("never mind, found it", { history }).noise).toBe("works-now");
  });

  it("does not carry an old question on: a pause or somebody else's words end a burst", () => {
    const question = earlier("1", "How do I change the delivery address of my parcel?", 8);
    expect(read("and the weather is fine", { history: [question] }).confidence).toBeLessThan(HALF_SURE);
    const answer = earlier("2", "On the tracking page.", 0.5);
    const byAgent = { ...answer, message: { ...answer.message, authorId: "ana" } };
    const asked = earlier("1", "How do I change the delivery address of my parcel?", 1);
    expect(read("the weather is fine", { history: [asked, byAgent] }).confidence).toBeLessThan(HALF_SURE);
  });

  it("never takes staff talk for a request", () => {
    expect(read("How do I change the delivery address?", { authorRole: "agent" })).toMatchObject({
      confidence: 0,
      noise: "talk-between-others",
    });
  });
});
