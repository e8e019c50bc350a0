import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isPlainSentence, linksOf, tidySentence } from "../../src/llm/plain-sentence.ts";

const ALLOWED = new Set(linksOf("See https://help.example.com/refunds, or write to care@example.com."));

describe("a sentence that may leave", () => {
  it.each([
    "Refunds take 14 days.",
    "Read https://help.example.com/refunds.",
    "Read (https://help.example.com/refunds)!",
    "Write to care@example.com, please.",
    "Open Settings > Billing and press Cancel.",
    "Das kostet 3,50 € im Monat.",
    "返金は14日以内です。",
  ])("%s", (sentence) => {
    expect(isPlainSentence(sentence, ALLOWED)).toBe(true);
  });

  it.each([
    "",
    "Read https://evil.example/refunds.",
    "Read https://help.example.com/refunds/../../evil.",
    "Read https://help.example.com/refunds?next=https://evil.example.",
    "Read https://help.example.com@evil.example/refunds.",
    "Read https://help.example.com/refunds,evil.example.",
    "Read help.example.com/refunds.",
    "Read HTTPS://HELP.example.com/refunds.",
    "Read evil.example today.",
    "Read evil。example today.",
    "Read www.evil today at hxxp://evil.",
    "Read javascript:alert(1) now.",
    "Read 10.0.0.1/login now.",
    "Write to me@evil.example.",
    "Hello @everyone, refunds take 14 days.",
    "Hello ＠here.",
    "Hello <!channel>.",
    "Hello <@U123>.",
    "Read [this](https://help.example.com/refunds).",
    "Read <https://help.example.com/refunds|this>.",
    "# Refunds take 14 days",
    "> Refunds take 14 days",
    "- Refunds take 14 days",
    "||hidden|| refunds",
    "~~never~~ refunds",
    "Refunds\u200b take 14 days",
    "Refunds \u202etake 14 days",
    "Refunds\u0007",
  ])("not: %j", (sentence) => {
    expect(isPlainSentence(sentence, ALLOWED)).toBe(false);
  });

  it("is not made by anything around a foreign link", () => {
    const around = fc.string({ unit: "grapheme", maxLength: 20 });
    const host = fc.stringMatching(/^[a-z]{3,10}\.(?:com|net|io|example)$/);
    fc.assert(
      fc.property(around, host, around, (before, domain, after) => {
        return !isPlainSentence(`${before}https://${domain}/x${after}`, ALLOWED);
      }),
      { numRuns: 500 },
    );
  });

  it("is found in time that grows with the text", () => {
    const startedAt = performance.now();
    linksOf("a.".repeat(20_000));
    linksOf("a".repeat(40_000));
    linksOf("a:".repeat(20_000));
    expect(performance.now() - startedAt).toBeLessThan(500);
  });
});

it("what models put around words is taken off", () => {
  expect(tidySentence("  Press **Save**\n then `rm`. ")).toBe("Press Save then rm.");
});
