import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { renderForm } from "../../../adapters/slack/render/form.ts";
import { renderMessage, renderSinglePost } from "../../../adapters/slack/render-message.ts";
import {
  type Block,
  type Inline,
  type MessageContent,
  paragraph,
  text,
} from "../../../src/domain/message-content.ts";
import { HOSTILE_TEXTS, remainsHostile } from "../../contracts/hostile-texts.ts";
import { addressesIn, pingsIn, refusedBySlack, shownWords } from "./read-blocks.ts";

const say = (...blocks: readonly Block[]): MessageContent => ({ summary: "In short", blocks });
const first = (content: MessageContent) => renderMessage(content)[0];

describe("what Slack shows of a message", () => {
  test("a card: heading with its mark, quote with its link, facts in two columns, bar, buttons that differ", () => {
    const post = first({
      summary: "High risk · Maya in #help",
      accent: "high",
      blocks: [
        { type: "heading", text: "High risk · Maya in #help" },
        { type: "quote", text: "I want to cancel", url: "https://acme.slack.com/archives/C1/p1" },
        { type: "facts", facts: [{ label: "Plan", value: [text("Pro", "bold")] }] },
        { type: "meter", label: "Churn", share: 0.5, word: "elevated, 50 %" },
        {
          type: "controls",
          controls: [1, 2].map((rating) => ({
            type: "button" as const,
            controlId: "csat.rate",
            label: String(rating),
            value: `s|${rating}`,
          })),
        },
      ],
    });
    expect(post.blocks).toMatchObject([
      { type: "header", text: { text: "🔴 High risk · Maya in #help" } },
      { type: "rich_text", elements: [{ type: "rich_text_quote" }] },
      { type: "section", fields: [{ text: "*Plan*\n*Pro*" }] },
      { type: "rich_text" },
      { type: "actions", elements: [{ action_id: "csat.rate#0" }, { action_id: "csat.rate#1" }] },
    ]);
    expect(shownWords(post)).toContain("Churn ██████░░░░░░ elevated, 50 %");
    expect(addressesIn(post)).toEqual(["https://acme.slack.com/archives/C1/p1"]);
    expect(refusedBySlack(post)).toEqual([]);
    expect(post.text.match(/High risk/g)).toHaveLength(1);
  });

  test("staff who are to be called are called once; others are named", () => {
    const person = { type: "person", personKey: "U0SUE", displayName: "Sue" } as const;
    const called = first(say(paragraph(text("Yours: "), { ...person, notify: true })));
    expect(pingsIn(called)).toEqual(["U0SUE"]);
    // Read aloud it is a name, and no second call.
    expect(called.text).toContain("Yours: @Sue");
    expect(pingsIn({ ...called, blocks: [] })).toEqual([]);
    const quiet = first(say(paragraph({ ...person, notify: false })));
    expect(pingsIn(quiet)).toEqual([]);
    expect(shownWords(quiet)).toBe("@Sue");
    const forged = { ...person, personKey: "!channel", notify: true };
    expect(pingsIn(first(say(paragraph(forged))))).toEqual([]);
  });

  test.each([
    ["javascript:alert(1)", "here"],
    ["data:text/html,x", "here"],
    ["https://bank.example@evil.example/", "here"],
    ["no address", "here"],
  ])("%s is no link", (url, label) => {
    const post = first(say(paragraph({ type: "link", url, label })));
    expect(addressesIn(post)).toEqual([]);
    expect(shownWords(post)).toBe("here");
  });

  test("a link that says it leads elsewhere shows where it leads", () => {
    const link = (url: string, label: string) =>
      shownWords(first(say(paragraph({ type: "link", url, label }))));
    expect(link("https://evil.example/a", "https://bank")).toBe("https://bank (evil.example)");
    expect(link("https://xn--bnk-tla.example/", "our bank")).toBe("our bank (xn--bnk-tla.example)");
    expect(link("https://docs.example/a|b", "docs.example guide")).toBe("docs.example guide");
  });

  test("addresses in somebody's words stay words", () => {
    const words = "see https://evil.example or <https://evil.example|bank>";
    const post = first(say(paragraph(text(words)), { type: "context", inlines: [text(words)] }));
    expect(addressesIn(post)).toEqual([]);
    expect(shownWords(post)).toContain(words);
  });

  test("a long text becomes several posts, cut between sentences, and nothing of it is lost", () => {
    const sentences = Array.from({ length: 900 }, (_, at) => `Sentence number ${at} ends here.`);
    const posts = renderMessage(say(paragraph(text(sentences.join(" ")))));
    expect(posts.length).toBeGreaterThan(1);
    const all = posts.map(shownWords).join("\n");
    for (const sentence of sentences) expect(all).toContain(sentence);
  });

  test("families are never torn apart", () => {
    const family = "👩‍👩‍👧‍👦";
    for (const post of renderMessage(say(paragraph(text(family.repeat(1_000))))))
      expect(shownWords(post).replaceAll(family, "").replaceAll("\n", "")).toBe("");
  });

  test("what must stay one post says that it was shortened and keeps its buttons", () => {
    const button = { type: "button", controlId: "a.b", label: "Go on", value: "v" } as const;
    const long = Array.from({ length: 200 }, () => paragraph(text("word ".repeat(200))));
    const post = renderSinglePost(say(...long, { type: "controls", controls: [button] }));
    expect(refusedBySlack(post)).toEqual([]);
    expect(shownWords(post)).toMatch(/\[Go on\]\n.*shortened/s);
  });

  test("an image that was uploaded is shown with its words, another is told in words", () => {
    const file = { fileId: "f1", name: "week.png", mediaType: "image/png", sizeBytes: 1 };
    const content = say({ type: "image", file, alt: "Bars per day" });
    expect(renderMessage(content, new Map([["f1", "F9"]]))[0].blocks).toEqual([
      { type: "image", slack_file: { id: "F9" }, alt_text: "Bars per day" },
    ]);
    expect(shownWords(first(content))).toBe("Bars per day");
  });

  test("a form: every field by its name, filled in, within Slack's limits", () => {
    const modal = renderForm(
      {
        formId: "reply-to-customer",
        title: "Reply on ticket number one thousand",
        submitLabel: "Send",
        value: "t1",
        fields: [
          { type: "text", fieldId: "text", label: "Your reply", multiline: true, value: "x".repeat(5_000) },
          { type: "select", fieldId: "how", label: "How", options: [{ label: "A", value: "a" }], value: "a" },
          { type: "select", fieldId: "none", label: "Nothing to choose", options: [] },
        ],
      },
      { channelKey: "C1", threadKey: null, isDirect: false, isPrivate: false },
    );
    expect(modal.blocks).toMatchObject([
      { block_id: "text", element: { multiline: true } },
      { block_id: "how", element: { initial_option: { value: "a" } } },
    ]);
    expect(modal.title.text.length).toBeLessThanOrEqual(24);
    expect(refusedBySlack({ text: "form", blocks: modal.blocks })).toEqual([]);
  });
});

