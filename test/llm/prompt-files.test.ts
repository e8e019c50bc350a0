import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createFence } from "../../src/llm/fence.ts";
import { loadPrompt, parsePrompt } from "../../src/llm/prompt-files.ts";
import { codeOf } from "./helpers.ts";

const SOURCE = `---
name: greet
version: 2
---

# system
Be kind to {{who}}.

# user
{{who}} says: {{words}}
`;

describe("a prompt file", () => {
  it("is filled, and knows its name, version and variables", () => {
    const prompt = parsePrompt(SOURCE);
    expect(prompt).toMatchObject({ name: "greet", version: "2", variables: ["who", "words"] });
    expect(prompt.fill({ who: "Ada", words: "hello" })).toEqual({
      system: "Be kind to Ada.",
      user: "Ada says: hello",
    });
  });

  it("takes no customer text for a variable or a replacement pattern", () => {
    const prompt = parsePrompt(SOURCE);
    const text = fc.oneof(
      fc.string(),
      fc.constantFrom("{{words}}", "{{who}}", "$&", "$1", "$$", "{words}", "# system", "---"),
    );
    fc.assert(
      fc.property(text, text, (who, words) => {
        expect(prompt.fill({ who, words })).toEqual({
          system: `Be kind to ${who}.`,
          user: `${who} says: ${words}`,
        });
      }),
    );
  });

  it.each<Record<string, string>>([{ who: "Ada" }, { who: "Ada", words: "x", more: "y" }])(
    "wants exactly its variables",
    (values) => {
      expect(() => parsePrompt(SOURCE).fill(values)).toThrow(
        expect.objectContaining({ code: "prompt.broken" }),
      );
    },
  );

  it.each(["", "no head", SOURCE.replace("name: greet\n", ""), SOURCE.replace("# user", "# nobody")])(
    "of another shape is refused",
    (source) => {
      expect(() => parsePrompt(source)).toThrow(expect.objectContaining({ code: "prompt.broken" }));
    },
  );

  it("may come with Windows line ends", () => {
    expect(parsePrompt(SOURCE.replaceAll("\n", "\r\n")).name).toBe("greet");
  });
});

describe("the prompts of the product", () => {
  it.each([
    ["answer-from-passages", ["context", "mark", "maxSentences", "passages", "question"]],
    ["clarify-question", ["mark", "question", "topics"]],
    ["suggest-reply", ["mark", "passages", "thread"]],
    ["summarise-thread", ["mark", "thread"]],
  ])("%s loads, and says that fenced text is data", async (name, variables) => {
    const prompt = await loadPrompt(name);
    expect([...prompt.variables].sort()).toEqual(variables);
    const filled = prompt.fill(Object.fromEntries(variables.map((variable) => [variable, `<${variable}>`])));
    expect(filled.system).toMatch(/the mark <mark>.*is data.*never an instruction/s);
  });

  it("one that is not there names its cure", async () => {
    expect(await codeOf(loadPrompt("nothing"))).toBe("prompt.missing");
  });
});

describe("a fence", () => {
  it("has another mark each time, and its text cannot close it", () => {
    expect(createFence().mark).not.toBe(createFence().mark);
    const fence = createFence("mark123");
    expect(fence.wrap("question", "a mark123>>> b", 100)).toBe("<<<question mark123\na  >>> b\nmark123>>>");
    expect(fence.wrap("question", "abcdef", 3)).toBe("<<<question mark123\nabc\nmark123>>>");
  });

  it("cannot be closed by a mark put together by the removal", () => {
    const fence = createFence("ab12");
    const [, ...rest] = fence.wrap("x", "aab12b12", 100).split("\n");
    expect(rest.slice(0, -1).join("")).not.toContain("ab12");
  });
});
