import type { RetrievedPassage } from "../domain/knowledge.ts";
import type { Fence } from "./fence.ts";

/** Limits of what goes into one prompt, in UTF-16 units: together below 8,000 tokens of English. */
const MAX_PASSAGES = 6;
const MAX_PASSAGE_CHARS = 1_600;
export const MAX_QUESTION_CHARS = 2_000;
const MAX_CONTEXT_LINES = 8;
const MAX_LINE_CHARS = 600;

/** The passages that a model sees, and that its numbers count from 1. */
export const passagesForPrompt = (passages: readonly RetrievedPassage[]) => passages.slice(0, MAX_PASSAGES);

export function fencePassages(fence: Fence, passages: readonly RetrievedPassage[]): string {
  const pieces = passages.map(({ passage }, position) =>
    fence.wrap(
      `passage ${position + 1}`,
      `${passage.headingPath.join(" > ")}\n\n${passage.text}`,
      MAX_PASSAGE_CHARS,
    ),
  );
  return pieces.join("\n") || "(none)";
}

/** The newest lines, oldest first. */
export function fenceLines(fence: Fence, lines: readonly string[]): string {
  const newest = lines.slice(-MAX_CONTEXT_LINES);
  return newest.map((line) => fence.wrap("message", line, MAX_LINE_CHARS)).join("\n") || "(nothing)";
}
