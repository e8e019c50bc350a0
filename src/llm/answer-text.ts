import { OutsideFault } from "./outside-fault.ts";

/** Largest HTTP answer of a chat model or classifier; real ones have a few kB. */
export const MAX_ANSWER_BYTES = 256 * 1024;
/** Longest text taken from a model, in UTF-16 units. */
const MAX_ANSWER_CHARS = 32_000;

/** The words of a LangChain message; throws an `OutsideFault` when there are none or far too many. */
export function answerTextOf(message: { readonly text: string }): string {
  const text = message.text.trim();
  if (text === "") throw new OutsideFault("empty");
  if (text.length > MAX_ANSWER_CHARS) throw new OutsideFault("too-large");
  return text;
}
