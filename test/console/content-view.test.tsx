import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ContentView } from "../../console/src/chat/content-view.tsx";
import { safeUrl } from "../../console/src/chat/safe-url.ts";
import type { Block, Inline, MessageContent } from "../../src/domain/message-content.ts";
import { elementsOf, rendered, textOf } from "./vnode.ts";

const show = (content: MessageContent) =>
  rendered(<ContentView content={content} fileUrl={(file) => `/files/${file.fileId}`} />);
const ofBlocks = (...blocks: readonly Block[]) => show({ summary: "", blocks });

const words = fc.string({ maxLength: 40 });
const inline: fc.Arbitrary<Inline> = fc.oneof(
  words.map((text): Inline => ({ type: "text", text })),
  fc.record({ type: fc.constant("link" as const), url: fc.oneof(words, fc.webUrl()), label: words }),
  fc.record({
    type: fc.constant("person" as const),
    personKey: words,
    displayName: words,
    notify: fc.boolean(),
  }),
);
const block: fc.Arbitrary<Block> = fc.oneof(
  words.map((text): Block => ({ type: "heading", text })),
  fc.array(inline, { maxLength: 4 }).map((inlines): Block => ({ type: "paragraph", inlines })),
  fc.record({ type: fc.constant("quote" as const), text: words, url: fc.option(words, { nil: undefined }) }),
  fc
    .array(fc.array(inline, { maxLength: 3 }), { maxLength: 3 })
    .map((items): Block => ({ type: "list", items })),
  fc.record({ type: fc.constant("meter" as const), label: words, share: fc.double(), word: words }),
);
const ALLOWED = new Set(
  "div h4 p blockquote ul li dl dt dd span a img hr strong em code button select option".split(" "),
);

const wordsOf = (one: Inline): string =>
  one.type === "text" ? one.text : one.type === "link" ? one.label : `@${one.displayName}`;

describe("the neutral message in the browser", () => {
  it("shows every word and makes no element out of words", () => {
    const nodes = ofBlocks({
      type: "paragraph",
      inlines: [{ type: "text", text: "<img src=x onerror=alert(1)>" }],
    });
    expect(textOf(nodes)).toBe("<img src=x onerror=alert(1)>");
    expect(elementsOf(nodes).map((one) => one.tag)).toEqual(["div", "p"]);
  });

  it("never offers an address that runs something", () => {
    const nodes = ofBlocks({
      type: "paragraph",
      inlines: [
        { type: "link", url: "javascript:alert(1)", label: "press me" },
        { type: "link", url: "https://help.example.com/a", label: "help" },
      ],
    });
    const links = elementsOf(nodes).filter((one) => one.tag === "a");
    expect(links.map((one) => one.props.href)).toEqual(["https://help.example.com/a"]);
    expect(links[0]?.props.rel).toBe("noopener noreferrer");
    expect(textOf(nodes)).toBe("press mehelp");
  });

  it("keeps these promises for any message", () => {
    fc.assert(
      fc.property(fc.array(block, { maxLength: 6 }), (blocks) => {
        const nodes = show({ summary: "", blocks });
        for (const { tag, props } of elementsOf(nodes)) {
          expect(ALLOWED.has(tag)).toBe(true);
          expect(Object.keys(props)).not.toContain("dangerouslySetInnerHTML");
          if (tag === "a") expect(String(props.href)).toMatch(/^(https?:|mailto:|\/(?![/\\]))/i);
        }
        for (const one of blocks) {
          if (one.type === "paragraph") expect(textOf(nodes)).toContain(one.inlines.map(wordsOf).join(""));
        }
      }),
    );
  });

  it("writes a meter's value beside the bar and holds the bar inside its track", () => {
    const nodes = ofBlocks({ type: "meter", label: "Negative emotion share", share: 3, word: "81 %" });
    expect(textOf(nodes)).toContain("81 %");
    const fill = elementsOf(nodes).find((one) => one.props.class === "meter-fill");
    expect(fill?.props.style).toEqual({ width: "100%" });
  });

  it("turns buttons off where nothing may be pressed", () => {
    const nodes = ofBlocks({
      type: "controls",
      controls: [{ type: "button", controlId: "ticket.claim", label: "Claim", value: "1" }],
    });
    expect(elementsOf(nodes).find((one) => one.tag === "button")?.props.disabled).toBe(true);
  });
});

describe("addresses", () => {
  it.each([
    "javascript:alert(1)",
    " JAVASCRIPT:alert(1)",
    "data:text/html,x",
    "//evil.example",
    "/\\evil.example",
    "vbscript:x",
    "https://",
  ])("refuses %s", (url) => expect(safeUrl(url)).toBeNull());
  it.each(["https://a.example/b?c#d", "mailto:help@a.example", "/tickets/41"])("follows %s", (url) =>
    expect(safeUrl(url)).toBe(url),
  );
});
