import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { renderForm, renderMessage } from "../../../adapters/discord/index.ts";
import { renderSinglePost } from "../../../adapters/discord/render-message.ts";
import { type Block, type MessageContent, paragraph, text } from "../../../src/domain/message-content.ts";
import { HOSTILE_TEXTS, remainsHostile } from "../../contracts/hostile-texts.ts";
import { notifiedBy } from "./double/rest.ts";
import { modalBody, newMessage } from "./double/rules.ts";

const SPOOFS = [
  "<https://evil.example|https://bank.example>",
  "[https://bank.example](https://evil.example)",
  "https://user:pass@evil.example/",
  "https://xn--bnk-rla.example/",
  "javascript:alert(1)",
  "discord.gg/evil",
  "https://evil.example/?data=secret",
];
const words = fc.oneof(
  fc.constantFrom(
    ...Object.values(HOSTILE_TEXTS),
    ...SPOOFS,
    "<@123456789012345678>",
    "<@&123456789012345678>",
  ),
  fc.string({ unit: "grapheme", maxLength: 300 }),
  fc.string({ maxLength: 60 }),
);
const inline = fc.oneof(
  fc.record({ type: fc.constant("text" as const), text: words }),
  fc.record({
    type: fc.constant("text" as const),
    text: words,
    style: fc.constantFrom("bold", "italic", "code"),
  }),
  fc.record({ type: fc.constant("link" as const), url: words, label: words }),
  fc.record({
    type: fc.constant("person" as const),
    personKey: words,
    displayName: words,
    notify: fc.boolean(),
  }),
);
const inlines = fc.array(inline, { maxLength: 4 });
const block: fc.Arbitrary<Block> = fc.oneof(
  fc.record({ type: fc.constant("heading" as const), text: words }),
  fc.record({ type: fc.constant("paragraph" as const), inlines }),
  fc.record({ type: fc.constant("quote" as const), text: words, url: words }),
  fc.record({ type: fc.constant("list" as const), items: fc.array(inlines, { maxLength: 4 }) }),
  fc.record({
    type: fc.constant("facts" as const),
    facts: fc.array(fc.record({ label: words, value: inlines }), { maxLength: 30 }),
  }),
  fc.record({ type: fc.constant("meter" as const), label: words, share: fc.double(), word: words }),
  fc.record({ type: fc.constant("context" as const), inlines }),
  fc.record({
    type: fc.constant("controls" as const),
    controls: fc.array(
      fc.oneof(
        fc.record({
          type: fc.constant("button" as const),
          controlId: fc.constant("a.b"),
          label: words,
          value: words,
        }),
        fc.record({
          type: fc.constant("menu" as const),
          controlId: fc.constant("c.d"),
          label: words,
          options: fc.array(fc.record({ label: words, value: words }), { maxLength: 30 }),
        }),
      ),
      { maxLength: 8 },
    ),
  }),
);
const message: fc.Arbitrary<MessageContent> = fc.record(
  {
    summary: words,
    blocks: fc.array(block, { maxLength: 6 }),
    accent: fc.constantFrom("neutral" as const, "low" as const, "high" as const),
  },
  { requiredKeys: ["summary", "blocks"] },
);

/** Words of a post without the addresses of its own masked links. */
const markupOf = ({ content, embeds }: ReturnType<typeof renderSinglePost>): string =>
  [
    content,
    ...embeds.flatMap(({ title = "", description = "", fields = [] }) => [
      title,
      description,
      ...fields.flatMap(({ name, value }) => [name, value]),
    ]),
  ].join("\n");
const LIVE_LINK = /(?<!\\)\[(?:\\.|[^\]\\])*\]\(<(https?:\/\/[^\s<>]+)>\)/g;

const RUNS = process.env.DISCORD_TRIALS === "full" ? 2_000 : 500;

describe(`of ${RUNS} messages of hostile words`, () => {
  it("none is refused by Discord, calls anybody, leads astray or shows a preview", () => {
    fc.assert(
      fc.property(message, (content) => {
        const called = new Set<string>();
        for (const one of content.blocks)
          JSON.stringify(one, (_key, value: unknown) => {
            const person = value as { type?: string; notify?: boolean; personKey?: string } | null;
            if (person?.type === "person" && person.notify && person.personKey) called.add(person.personKey);
            return value;
          });
        for (const post of [...renderMessage(content), renderSinglePost(content)]) {
          const judged = newMessage.safeParse(post);
          expect(judged.success ? [] : judged.error.issues).toEqual([]);
          if (!judged.success) return;
          expect(notifiedBy(judged.data).filter((key) => !called.has(key))).toEqual([]);
          const markup = markupOf(post);
          expect(remainsHostile(markup)).toEqual([]);
          const bare = markup.replace(LIVE_LINK, "").replace(/`[^`\n]*`/g, "");
          expect(/(?<!\\)https?:\/\//.exec(bare.replace(/\\[^\w\s]/g, "\\"))).toBeNull();
          expect(post.embeds.length > 0 || (post.flags & 4) !== 0).toBe(true);
        }
      }),
      { numRuns: RUNS, seed: 7 },
    );
  });
});

describe("links", () => {
  const shown = (url: string, label: string): string =>
    renderSinglePost({ summary: "", blocks: [paragraph({ type: "link", url, label })] }).content;

  it("say where they lead, with no preview", () => {
    expect(shown("https://docs.example/refunds", "Refunds")).toBe(
      "[Refunds](<https://docs.example/refunds>)",
    );
    expect(shown("https://evil.example/", "bank.example")).toBe(
      "[bank.example (evil.example)](<https://evil.example/>)",
    );
    expect(shown("https://docs.example/a)b", "A")).toBe("[A](<https://docs.example/a%29b>)");
  });

  it.each(["javascript:alert(1)", "https://user@evil.example", "not a page"])("%s stays words", (url) => {
    expect(shown(url, "Read")).toBe("Read");
  });
});

describe("words", () => {
  it("are cut where they mean something, at 2,000 signs", () => {
    const sentence = "This is one whole sentence of the answer. ";
    const posts = renderMessage({ summary: "", blocks: [paragraph(text(sentence.repeat(120)))] });
    expect(posts.length).toBe(3);
    for (const { content } of posts) {
      expect(content.length).toBeLessThanOrEqual(2_000);
      expect(content.endsWith(".")).toBe(true);
    }
  });

  it("mean to Discord what they mean to people", () => {
    const said = "2 * 3 * 4, `x`, a_b_c, # no heading\n- no list\n> no quote";
    expect(renderSinglePost({ summary: "", blocks: [paragraph(text(said))] }).content).toBe(
      "2 \\* 3 \\* 4, \\`x\\`, a\\_b\\_c, # no heading\n\\- no list\n\\> no quote",
    );
  });
});

it("any form is one that Discord takes", () => {
  const field = fc.oneof(
    fc.record({ type: fc.constant("text" as const), fieldId: fc.constant("a"), label: words, value: words }),
    fc.record({
      type: fc.constant("select" as const),
      fieldId: fc.constant("b"),
      label: words,
      options: fc.array(fc.record({ label: words, value: words }), { maxLength: 30 }),
    }),
  );
  fc.assert(
    fc.property(words, fc.array(field, { minLength: 1, maxLength: 8 }), (title, fields) => {
      const all = [{ type: "text" as const, fieldId: "s", label: "Subject" }, ...fields];
      const modal = renderForm({
        formId: "open-ticket",
        title,
        submitLabel: title,
        value: "t1",
        fields: all,
      });
      expect(modalBody.safeParse(modal).success).toBe(true);
    }),
    { numRuns: 100, seed: 7 },
  );
});
