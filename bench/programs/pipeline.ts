import { z } from "zod";
import { startProcess } from "../harness/contender.ts";
import type { BenchContext, Contender, Program } from "../harness/program.ts";

/** B11: what LangChain's constructs add to the judgement of a message. */

const PLAIN = "plain functions";
const RUNNABLE = "one Runnable";
const SEQUENCE = "RunnableSequence of 5";
const STREAM = "stream of one Runnable";
const ranSchema = z.object({ cpuUs: z.number(), wallMs: z.number() });
const FIGURE = "CPU us/msg";

export function pipelineProgram(context: BenchContext): Program {
  const count = context.isQuick ? 1_000 : 5_000;
  return {
    name: "B11 pipeline",
    title: `${count} messages judged one after another (tagger, risk, decision; nothing searched)`,
    rounds: context.isQuick ? 3 : 5,
    figures: [FIGURE, "msgs/s"],
    contenders: (context.isQuick ? [PLAIN, RUNNABLE, SEQUENCE] : [PLAIN, RUNNABLE, SEQUENCE, STREAM]).map(
      (way) => contenderOf(way, count, context.seed),
    ),
    goals: [
      {
        id: "G10",
        says: "one Runnable minus the same plain functions, CPU us",
        figure: FIGURE,
        ours: RUNNABLE,
        theirs: PLAIN,
        compare: "difference",
        bound: { atMost: 80 },
      },
      {
        id: "G10",
        says: "one Runnable / a sequence of five",
        figure: FIGURE,
        ours: RUNNABLE,
        theirs: SEQUENCE,
        compare: "ratio",
        bound: { atMost: 0.8 },
      },
    ],
  };
}

const contenderOf = (way: string, count: number, seed: number): Contender => ({
  name: way,
  async start() {
    const subject = await startProcess("subjects/pipeline.ts", { task: { way } });
    await subject.ask("run", ranSchema, { count, seed });
    return {
      async round(round) {
        const ran = await subject.ask("run", ranSchema, { count, seed: seed + round });
        return {
          kind: "valid",
          figures: { [FIGURE]: ran.cpuUs / count, "msgs/s": count / (ran.wallMs / 1_000) },
        };
      },
      stop: () => subject.stop(),
    };
  },
});
