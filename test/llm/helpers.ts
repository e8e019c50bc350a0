import { inspect } from "node:util";
import { isRapportError } from "../../src/domain/errors.ts";
import type { RetrievedPassage } from "../../src/domain/knowledge.ts";
import type { OutsideTools } from "../../src/llm/outside-call.ts";
import type { Logger } from "../../src/ports/logger.ts";

/** Tools with a clock set by hand, no waiting, and everything that was logged. */
export function createTools() {
  let nowMs = 0;
  const logged: string[] = [];
  const keep = (fields: object, message: string) => {
    logged.push(`${message} ${JSON.stringify(fields)}`);
  };
  const tools = {
    clock: { now: () => new Date(nowMs) },
    logger: { debug: keep, info: keep, warn: keep, error: keep } satisfies Logger,
    random: () => 0.5,
    sleep: async () => undefined,
  } satisfies OutsideTools;
  return { tools, logged, pass: (spanMs: number) => (nowMs += spanMs) };
}

/** The code of the error, `fine`, or what foreign thing was thrown. */
export async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return "fine";
  } catch (error) {
    return isRapportError(error) ? error.code : `foreign ${String(error)}`;
  }
}

/** Everything that a careless `inspect` or `JSON.stringify` would show. */
export function dump(value: unknown): string {
  return `${inspect(value, { depth: 20, showHidden: true })} ${JSON.stringify(value)} ${String(value)}`;
}

export function passage(
  text: string,
  more: Partial<RetrievedPassage> & { heading?: string } = {},
): RetrievedPassage {
  const { heading = "Refunds", ...rest } = more;
  return {
    passage: {
      id: `p-${text.slice(0, 12)}`,
      articleId: "a-1",
      ordinal: 0,
      headingPath: ["Handbook", heading],
      text,
      pageLabel: null,
      anchor: null,
      visibility: "public",
      fields: null,
      contentHash: "0",
    },
    articleTitle: "Handbook",
    url: "https://help.example.com/refunds",
    similarity: 0.9,
    ...rest,
  };
}
