import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { contentSchema } from "../../../adapters/web/contract.ts";
import { WEB_LIMITS as LIMITS } from "../../../adapters/web/limits.ts";
import { renderForm, renderMessage } from "../../../adapters/web/render-message.ts";
import type { Block, Inline } from "../../../src/domain/message-content.ts";
import { remainsHostile } from "../../contracts/hostile-texts.ts";

const words = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.string({ unit: "grapheme", maxLength: 40 }),
  fc.constantFrom(
    "@everyone",
    "＠here",
    "x".repeat(5_000),
    "A sentence. ".repeat(600),
    "\u202e@chan\u200bnel",
  ),
);
const inline: fc.Arbitrary<Inline> = fc.oneof(
  fc.record({ type: fc.constant("text" as const), text: words }),
  fc.record({ type: fc.constant("link" as const), url: fc.oneof(fc.webUrl(), words), label: words }),
  fc.record({
    type: fc.constant("person" as const),
    personKey: fc.constant("ana"),
    displayName: words,
    notify: fc.boolean(),
  }),
);
const inlines = fc.array(inline, { maxLength: 5 });
const button = fc.record({
  type: fc.constant("button" as const),
  controlId: words,
  label: words,
  value: words,
});
const block: fc.Arbitrary<Block> = fc.oneof(
  fc.record({ type: fc.constant("heading" as const), text: words }),
  fc.record({ type: fc.constant("paragraph" as const), inlines }),
  fc.record({ type: fc.constant("quote" as const), text: words, url: words }),
  fc.record({ type: fc.constant("list" as const), items: fc.array(inlines, { maxLength: 70 }) }),
  fc.record({
    type: fc.constant("facts" as const),
    facts: fc.array(fc.record({ label: words, value: inlines }), { maxLength: 30 }),
  }),
  fc.record({ type: fc.constant("meter" as const), label: words, share: fc.double(), word: words }),
  fc.record({ type: fc.constant("controls" as const), controls: fc.array(button, { maxLength: 15 }) }),
);

const render = (...blocks: Block[]) => renderMessage({ summary: "s", blocks });
const lengthOf = (inlines: readonly Inline[]): number =>
  inlines.reduce((sum, one) => sum + ("text" in one ? one.text.length : 0), 0);

describe("what the room stores of a message", () => {
  test("any message comes out inert, within the limits and as the contract says", () => {
    fc.assert(
      fc.property(fc.record({ summary: words, blocks: fc.array(block, { maxLength: 12 }) }), (message) => {
        const { content, text } = renderMessage(message);
        expect(contentSchema.safeParse(content).success).toBe(true);
        expect(content.blocks.length).toBeLessThanOrEqual(LIMITS.blocks);
        expect(text.length).toBeLessThanOrEqual(LIMITS.contentText);
        expect(content.summary.length).toBeLessThanOrEqual(LIMITS.summaryText);
        expect(remainsHostile(text)).toEqual([]);
        expect(remainsHostile(content.summary)).toEqual([]);
        for (const one of content.blocks) {
          if (one.type === "paragraph") expect(lengthOf(one.inlines)).toBeLessThanOrEqual(LIMITS.blockText);
          if (one.type === "meter") expect(one.share >= 0 && one.share <= 1).toBe(true);
          if (one.type === "controls")
            expect(one.controls.length).toBeLessThanOrEqual(LIMITS.controlsPerBlock);
        }
      }),
      { numRuns: 60 },
    );
  });

  test("a second rendering changes nothing", () => {
    fc.assert(
      fc.property(fc.array(block, { maxLength: 6 }), (blocks) => {
        const once = render(...blocks).content;
        expect(renderMessage(once).content).toEqual(once);
      }),
      { numRuns: 60 },
    );
  });

  test("a long paragraph becomes several, cut where a sentence ends", () => {
    const { content } = render({
      type: "paragraph",
      inlines: [{ type: "text", text: "A sentence. ".repeat(600) }],
    });
    expect(content.blocks.length).toBe(3);
    for (const one of content.blocks) {
      expect(one.type === "paragraph" && one.inlines[0]?.type === "text" && one.inlines[0].text).toMatch(
        /sentence\. ?$/,
      );
    }
  });

  test("what is too long says so and keeps its buttons", () => {
    const long: Block = { type: "quote", text: "word ".repeat(9_000) };
    const press: Block = {
      type: "controls",
      controls: [{ type: "button", controlId: "a.b", label: "Talk to a human", value: "v" }],
    };
    const { content, text } = render(long, press);
    expect(text).toContain("has been shortened");
    expect(content.blocks).toContainEqual(press);
  });

  test("only addresses that open a page or a mail stay links", () => {
    const typeOf = (url: string) => {
      const [first] = render({ type: "context", inlines: [{ type: "link", url, label: "here" }] }).content
        .blocks;
      return first?.type === "context" ? first.inlines[0]?.type : undefined;
    };
    for (const url of ["https://docs.example/a", "mailto:help@example.com", "/#/room/help/p1"])
      expect(typeOf(url)).toBe("link");
    for (const url of [
      "javascript:alert(1)",
      "data:text/html,x",
      "//evil.example",
      "/\\evil.example",
      "file:///etc/passwd",
      "",
    ]) {
      expect(typeOf(url)).toBe("text");
    }
  });

  test("an unknown mark-up stays what was written", () => {
    const raw = "<b>*hi*</b> [x](y) <!channel>";
    expect(render({ type: "paragraph", inlines: [{ type: "text", text: raw }] }).text).toBe(raw);
  });

  test("a form keeps to its limits", () => {
    const form = renderForm({
      formId: "f",
      title: "t".repeat(500),
      submitLabel: "Send",
      value: "v",
      fields: Array.from({ length: 30 }, (_, index) => ({
        type: "text" as const,
        fieldId: `f${index}`,
        label: "@everyone",
        value: "x".repeat(9_000),
      })),
    });
    expect(form.fields).toHaveLength(LIMITS.formFields);
    expect(form.title.length).toBeLessThanOrEqual(LIMITS.headingText);
    expect(remainsHostile(form.fields[0]?.label ?? "")).toEqual([]);
    expect(form.fields[0]?.value?.length).toBeLessThanOrEqual(LIMITS.formFieldText);
  });
});
