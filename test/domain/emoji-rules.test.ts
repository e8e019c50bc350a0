import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  DEFAULT_EMOJI_RULES,
  doubledEmoji,
  moveOf,
  parseEmojis,
  shownEmojis,
} from "../../src/domain/emoji-rules.ts";

describe("what an emoji asks for", () => {
  it.each([
    ["👀", "claim"],
    ["eyes", "claim"],
    [":white_check_mark:", "solve"],
    ["✅", "solve"],
    ["ticket", "open"],
    ["👍", null],
    ["", null],
  ])("%s: %s, where nobody has chosen", (emoji, move) => {
    expect(moveOf(DEFAULT_EMOJI_RULES, emoji)).toBe(move);
  });

  it("is the same in every skin and colour", () => {
    const rules = { ...DEFAULT_EMOJI_RULES, claim: parseEmojis("🙋🏽") ?? [], solve: parseEmojis("✔️") ?? [] };
    expect(moveOf(rules, "🙋")).toBe("claim");
    expect(moveOf(rules, "🙋🏿")).toBe("claim");
    expect(moveOf(rules, "✔")).toBe("solve");
  });
});

describe("emoji as they are typed", () => {
  it("are signs and names, between blanks or commas, once each", () => {
    expect(parseEmojis(" 👀, :eyes: :on-it: 🇨🇭 1️⃣ ")).toEqual(["👀", "on-it", "🇨🇭", "1⃣"]);
    expect(parseEmojis("")).toEqual([]);
  });

  it.each(["<script>", "👀 and $more", "a".repeat(101), "1 2 3 4 5 6 7 8 9 10 11"])(
    "%s is refused",
    (typed) => {
      expect(parseEmojis(typed)).toBeNull();
    },
  );

  it("mean one thing each", () => {
    expect(doubledEmoji(DEFAULT_EMOJI_RULES)).toBeNull();
    expect(doubledEmoji({ ...DEFAULT_EMOJI_RULES, open: ["👀"] })).toBe("👀");
  });

  it("read the same again as they are shown, whatever was typed", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), (typed) => {
        const signs = parseEmojis(typed);
        if (signs !== null) expect(parseEmojis(shownEmojis(signs))).toEqual(signs);
      }),
      { numRuns: 500 },
    );
  });
});
