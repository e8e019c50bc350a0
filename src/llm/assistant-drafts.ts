import { errorCode } from "../domain/errors.ts";
import type { RetrievedPassage } from "../domain/knowledge.ts";
import type { ChatModel } from "../ports/chat-model.ts";
import { modelTextSchema, parseModelJson, toAnswerSchema } from "./answer-json.ts";
import { createFence } from "./fence.ts";
import { isPlainSentence, linksOf, tidySentence } from "./plain-sentence.ts";
import { fenceLines, fencePassages, passagesForPrompt } from "./prompt-data.ts";
import type { PromptFile } from "./prompt-files.ts";

export type AssistantDraft =
  | { readonly kind: "drafted"; readonly text: string; readonly model: string }
  | { readonly kind: "unavailable"; readonly code: string };

/** Texts for agents only, never posted by themselves. Never throws; a model that is down is `unavailable`. */
export interface AssistantDrafts {
  /** `lines`: the thread, oldest first, each with who speaks ("customer: ..."). */
  suggestReply(
    lines: readonly string[],
    passages: readonly RetrievedPassage[],
    signal?: AbortSignal,
  ): Promise<AssistantDraft>;
  summariseThread(lines: readonly string[], signal?: AbortSignal): Promise<AssistantDraft>;
}

const MAX_DRAFT_CHARS = 1_500;

export function createAssistantDrafts(options: {
  readonly model: ChatModel;
  readonly replyPrompt: PromptFile;
  readonly summaryPrompt: PromptFile;
}): AssistantDrafts {
  const { model } = options;

  async function draft(
    filled: { readonly system: string; readonly user: string },
    sources: readonly string[],
    signal: AbortSignal | undefined,
  ): Promise<AssistantDraft> {
    try {
      const answerSchema = toAnswerSchema("draft", modelTextSchema);
      const answer = await model.complete({ ...filled, answerSchema }, signal);
      const text = keepPlain(parseModelJson(answer, modelTextSchema)?.text ?? "", sources);
      return text === ""
        ? { kind: "unavailable", code: "llm.outside-schema" }
        : { kind: "drafted", text, model: model.name };
    } catch (error) {
      return { kind: "unavailable", code: errorCode(error) };
    }
  }

  return {
    suggestReply(lines, passages, signal) {
      const fence = createFence();
      const shown = passagesForPrompt(passages);
      const filled = options.replyPrompt.fill({
        mark: fence.mark,
        passages: fencePassages(fence, shown),
        thread: fenceLines(fence, lines),
      });
      // Links of the thread are no sources: a customer may have planted them.
      const sources = shown.flatMap(({ passage, url }) => [passage.text, url ?? ""]);
      return draft(filled, sources, signal);
    },
    summariseThread(lines, signal) {
      const fence = createFence();
      const filled = options.summaryPrompt.fill({ mark: fence.mark, thread: fenceLines(fence, lines) });
      return draft(filled, [], signal);
    },
  };
}

/** Sentence by sentence: one with markup, a mention or a link from nowhere is left out. */
function keepPlain(text: string, sources: readonly string[]): string {
  const allowed = new Set(sources.flatMap(linksOf));
  return text
    .split(/(?<=[.!?。！？])\s+|\n+/u)
    .map(tidySentence)
    .filter((sentence) => isPlainSentence(sentence, allowed))
    .join(" ")
    .slice(0, MAX_DRAFT_CHARS);
}
