import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { tokenise } from "../../src/emotion/tokenise.ts";

const texts = (text: string): string[] => tokenise(text).map((token) => token.text);

describe("the tokeniser", () => {
  it("reads words with inner apostrophes, lower case, long letters cut", () => {
    expect(texts("I CAN’T waaaait")).toEqual(["i", "can't", "waait"]);
    expect(tokenise("NOOO way")[0]).toMatchObject({ isCaps: true, isElongated: true });
    expect(tokenise("I")[0]).toMatchObject({ isCaps: false });
  });

  it("reads numbers by length, marks by run, and clause ends", () => {
    expect(texts("12 of 3000?! Yes... no.")).toEqual(["<2>", "of", "<4>", "?!", "yes", "...", "no", "."]);
  });

  it("hides people and passes over links", () => {
    expect(texts("@ann and [NAME] see https://x.example/rage now")).toEqual([
      "<name>",
      "and",
      "<name>",
      "see",
      "now",
    ]);
  });

  it("knows what emoji, emoticons and short names say", () => {
    const signs = tokenise("😡 ❤️ :( :thumbsup: 👍🏽 :partyparrot:").map((token) => token.emotion);
    expect(signs).toEqual(["anger", "joy", "sadness", "joy", "joy", null]);
  });

  it("does not take a time for a short name", () => {
    expect(tokenise("at 10:30:45").some((token) => token.kind === "sign")).toBe(false);
  });

  it("is total, and gives no empty token", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 400 }), (text) => {
        for (const token of tokenise(text)) expect(token.text.length).toBeGreaterThan(0);
      }),
    );
  });
});
