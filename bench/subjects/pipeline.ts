import { RunnableSequence } from "@langchain/core/runnables";
import { z } from "zod";
import type { Turn } from "../../src/domain/turn.ts";
import { createEmbeddedTagger } from "../../src/emotion/embedded-tagger.ts";
import { createPipeline, createStepRunnables } from "../../src/pipeline/pipeline.ts";
import { runTurn, type TurnTools } from "../../src/pipeline/run-turn.ts";
import type { AnswerWriter } from "../../src/ports/answer-writer.ts";
import type { KnowledgeIndex } from "../../src/ports/knowledge-index.ts";
import { turnOf } from "../../test/support/turn.ts";
import { serveSubject, subjectTask } from "../harness/subject.ts";
import { seededDraw } from "../load/seeded.ts";
import { seededText } from "../load/texts.ts";

/** One judgement of a message, through several doors. Nothing is searched: the price of the doors is what is looked for. */
const WAYS = ["plain functions", "one Runnable", "RunnableSequence of 5", "stream of one Runnable"] as const;
const taskSchema = z.object({ way: z.enum(WAYS) });
const wishSchema = z.object({ count: z.number(), seed: z.number() });

type Way = (turn: Turn) => Promise<unknown>;

async function open(way: (typeof WAYS)[number], tools: TurnTools): Promise<Way> {
  switch (way) {
    case "plain functions":
      return (turn) => runTurn(turn, tools);
    case "one Runnable": {
      const pipeline = await createPipeline(tools);
      return (turn) => pipeline.invoke(turn);
    }
    case "RunnableSequence of 5": {
      const steps = await createStepRunnables(tools);
      const sequence = RunnableSequence.from<Turn>([
        steps.tagEmotions,
        steps.assessChurnRisk,
        steps.retrievePassages,
        steps.draftAnswer,
        steps.decide,
      ]);
      return (turn) => sequence.invoke(turn);
    }
    case "stream of one Runnable": {
      const pipeline = await createPipeline(tools);
      return async (turn) => {
        for await (const _ of await pipeline.stream(turn)) {
          // drained
        }
      };
    }
  }
}

const nothing: Pick<KnowledgeIndex, "retrieve"> = {
  retrieve: async () => ({ passages: [], answerability: 0 }),
};
const unasked = async (): Promise<never> => {
  throw new Error("not part of this measurement");
};
const index: KnowledgeIndex = { ...nothing, refresh: unasked, status: unasked, close: async () => undefined };
const writer: AnswerWriter = { write: unasked };

async function main(): Promise<void> {
  const { way } = taskSchema.parse(subjectTask());
  const tools: TurnTools = {
    tagger: createEmbeddedTagger(),
    index,
    writer,
    elapsedMs: () => performance.now(),
  };
  const judge = await open(way, tools);
  serveSubject({
    ready: {},
    answers: {
      async run(given) {
        const { count, seed } = wishSchema.parse(given);
        const draw = seededDraw(seed);
        const turns = Array.from({ length: count }, () => {
          const turn = turnOf(seededText(draw));
          return { ...turn, policy: { ...turn.policy, mode: "mention" as const } };
        });
        const before = process.cpuUsage();
        const startedMs = performance.now();
        for (const turn of turns) await judge(turn);
        const { user, system } = process.cpuUsage(before);
        return { cpuUs: user + system, wallMs: performance.now() - startedMs };
      },
    },
  });
}

await main();
