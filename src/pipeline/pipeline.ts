import type { Runnable } from "@langchain/core/runnables";
import type { Turn } from "../domain/turn.ts";
import { assessChurnRisk } from "./assess-churn-risk.ts";
import { decide } from "./decide.ts";
import { draftAnswer } from "./draft-answer.ts";
import { retrievePassages } from "./retrieve-passages.ts";
import { type RanTurn, runTurn, type TurnTools } from "./run-turn.ts";
import { tagEmotions } from "./tag-emotions.ts";

export type TurnRunnable = Runnable<Turn, RanTurn>;

/** The path of a message as one LangChain Runnable: traceable and recomposable, at the price of one. */
export async function createPipeline(tools: TurnTools): Promise<TurnRunnable> {
  const { RunnableLambda } = await import("@langchain/core/runnables");
  return RunnableLambda.from<Turn, RanTurn>((turn) => runTurn(turn, tools)).withConfig({
    runName: "rapport-turn",
  });
}

/** The same steps one by one, for whoever recomposes them. */
export async function createStepRunnables(tools: TurnTools) {
  const { RunnableLambda } = await import("@langchain/core/runnables");
  return {
    tagEmotions: RunnableLambda.from((turn: Parameters<typeof tagEmotions>[0]) =>
      tagEmotions(turn, tools.tagger),
    ),
    assessChurnRisk: RunnableLambda.from(assessChurnRisk),
    retrievePassages: RunnableLambda.from((turn: Parameters<typeof retrievePassages>[0]) =>
      retrievePassages(turn, tools.index),
    ),
    draftAnswer: RunnableLambda.from((turn: Parameters<typeof draftAnswer>[0]) =>
      draftAnswer(turn, tools.writer),
    ),
    decide: RunnableLambda.from(decide),
  };
}
