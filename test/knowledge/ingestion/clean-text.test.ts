import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cleanText, shorten } from "../../../src/knowledge/ingestion/clean-text.ts";
import { decodeText } from "../../../src/knowledge/ingestion/decode-text.ts";

describe("cleaning text", () => {
  it("keeps emoji with joiners and colours, and Persian words", () => {
    const text = "👩‍🚀 ❤️ می‌خواهم";
    expect(cleanText(text)).toEqual({ text, removed: 0 });
  });

  it("leaves nothing to take out the second time, for any text", () => {
    fc.assert(
      fc.property(
        fc
          .array(fc.integer({ min: 0, max: 0x10ffff }), { maxLength: 40 })
          .map((codes) => String.fromCodePoint(...codes)),
        (raw) => {
          const { text } = cleanText(raw);
          expect(cleanText(text)).toEqual({ text, removed: 0 });
          expect(text).not.toContain("\0");
          expect(text).not.toMatch(/\p{Surrogate}/u);
        },
      ),
    );
  });

  it("takes out half a character and null bytes", () => {
    expect(cleanText("a\ud800b\0c").text).toBe("a\ufffdbc");
  });

  it("shortens at a word and never inside of a character", () => {
    expect(shorten("one two three four", 12)).toBe("one two…");
    expect(shorten("😀".repeat(9), 8)).not.toMatch(/\p{Surrogate}/u);
  });
});

describe("decoding bytes", () => {
  const utf16 = (text: string): Uint8Array => new Uint8Array(Buffer.from(`\ufeff${text}`, "utf16le"));
  it.each([
    ["UTF-8", new TextEncoder().encode("Zürich €"), "Zürich €"],
    ["UTF-8 with mark", new TextEncoder().encode("\ufeffZürich"), "Zürich"],
    ["UTF-16", utf16("Zürich"), "Zürich"],
    ["Windows-1252", Uint8Array.from([0x5a, 0xfc, 0x72, 0x69, 0x63, 0x68, 0x20, 0x80]), "Zürich €"],
  ])("reads %s", (_, bytes, text) => {
    expect(decodeText(bytes)).toBe(text);
  });

  it("knows that null bytes are no text", () => {
    expect(decodeText(Uint8Array.from([65, 0, 66]))).toBeNull();
  });
});
