import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pageOf } from "../../console/src/chat/safe-url.ts";
import { piecesOf } from "../../console/src/chat/words.tsx";
import { mentionSuggestions, openMention } from "../../console/src/rooms/playground/suggestions.ts";

const NAMES = ["Maya Lindqvist", "Sam", "rapport"];

describe("a person's words", () => {
  it("lose and gain nothing by being cut into pieces", () => {
    const part = fc.oneof(
      fc.string(),
      fc.webUrl(),
      fc.constantFrom("@Sam", "@maya lindqvist", "@@", "https://", "İ@Sam"),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        const said = parts.join(" ");
        expect(
          piecesOf(said, NAMES)
            .map((piece) => piece.words)
            .join(""),
        ).toBe(said);
      }),
    );
  });

  it("link an address without the full stop behind it", () => {
    const pieces = piecesOf("See https://a.example/x.", []);
    expect(pieces).toEqual([
      { kind: "text", words: "See " },
      { kind: "url", words: "https://a.example/x" },
      { kind: "text", words: "." },
    ]);
  });

  it("are cut in a moment however often somebody is named", () => {
    const said = "@Sam ".repeat(4_000);
    expect(piecesOf(said, NAMES).filter((piece) => piece.kind === "mention")).toHaveLength(4_000);
  });

  it("mark the people they name", () => {
    expect(piecesOf("thanks @Sam!", NAMES).map((piece) => piece.kind)).toEqual(["text", "mention", "text"]);
    expect(piecesOf("İİ @Sam", NAMES).at(-1)).toEqual({ kind: "mention", words: "@Sam" });
  });
});

describe("naming somebody while writing", () => {
  it("begins with @ at the start of a word", () => {
    expect(openMention("hello @ma")).toBe("ma");
    expect(openMention("mail a@b")).toBeNull();
  });

  it("puts the name where the caret is and keeps what follows", () => {
    const people = [{ displayName: "Maya Lindqvist", role: "customer" }];
    expect(mentionSuggestions("hi @ma, ok?", 6, people)[0]?.text).toBe("hi @Maya Lindqvist , ok?");
  });

  it("calls the bot by the name it listens to", () => {
    expect(mentionSuggestions("@r", 2, [{ displayName: "Rapport", role: "bot" }])[0]?.says).toBe("@rapport");
  });
});

describe("permalinks of the room", () => {
  const origin = "http://127.0.0.1:8080";
  it("open inside the console, with or without our own address before them", () => {
    expect(pageOf("/#/room/help/0004", origin)).toBe("/playground/help/0004");
    expect(pageOf(`${origin}/#/room/help/0004`, origin)).toBe("/playground/help/0004");
  });
  it("of other sites stay links of other sites", () => {
    expect(pageOf("https://evil.example/#/room/help/0004", origin)).toBeNull();
    expect(pageOf("//evil.example/x", origin)).toBeNull();
  });
});
