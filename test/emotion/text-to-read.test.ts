import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { textToRead } from "../../src/emotion/text-to-read.ts";

describe("what of a message can carry its author's feelings", () => {
  it.each([
    ["plain words stay as they are", "The export hangs, again!", "The export hangs, again!"],
    [
      "fenced code goes",
      "It dies here:\n```\nthrow new FatalError()\n```\nany idea?",
      "It dies here:\n\n\nany idea?",
    ],
    ["an unclosed fence reaches to the end", "look\n```\nkill -9 worst process", "look"],
    ["inline code goes", "what does `abort()` do?", "what does   do?"],
    ["quoted lines go", "> you are useless\nI did not say that", "I did not say that"],
    ["escaped quotes go", "&gt; I hate it\nfine with me", "fine with me"],
    ["an angry face is no quote", ">:( again", ">:( again"],
    ["forwarded text goes", "see below\n---------- Forwarded message ---------\nThis is awful", "see below"],
    ["mail history goes", "Thanks!\nOn Mon, 3 Jun 2024 at 10:11, Ann wrote:\nI am furious", "Thanks!"],
    ["a sentence that begins with On stays", "On 3 Jun it broke", "On 3 Jun it broke"],
    ["links go", "see https://kill.example/worst?x=1 please", "see   please"],
    ["the label of a link stays", "read <https://a.example/bad|the guide> first", "read the guide first"],
    ["the label of a Markdown link stays", "[the guide](https://a.example/hate)", "[the guide]"],
    ["a message of code alone is empty", "```\nerror\n```", ""],
    ["nothing is nothing", "", ""],
  ])("%s", (_, text, expected) => {
    expect(textToRead(text)).toBe(expected);
  });

  it("adds nothing and does not change what it gave", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
        const once = textToRead(text);
        expect(once.length).toBeLessThanOrEqual(text.length + 2);
      }),
    );
  });

  it.each(["`", "<https://", "[](http://", ">", "http://", "<", "```"])(
    "takes %s by the ten thousands in its stride",
    (piece) => {
      const startedAt = performance.now();
      textToRead(piece.repeat(200_000 / piece.length));
      expect(performance.now() - startedAt).toBeLessThan(1_000);
    },
  );
});
