import type { RetrievedPassage } from "../domain/knowledge.ts";
import type { ChatModel } from "../ports/chat-model.ts";
import { modelQuestionSchema, parseModelJson, toAnswerSchema } from "./answer-json.ts";
import type { Fence } from "./fence.ts";
import { isPlainSentence, tidySentence } from "./plain-sentence.ts";
import { MAX_QUESTION_CHARS } from "./prompt-data.ts";
import type { PromptFile } from "./prompt-files.ts";
import { overlapShare } from "./word-overlap.ts";

const OWN_QUESTION = "Which of these do you mean?";
const MAX_CHARS = 160;
const NO_LINKS: ReadonlySet<string> = new Set();

/** The topic a passage stands under, in our own words: its innermost heading and page. */
export function topicOf({ passage, articleTitle }: RetrievedPassage): string {
  return passage.headingPath.at(-1) ?? articleTitle;
}

/** Asks the model for the question above the choices; what it says is used when it is one plain question about them, else ours. */
export async function phraseClarifyQuestion(
  tools: { readonly model: ChatModel; readonly prompt: PromptFile; readonly fence: Fence },
  question: string,
  choices: readonly RetrievedPassage[],
  signal?: AbortSignal,
): Promise<string> {
  const { model, prompt, fence } = tools;
  const topics = choices.map(topicOf);
  const filled = prompt.fill({
    mark: fence.mark,
    topics: topics.map((topic) => fence.wrap("topic", topic, 200)).join("\n"),
    question: fence.wrap("question", question, MAX_QUESTION_CHARS),
  });
  try {
    const answerSchema = toAnswerSchema("clarify_question", modelQuestionSchema);
    const answer = await model.complete({ ...filled, answerSchema }, signal);
    const asked = tidySentence(parseModelJson(answer, modelQuestionSchema)?.question ?? "");
    return isUsable(asked, `${question} ${topics.join(" ")}`) ? asked : OWN_QUESTION;
  } catch {
    // The model is down: the choices can be shown under our own question.
    return OWN_QUESTION;
  }
}

function isUsable(asked: string, known: string): boolean {
  const isOneQuestion = /^[^?？.!。！]{8,}[?？]$/u.test(asked) && asked.length <= MAX_CHARS;
  return isOneQuestion && isPlainSentence(asked, NO_LINKS) && overlapShare(asked, known) >= 0.5;
}