test("the reader of these tests sees pings, hidden addresses and what Slack refuses", () => {
  const mrkdwn = (words: string) => [{ type: "context", elements: [{ type: "mrkdwn", text: words }] }];
  for (const call of ["<!channel>", "<!here|here>", "<!subteam^S1|x>", "<!everyone>"]) {
    expect(pingsIn({ text: call, blocks: [] })).toEqual(["everyone"]);
    expect(pingsIn({ text: "", blocks: mrkdwn(`so ${call}`) })).toEqual(["everyone"]);
  }
  expect(pingsIn({ text: "<@U0SUE>", blocks: [] })).toEqual(["U0SUE"]);
  expect(pingsIn({ text: "", blocks: [{ type: "broadcast", range: "here" }] })).toEqual(["everyone"]);
  expect(addressesIn({ text: "", blocks: mrkdwn("<https://evil.example|bank>") })).toHaveLength(1);
  expect(refusedBySlack({ text: "x", blocks: mrkdwn("x".repeat(3_001)) })).toHaveLength(2);
  expect(refusedBySlack({ text: "", blocks: [] })).toHaveLength(2);
});

const words = fc.oneof(
  fc.constantFrom(...Object.values(HOSTILE_TEXTS).map((hostile) => hostile.slice(0, 400))),
  fc.constantFrom("<!channel>", "<!here|x>", "<!subteam^S1>", "<@U0SUE>", "@", "everyone", "<", "!channel>"),
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.lorem({ maxCount: 60 }),
);
const inline: fc.Arbitrary<Inline> = fc.oneof(
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
const inlines = fc.array(inline, { maxLength: 6 });
const file = fc.record({
  fileId: fc.constant("f1"),
  name: words,
  mediaType: fc.constant("image/png"),
  sizeBytes: fc.constant(1),
});
const control = fc.oneof(
  fc.record({ type: fc.constant("button" as const), controlId: words, label: words, value: words }),
  fc.record({
    type: fc.constant("menu" as const),
    controlId: words,
    label: words,
    options: fc.array(fc.record({ label: words, value: fc.string({ minLength: 1 }) }), { maxLength: 5 }),
  }),
);
const block: fc.Arbitrary<Block> = fc.oneof(
  fc.record({ type: fc.constant("heading" as const), text: words }),
  fc.record({ type: fc.constant("paragraph" as const), inlines }),
  fc.record({ type: fc.constant("quote" as const), text: words, url: words }),
  fc.record({ type: fc.constant("list" as const), items: fc.array(inlines, { maxLength: 30 }) }),
  fc.record({
    type: fc.constant("facts" as const),
    facts: fc.array(fc.record({ label: words, value: inlines }), { maxLength: 13 }),
  }),
  fc.record({ type: fc.constant("meter" as const), label: words, share: fc.double(), word: words }),
  fc.record({ type: fc.constant("image" as const), file, alt: words }),
  fc.record({ type: fc.constant("file" as const), file }),
  fc.record({ type: fc.constant("context" as const), inlines }),
  fc.constant<Block>({ type: "divider" }),
  fc.record({ type: fc.constant("controls" as const), controls: fc.array(control, { maxLength: 30 }) }),
);
const message: fc.Arbitrary<MessageContent> = fc.record({
  summary: words,
  blocks: fc.array(block, { maxLength: 8 }),
});

test("of 2,000 messages of hostile words none calls anybody, leads astray or is refused", () => {
  let outputs = 0;
  fc.assert(
    fc.property(message, (content) => {
      for (const post of [...renderMessage(content), renderSinglePost(content)]) {
        outputs += 1;
        expect(pingsIn(post)).toEqual([]);
        expect(refusedBySlack(post)).toEqual([]);
        for (const address of addressesIn(post)) expect(address).toMatch(/^https?:\/\/[^@]*(?:[/?#]|$)/);
        expect(remainsHostile(post.text)).toEqual([]);
      }
    }),
    { numRuns: 1_000 },
  );
  expect(outputs).toBeGreaterThanOrEqual(2_000);
});
