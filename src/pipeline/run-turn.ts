import type { DecidedTurn, StepTimingsMs, Turn } from "../domain/turn.ts";
import type { AnswerWriter } from "../ports/answer-writer.ts";
import type { EmotionTagger } from "../ports/emotion-tagger.ts";
import type { KnowledgeIndex } from "../ports/knowledge-index.ts";
import { assessChurnRisk } from "./assess-churn-risk.ts";
import { decide } from "./decide.ts";
import { draftAnswer } from "./draft-answer.ts";
import { retrievePassages } from "./retrieve-passages.ts";
import { tagEmotions } from "./tag-emotions.ts";

export interface TurnTools {
  readonly tagger: EmotionTagger;
  readonly index: KnowledgeIndex;
  readonly writer: AnswerWriter;
  /** Monotonic milliseconds, for the timings. */
  readonly elapsedMs: () => number;
}

export interface RanTurn {
  readonly turn: DecidedTurn;
  readonly timingsMs: StepTimingsMs;
}

/** The judgement of one message, step after step; no rows are touched. */
export async function runTurn(turn: Turn, tools: TurnTools): Promise<RanTurn> {
  const timingsMs: Record<string, number> = {};
  const timed = async <T>(step: string, work: () => T | Promise<T>): Promise<T> => {
    const startMs = tools.elapsedMs();
    const result = await work();
    timingsMs[step] = Math.round((tools.elapsedMs() - startMs) * 1_000) / 1_000;
    return result;
  };
  const tagged = await timed("tag-emotions", () => tagEmotions(turn, tools.tagger));
  const assessed = await timed("assess-churn-risk", () => assessChurnRisk(tagged));
  const searched = await timed("retrieve-passages", () => retrievePassages(assessed, tools.index));
  const drafted = await timed("draft-answer", () => draftAnswer(searched, tools.writer));
  const decision = await timed("decide", () => decide(drafted));
  return { turn: { ...drafted, decision }, timingsMs };
}
