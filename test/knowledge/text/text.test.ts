import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { wordGrams } from "../../../src/knowledge/text/grams.ts";
import { stem } from "../../../src/knowledge/text/stem.ts";
import { conceptsOf } from "../../../src/knowledge/text/thesaurus.ts";
import { foldWord, tokenise, wordsOf } from "../../../src/knowledge/text/tokenise.ts";
import { sentencesOf } from "../../../src/knowledge/text/units.ts";

const anyText = fc.string({ unit: "binary", maxLength: 900 });
const prose = fc
  .array(
    fc.constantFrom("Hello", "e.g.", "3.5", "é", "\n", "?", ".", " ", "𝒜", "\ud800", "a".repeat(300), "！"),
    {
      maxLength: 80,
    },
  )
  .map((parts) => parts.join(""));

describe("words", () => {
  it("folds case, accents, compatibility forms and apostrophes", () => {
    expect(wordsOf("Can’t find CAFÉ's ﬁle №5, C++ & C#?")).toEqual([
      "cant",
      "find",
      "cafe",
      "file",
      "5",
      "c++",
      "c#",
    ]);
  });

  it("gives tokens whose offsets point at the word in any text", () => {
    fc.assert(
      fc.property(fc.oneof(anyText, prose), (text) => {
        let last = 0;
        for (const token of tokenise(text)) {
          expect(token.startIndex).toBeGreaterThanOrEqual(last);
          expect(foldWord(text.slice(token.startIndex, token.endIndex))).toBe(token.word);
          expect(token.word.length).toBeGreaterThan(0);
          expect(token.word.length).toBeLessThanOrEqual(40);
          last = token.endIndex;
        }
      }),
    );
  });
});

describe("stems", () => {
  it.each([
    ["caresses", "caress"],
    ["ponies", "poni"],
    ["agreed", "agre"],
    ["plastered", "plaster"],
    ["motoring", "motor"],
    ["hopping", "hop"],
    ["falling", "fall"],
    ["filing", "file"],
    ["happy", "happi"],
    ["relational", "relat"],
    ["vietnamization", "vietnam"],
    ["hopefulness", "hope"],
    ["formaliti", "formal"],
    ["adjustable", "adjust"],
    ["controlling", "control"],
    ["sky", "sky"],
    ["refunds", "refund"],
    ["refunded", "refund"],
    ["refunding", "refund"],
  ])("brings %s to %s as Porter's paper does", (word, expected) => {
    expect(stem(word)).toBe(expected);
  });

  it("never fails and never makes a word longer by more than an e", () => {
    fc.assert(fc.property(anyText, (word) => stem(word).length <= word.length + 1));
  });
});

describe("sentences", () => {
  it("ends at marks and line breaks, not at abbreviations, numbers or before a small letter", () => {
    const text = "Plans cost approx. 3.5 USD. See e.g. Pro! Really?\nLine two v. small ends. here";
    expect(sentencesOf(text).map((sentence) => sentence.text)).toEqual([
      "Plans cost approx. 3.5 USD.",
      "See e.g. Pro!",
      "Really?",
      "Line two v. small ends. here",
    ]);
  });

  it("loses nothing but white space, keeps order and stays verbatim, whatever the text", () => {
    fc.assert(
      fc.property(fc.oneof(anyText, prose), (text) => {
        const sentences = sentencesOf(text);
        let rest = "";
        let last = 0;
        for (const sentence of sentences) {
          rest += text.slice(last, sentence.startIndex);
          expect(text.slice(sentence.startIndex, sentence.endIndex)).toBe(sentence.text);
          expect(sentence.text.length).toBeLessThanOrEqual(400);
          last = sentence.endIndex;
        }
        expect((rest + text.slice(last)).trim()).toBe("");
      }),
    );
  });

  it("cuts what never ends, without parting a surrogate pair", () => {
    const sentences = sentencesOf("😀".repeat(1000));
    expect(sentences.length).toBeGreaterThan(4);
    for (const { text } of sentences) expect(encodeURIComponent(text)).toContain("%F0");
  });
});

describe("grams and concepts", () => {
  it("marks word edges, so that a beginning differs from an inside", () => {
    const shared = (a: string, b: string): number => {
      const own = new Set(wordGrams(a));
      return [...wordGrams(b)].filter((gram) => own.has(gram)).length;
    };
    expect(shared("password", "pasword")).toBeGreaterThan(shared("password", "sword"));
    expect(shared("refund", "invoice")).toBe(0);
  });

  it("finds words of one meaning under one concept, phrases too", () => {
    const concepts = (text: string): number[] => conceptsOf(wordsOf(text).map(stem));
    expect(concepts("I want my money back")).toEqual(expect.arrayContaining(concepts("refund")));
    expect(concepts("xylophone")).toEqual([]);
  });
});
