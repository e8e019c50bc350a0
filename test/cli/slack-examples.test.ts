import { readdir, readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { EXAMPLES_DIR, slackExamples } from "../../src/cli/slack-examples.ts";
import { refusedBySlack } from "../adapters/slack/read-blocks.ts";

const examples = slackExamples();

test("the examples are what the renderers give today (npm run examples:slack)", async () => {
  expect((await readdir(EXAMPLES_DIR)).sort()).toEqual(Object.keys(examples).sort());
  for (const [name, words] of Object.entries(examples))
    expect(await readFile(new URL(name, EXAMPLES_DIR), "utf8"), name).toBe(words);
});

test.each(Object.entries(examples))("%s is within Slack's limits", (_name, words) => {
  const { text = "a form", blocks } = JSON.parse(words) as { text?: string; blocks: unknown[] };
  expect(refusedBySlack({ text, blocks })).toEqual([]);
});
