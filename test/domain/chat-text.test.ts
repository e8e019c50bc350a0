import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cleanChatText, inertMassMentions, shortenText, splitOnMeaning } from "../../src/domain/chat-text.ts";

const CALLS_EVERYBODY = /[@＠﹫](everyone|here|channel)\b/iu;
const HALF_CHARACTER = /\p{Surrogate}/u;
const say = (raw: string): string => inertMassMentions(cleanChatText(raw));

describe("cleaning", () => {
  test("ordinary words, emoji with joiners and right-to-left words stay as they are", () => {
    for (const text of ["It's fine.\n\tReally", "👩‍👩‍👧 ❤", "שלום عليكم", "naïve café", "می‌خواهم"]) {
      expect(cleanChatText(text)).toBe(text.normalize("NFC"));
    }
  });

  test("null bytes, half characters and hidden signs go", () => {
    expect(cleanChatText("a\u0000b\ud800c\u202ed\u200be")).toBe("ab\ufffdcde");
  });

  test("a tower of marks is cut to three", () => {
    expect(cleanChatText(`x${"\u0489".repeat(50)}`)).toBe(`x${"\u0489".repeat(3)}`);
  });

  test("any text comes out well-formed, and a second cleaning changes nothing", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 60 }), (raw) => {
        const once = cleanChatText(raw);
        expect(HALF_CHARACTER.test(once)).toBe(false);
        expect(cleanChatText(once)).toBe(once);
      }),
    );
  });
});

describe("mass mentions", () => {
  test.each([
    "@everyone",
    "@here",
    "@channel",
    "＠everyone",
    "@ｅｖｅｒｙｏｎｅ",
    "@ever\u200byone",
    "@\u2060here",
    "@EVERYONE!",
    "﹫channel",
  ])("%j calls nobody", (raw) => {
    const said = say(raw);
    expect(said.normalize("NFKC")).not.toMatch(CALLS_EVERYBODY);
    expect(said).not.toMatch(CALLS_EVERYBODY);
  });

  test("addresses and names stay", () => {
    for (const text of ["hereford@heretics.example", "@hereford", "@maya", "all @ once"])
      expect(say(text)).toBe(text);
  });
});

describe("cutting", () => {
  test("never cuts within what people see as one sign", () => {
    const family = "👩‍👩‍👧‍👦";
    for (const piece of splitOnMeaning(family.repeat(40), 100)) expect(piece.replaceAll(family, "")).toBe("");
  });

  test("a text is cut where a sentence ends", () => {
    expect(splitOnMeaning("First one here. Second one there.", 20)).toEqual([
      "First one here.",
      "Second one there.",
    ]);
  });

  test("nothing but white space is lost, no piece is too long, no character is torn", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme", maxLength: 200 }),
        fc.integer({ min: 4, max: 40 }),
        (text, max) => {
          const pieces = splitOnMeaning(text, max);
          expect(pieces.every((piece) => piece.length <= max && !HALF_CHARACTER.test(piece))).toBe(true);
          expect(pieces.join("").replace(/\s/gu, "")).toBe(text.replace(/\s/gu, ""));
        },
      ),
    );
  });

  test("what is shortened says so", () => {
    expect(shortenText("one two three four", 12)).toBe("one two…");
    expect(shortenText("short", 12)).toBe("short");
  });
});
