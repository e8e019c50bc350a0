import { describe, expect, it } from "vitest";
import { supportedSentences } from "../../src/llm/supported-sentences.ts";
import { hasNegation, numbersOf, overlapShare } from "../../src/llm/word-overlap.ts";
import { passage } from "./helpers.ts";

const REFUNDS = passage(
  "Refunds are paid within 14 days of your request. Gift cards cannot be refunded.\nSee https://help.example.com/how-to or write to care@example.com for 1,000 other things.",
);
const PLANS = passage("The Team plan costs 20 euro a month for each seat.", { heading: "Plans", url: null });
const PASSAGES = [REFUNDS, PLANS];

const EXCERPT = "Refunds are paid within 14 days of your request.";
const textsOf = (...sentences: [text: string, passage: number, excerpt: string][]) =>
  supportedSentences(
    sentences.map(([text, number, excerpt]) => ({ text, passage: number, excerpt })),
    PASSAGES,
    3,
  ).map((sentence) => sentence.text);

describe("a sentence is kept when its passage says so", () => {
  it.each<[string, number, string]>([
    ["Refunds are paid within 14 days of your request.", 1, EXCERPT],
    ["We pay refunds within 14 days of your request.", 1, EXCERPT],
    ["Your refund is paid within 14 days.", 1, "Refunds are\n paid within  14 days"],
    ["A refund for gift cards cannot be given.", 1, "Gift cards cannot be refunded."],
    [
      "See https://help.example.com/how-to for other things.",
      1,
      "See https://help.example.com/how-to or write to care@example.com for 1,000 other things.",
    ],
    [
      "For 1000 other things write to care@example.com.",
      1,
      "or write to care@example.com for 1,000 other things.",
    ],
    ["Refunds are paid within 14 days: https://help.example.com/refunds", 1, EXCERPT],
    ["Each seat of the Team plan costs 20 euro a month.", 2, PLANS.passage.text],
  ])("%s", (text, number, excerpt) => {
    expect(textsOf([text, number, excerpt])).toEqual([text]);
  });
});

describe("a sentence is dropped", () => {
  it.each<[string, string, number, string]>([
    [
      "when its excerpt is not in the passage",
      "Refunds are paid within 14 days.",
      1,
      "Refunds are always paid within 14 days",
    ],
    ["when its excerpt is in another passage", "Refunds are paid within 14 days.", 2, EXCERPT],
    ["when there is no such passage", "Refunds are paid within 14 days.", 7, EXCERPT],
    ["when its excerpt is a word", "Refunds are paid.", 1, "Refunds"],
    ["when its excerpt is nothing", "Refunds are paid.", 1, " "],
    ["when it says another number", "Refunds are paid within 30 days of your request.", 1, EXCERPT],
    [
      "when it denies what the passage says",
      "Refunds are not paid within 14 days of your request.",
      1,
      EXCERPT,
    ],
    [
      "when it leaves out the passage's not",
      "Gift cards can be refunded.",
      1,
      "Gift cards cannot be refunded.",
    ],
    ["when it speaks of something else", "Our chief executive resigned yesterday evening.", 1, EXCERPT],
    ["when it says nothing", "It is so.", 1, EXCERPT],
    [
      "when it carries a foreign link",
      "Refunds are paid within 14 days at https://evil.example.",
      1,
      EXCERPT,
    ],
    [
      "when it carries another passage's link",
      "The Team plan costs 20 euro: https://help.example.com/refunds",
      2,
      PLANS.passage.text,
    ],
    ["when it pings everybody", "@everyone refunds are paid within 14 days.", 1, EXCERPT],
    ["when it is endless", `Refunds are paid within 14 days ${"refunds ".repeat(60)}`, 1, EXCERPT],
  ])("%s", (_when, text, number, excerpt) => {
    expect(textsOf([text, number, excerpt])).toEqual([]);
  });

  it("together with the one that leans on it", () => {
    const leaning = "It is paid within 14 days of your request.";
    expect(textsOf(["Nonsense about whales.", 1, EXCERPT], [leaning, 1, EXCERPT])).toEqual([]);
    expect(textsOf(["Refunds are paid within 14 days.", 1, EXCERPT], [leaning, 1, EXCERPT])).toHaveLength(2);
  });
});

it("at most as many as asked for, and none twice", () => {
  const same = { text: "Refunds are paid within 14 days.", passage: 1, excerpt: EXCERPT };
  const other = {
    text: "Gift cards cannot be refunded.",
    passage: 1,
    excerpt: "Gift cards cannot be refunded.",
  };
  expect(supportedSentences([same, same, other], PASSAGES, 3)).toHaveLength(2);
  expect(supportedSentences([same, other], PASSAGES, 1).map(({ text }) => text)).toEqual([same.text]);
});

describe("words", () => {
  it("are compared by stem, in any script", () => {
    expect(overlapShare("refunded request", "Refunds of requests")).toBe(1);
    expect(overlapShare("plane", "plans")).toBe(1);
    expect(overlapShare("cat dog", "cat house")).toBe(0.5);
    expect(overlapShare("返金は十四日以内です", "返金は十四日以内に行われます")).toBeGreaterThan(0.5);
    expect(overlapShare("the and of", "the and of")).toBe(0);
  });

  it("numbers are equal however their thousands are parted", () => {
    expect(numbersOf("1,000 or 1000, 3.5 and ４.")).toEqual(["1000", "1000", "3.5", "4"]);
  });

  it("a not is seen in its usual forms", () => {
    for (const text of ["You can't.", "You can’t.", "Never.", "Nicht heute.", "It cannot be."])
      expect(hasNegation(text)).toBe(true);
    expect(hasNegation("A notable knot.")).toBe(false);
  });
});
