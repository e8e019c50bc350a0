import type { AnswerDraft, Citation, RetrievedPassage } from "../../domain/knowledge.ts";
import type { AnswerRequest, AnswerWriter } from "../../ports/answer-writer.ts";
import { chooseSentences } from "./choose-sentences.ts";
import { citationOf } from "./citation.ts";
import { clarifyChoices } from "./clarify.ts";
import { type ScoredSentence, scoreSentences } from "./select-sentences.ts";

const WRITER = "extractive-v2";
/** At or above it the sources are held to answer. */
const ANSWER_FROM = 0.5;
/** Below `ANSWER_FROM` and from here on something close was found; under it, nothing on this. */
const NEAR_FROM = 0.25;
const MAX_SENTENCES = 3;
const PASSAGES_READ = 3;
const NEAREST_NAMED = 3;
/** A further passage is read only when it is nearly as near as the first. */
const PASSAGE_SHARE = 0.8;

/**
 * Quotes: the sentences that answer best, word for word, with where they stand; of a table row the cells that were asked
 * for. It adds no word of its own, so no link can appear that is not in the cited source.
 */
export function createExtractiveWriter(): AnswerWriter {
  return { write: async (request) => writeAnswer(request) };
}

function writeAnswer({ question: message, retrieval, maxSentences }: AnswerRequest): AnswerDraft {
  const { answerability, passages, asked: question = message } = retrieval;
  const [first] = passages;
  if (!first || answerability < ANSWER_FROM) return abstain(passages, answerability);
  const choices = clarifyChoices(question, passages);
  if (choices.length > 0) {
    return { kind: "clarify", question: "Which of these do you mean?", choices, answerability };
  }
  const read = passages
    .slice(0, PASSAGES_READ)
    .filter((retrieved) => retrieved.similarity >= first.similarity * PASSAGE_SHARE);
  const count = Math.max(1, Math.min(maxSentences, MAX_SENTENCES));
  const chosen = chooseSentences(question, scoreSentences(question, read), count);
  if (chosen.length === 0) return abstain(passages, answerability);
  return {
    kind: "cited",
    text: joinSentences(chosen, read),
    citations: citationsOf(chosen, read),
    answerability,
    writer: WRITER,
  };
}

/** Neighbours run on as they do in the source; sentences with something between them stand on lines of their own. */
function joinSentences(chosen: readonly ScoredSentence[], read: readonly RetrievedPassage[]): string {
  let text = "";
  let previous: ScoredSentence | null = null;
  for (const sentence of chosen) {
    const runsOn =
      previous?.passageAt === sentence.passageAt && previous.sentenceAt + 1 === sentence.sentenceAt;
    const source = read[sentence.passageAt]?.passage.text ?? "";
    const between = previous && runsOn ? source.slice(previous.endIndex, sentence.startIndex) : "\n";
    const gap = between.includes("\n") ? "\n" : between;
    text += previous === null ? sentence.text : gap + sentence.text;
    previous = sentence;
  }
  return text;
}

function citationsOf(chosen: readonly ScoredSentence[], read: readonly RetrievedPassage[]): Citation[] {
  const places = [...new Set(chosen.map((sentence) => sentence.passageAt))];
  return places.flatMap((at) => {
    const retrieved = read[at];
    return retrieved ? [citationOf(retrieved)] : [];
  });
}

function abstain(passages: readonly RetrievedPassage[], answerability: number): AnswerDraft {
  const isNear = passages.length > 0 && answerability >= NEAR_FROM;
  const nearest = isNear ? passages.slice(0, NEAREST_NAMED).map(citationOf) : [];
  return { kind: "abstained", distance: isNear ? "near" : "far", nearest, answerability };
}
