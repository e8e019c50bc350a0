import type { DraftedTurn } from "../domain/turn.ts";
import type { AnswerWriter } from "../ports/answer-writer.ts";
import { questionOf, type SearchedTurn, wantsAnswer } from "./retrieve-passages.ts";

/** Writes an answer from the passages, asks back, or abstains. `null` when none was wanted. */
export async function draftAnswer(turn: SearchedTurn, writer: AnswerWriter): Promise<DraftedTurn> {
  const { retrieval, ...grounded } = turn;
  if (!wantsAnswer(turn)) return { ...grounded, draft: null };
  if (retrieval === null)
    return { ...grounded, draft: { kind: "unavailable", code: turn.searchFault ?? "knowledge.unavailable" } };
  const draft = await writer.write({
    question: questionOf(turn),
    retrieval,
    maxSentences: sentencesFor(turn),
    context: turn.history.slice(-6).map((entry) => entry.message.text),
  });
  return { ...grounded, draft };
}

/** Angry readers get two sentences, facts first. */
function sentencesFor(turn: SearchedTurn): number {
  const mood = turn.emotion.kind === "tagged" ? turn.emotion.tag.mood : null;
  return mood === "angry" || mood === "frustrated" || turn.thread.botState.urgency > 0.6 ? 2 : 3;
}
