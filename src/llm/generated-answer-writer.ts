import { type AnswerDraft, type Citation, modelWriter, type RetrievedPassage } from "../domain/knowledge.ts";
import type { AnswerRequest, AnswerWriter } from "../ports/answer-writer.ts";
import type { ChatModel } from "../ports/chat-model.ts";
import { type ModelAnswer, modelAnswerSchema, parseModelJson, toAnswerSchema } from "./answer-json.ts";
import { phraseClarifyQuestion, topicOf } from "./clarify-question.ts";
import { createFence, type Fence } from "./fence.ts";
import { fenceLines, fencePassages, MAX_QUESTION_CHARS, passagesForPrompt } from "./prompt-data.ts";
import type { PromptFile } from "./prompt-files.ts";
import { supportedSentences } from "./supported-sentences.ts";

/** Below it nothing is written, and the model is not asked. */
const MIN_ANSWERABILITY = 0.5;

export interface GeneratedAnswerOptions {
  readonly model: ChatModel;
  /** Answers when the model is down, says nothing usable or says what no passage says. */
  readonly fallback: AnswerWriter;
  readonly answerPrompt: PromptFile;
  readonly clarifyPrompt: PromptFile;
  readonly newFence?: () => Fence;
}

/**
 * Lets a model choose and phrase, and lets code decide: an action from a closed list, and only sentences that
 * the code itself finds in the cited passage. The passages come filtered for the audience.
 */
export function createGeneratedAnswerWriter(options: GeneratedAnswerOptions): AnswerWriter {
  const newFence = options.newFence ?? (() => createFence());

  async function ask(request: AnswerRequest, fence: Fence, signal: AbortSignal | undefined) {
    const filled = options.answerPrompt.fill({
      mark: fence.mark,
      maxSentences: String(request.maxSentences),
      passages: fencePassages(fence, passagesForPrompt(request.retrieval.passages)),
      context: fenceLines(fence, request.context),
      question: fence.wrap("question", request.question, MAX_QUESTION_CHARS),
    });
    try {
      const answerSchema = toAnswerSchema("answer", modelAnswerSchema);
      const answer = await options.model.complete({ ...filled, answerSchema }, signal);
      return parseModelJson(answer, modelAnswerSchema);
    } catch {
      // The guard around the model has logged and counted it.
      return null;
    }
  }

  async function clarify(
    request: AnswerRequest,
    answer: ModelAnswer,
    fence: Fence,
    signal: AbortSignal | undefined,
  ): Promise<AnswerDraft | null> {
    const choices = choicesOf(answer, passagesForPrompt(request.retrieval.passages));
    if (choices.length < 2) return null;
    const tools = { model: options.model, prompt: options.clarifyPrompt, fence };
    return {
      kind: "clarify",
      question: await phraseClarifyQuestion(tools, request.question, choices, signal),
      choices: choices.map((choice) => ({ label: topicOf(choice), passageId: choice.passage.id })),
      answerability: request.retrieval.answerability,
    };
  }

  return {
    async write(request, signal) {
      const { retrieval } = request;
      // Written so that NaN stays silent too.
      const isAnswerable = retrieval.answerability >= MIN_ANSWERABILITY && retrieval.passages.length > 0;
      if (!isAnswerable) return options.fallback.write(request, signal);
      const fence = newFence();
      const answer = await ask(request, fence, signal);
      const draft =
        answer?.action === "clarify"
          ? await clarify(request, answer, fence, signal)
          : answer && toDraft(request, answer, options.model.name);
      return draft ?? options.fallback.write(request, signal);
    },
  };
}

function toDraft(request: AnswerRequest, answer: ModelAnswer, model: string): AnswerDraft | null {
  const { answerability } = request.retrieval;
  const passages = passagesForPrompt(request.retrieval.passages);
  if (answer.action === "abstain") {
    return {
      kind: "abstained",
      distance: "near",
      nearest: passages.slice(0, 3).map(toCitation),
      answerability,
    };
  }
  const sentences = supportedSentences(answer.sentences, passages, request.maxSentences);
  if (sentences.length === 0) return null;
  const sources = [...new Set(sentences.map((sentence) => sentence.source))];
  return {
    kind: "cited",
    text: sentences.map((sentence) => sentence.text).join(" "),
    citations: sources.map(toCitation),
    answerability,
    writer: modelWriter(model),
  };
}

/** Two to four different topics, by the model's numbers. */
function choicesOf(answer: ModelAnswer, passages: readonly RetrievedPassage[]): RetrievedPassage[] {
  const byTopic = new Map<string, RetrievedPassage>();
  for (const number of answer.choices) {
    const choice = passages[number - 1];
    if (choice && !byTopic.has(topicOf(choice))) byTopic.set(topicOf(choice), choice);
  }
  return [...byTopic.values()].slice(0, 4);
}

function toCitation({ passage, articleTitle, url }: RetrievedPassage): Citation {
  return {
    articleId: passage.articleId,
    passageId: passage.id,
    title: articleTitle,
    heading: passage.headingPath.at(-1) ?? null,
    pageLabel: passage.pageLabel,
    url,
  };
}
