import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ANSWER_KIND, askedKinds, heldKinds } from "../../../src/knowledge/question/answer-kind.ts";
import { askableParts } from "../../../src/knowledge/question/askable-parts.ts";

describe("the askable parts of a message", () => {
  it("are without temper, threats and courtesy, the whole first", () => {
    expect(
      askableParts(
        "This is the third time I ask! My express parcel is a week late, nobody answers. I want my money back or I will cancel my account. Thanks!",
      ),
    ).toEqual([
      "My express parcel is a week late. I want my money back",
      "My express parcel is a week late.",
      "I want my money back",
    ]);
  });

  it("of one sentence are the sentence", () => {
    expect(askableParts("how long is a label valid?")).toEqual(["how long is a label valid?"]);
    expect(askableParts("Hello! where is my parcel? Please answer.")).toEqual(["where is my parcel?"]);
  });

  it("of temper and courtesy alone are none: nothing is asked of the documents", () => {
    expect(askableParts("This is ridiculous! I am furious!")).toEqual([""]);
    expect(askableParts("please, does anybody know what I can do?")).toEqual([""]);
  });

  it("are few, whatever the message", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 400 }), (message) => {
        const parts = askableParts(message);
        expect(parts.length).toBeGreaterThan(0);
        expect(parts.length).toBeLessThanOrEqual(5);
      }),
    );
  });
});

describe("the kind of answer", () => {
  it.each([
    ["how long does a refund take", ANSWER_KIND.span, "The money arrives within five working days."],
    ["how much is a .com", ANSWER_KIND.amount, "It costs 14 EUR a year."],
    ["when is the desk open", ANSWER_KIND.time | ANSWER_KIND.span, "From 09:00 to 18:00."],
    ["max weight of a parcel", ANSWER_KIND.measure, "A parcel may weigh up to 31.5 kg."],
  ])("of %s is found in what answers it", (question, kinds, sentence) => {
    expect(askedKinds(question)).toBe(kinds);
    expect(heldKinds(sentence) & kinds).not.toBe(0);
    expect(heldKinds("We like our vans.") & kinds).toBe(0);
  });

  it("leaves out a sentence that only announces leaving, unless nothing else is said", () => {
    expect(askableParts("How do I get a refund? I will cancel my account.")).toEqual([
      "How do I get a refund?",
    ]);
    expect(askableParts("My parcel is late. So I'm going to switch to another carrier!")).toEqual([
      "My parcel is late.",
    ]);
    expect(askableParts("I will cancel my account.")).toEqual(["I will cancel my account."]);
    expect(askableParts("My parcel is late. Will I cancel for free?")).toContain("Will I cancel for free?");
  });
});
