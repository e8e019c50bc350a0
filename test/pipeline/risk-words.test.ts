import { describe, expect, it } from "vitest";
import { HUMAN_WORDS, WORD_RULES } from "../../src/pipeline/risk-words.ts";

const rulesIn = (text: string): readonly string[] => [
  ...new Set(WORD_RULES.filter((rule) => rule.pattern.test(text)).map((rule) => rule.name)),
];

describe("words that tell of a customer about to be lost", () => {
  it.each([
    ["I will cancel my account", "cancel-words"],
    ["please close our business account", "cancel-words"],
    ["I am done with you", "cancel-words"],
    ["This is the last time I order here", "cancel-words"],
    ["we are switching to another carrier", "cancel-words"],
    ["never using your service again", "cancel-words"],
    ["I want my money back", "refund-words"],
    ["I demand a full refund", "refund-words"],
    ["where is my refund??", "refund-words"],
    ["you charged me twice", "refund-words"],
    ["I was charged for something I did not authorize", "refund-words"],
    ["Next time I go to a competitor", "competitor-words"],
    ["your competitors do it in two days", "competitor-words"],
    ["I need it by Friday", "deadline-words"],
    ["This is the third time I ask", "asked-again"],
    ["I have asked three times now where it is", "asked-again"],
    ["nobody answers", "asked-again"],
    ["I already told you that", "asked-again"],
    ["still waiting for a reply", "asked-again"],
    ["it is still not delivered", "asked-again"],
  ])("%j: %s", (text, name) => {
    expect(rulesIn(text)).toContain(name);
  });

  it.each([
    "I'm leaving from Norwich on Monday",
    "We are done here, thanks",
    "hehe, i'm out folks",
    "last time I did it I used a different thing",
    "what was the command to switch to another user?",
    "how do I unsubscribe from your newsletter",
    "Could I get a refund if necessary?",
    "Can I get my money back for the ticket?",
    "i.e. for compensation or something similar",
    "maybe someone else can help translate",
    "another service is using the port",
    "context deadline exceeded",
    "I keep getting this error",
    "is there a way to pay later without asking again for authentication?",
    "the card asked again for verification",
    "what is that editor called again",
    "it installed a second time",
    "How many times have you installed it?",
    "no one cares how big your video card is",
    "ok still not sure if it runs",
    "it still doesn't work",
  ])("%j tells of nothing", (text) => {
    expect(rulesIn(text)).toEqual([]);
  });

  it("takes no wish for another result for a wish for a person", () => {
    expect(HUMAN_WORDS.test("No, please get me someone else.")).toBe(false);
    expect(HUMAN_WORDS.test("get me a human")).toBe(true);
  });

  it("stays quick on long and hostile words", () => {
    const hostile = `${"i have ".repeat(3_000)}${"want a ".repeat(3_000)}still ${"no one ".repeat(3_000)}`;
    const beganMs = performance.now();
    rulesIn(hostile);
    HUMAN_WORDS.test(hostile);
    expect(performance.now() - beganMs).toBeLessThan(500);
  });
});
