import { describe, expect, it } from "vitest";
import type { Contender, Program } from "../../bench/harness/program.ts";
import { renderProgram } from "../../bench/harness/report.ts";
import { runProgram } from "../../bench/harness/run-program.ts";

const quiet = { slack: 1, onStep: () => undefined };

function programOf(contenders: readonly Contender[], rounds = 3): Program {
  return {
    name: "B0",
    title: "a program for this test",
    rounds,
    figures: ["cpu"],
    contenders,
    goals: [
      {
        id: "G0",
        says: "ours / theirs",
        figure: "cpu",
        ours: "ours",
        theirs: "theirs",
        compare: "ratio",
        bound: { atMost: 0.5 },
      },
    ],
  };
}

function contender(name: string, cpus: readonly (number | Error)[], log: string[]): Contender {
  return {
    name,
    start: async () => ({
      async round(round) {
        log.push(`${name}${round}`);
        const cpu = cpus[round];
        if (cpu instanceof Error) throw cpu;
        return { kind: "valid", figures: { cpu: cpu ?? Number.NaN } };
      },
      async stop() {
        log.push(`${name} stopped`);
      },
    }),
  };
}

describe("a program", () => {
  it("measures its contenders in turns and stops them all", async () => {
    const log: string[] = [];
    await runProgram(
      programOf([contender("ours", [1, 1, 1], log), contender("theirs", [2, 2, 2], log)]),
      quiet,
    );
    expect(log).toEqual([
      "ours0",
      "theirs0",
      "ours1",
      "theirs1",
      "ours2",
      "theirs2",
      "ours stopped",
      "theirs stopped",
    ]);
  });

  it("judges the median of the rounds' ratios", async () => {
    const result = await runProgram(
      programOf([contender("ours", [1, 40, 9], []), contender("theirs", [4, 100, 10], [])]),
      quiet,
    );
    expect(result.goals[0]).toMatchObject({
      isKept: true,
      measured: { median: 0.4, least: 0.25, most: 0.9 },
    });
  });

  it("counts a round that broke as void and says why", async () => {
    const result = await runProgram(
      programOf([
        contender("ours", [1, new Error("3 requests failed"), 1], []),
        contender("theirs", [1, 1, 1], []),
      ]),
      quiet,
    );
    expect(result.goals[0]).toMatchObject({ isKept: false, measured: { rounds: 2 } });
    expect(renderProgram(result, ["cpu"])).toContain("VOID  ours, round 2: 3 requests failed");
  });

  it("goes on without a contender that is missing, aloud, and does not judge what needs it", async () => {
    const absent: Contender = {
      name: "theirs",
      unavailable: async () => "its packages are not there",
      start: () => Promise.reject(new Error("must not be started")),
    };
    const result = await runProgram(programOf([contender("ours", [1, 1, 1], []), absent]), quiet);
    expect(result.goals[0]).toMatchObject({ isKept: null, measured: null });
    expect(renderProgram(result, ["cpu"])).toContain("SKIPPED  theirs: its packages are not there");
  });

  it("does not judge absolute differences where only ratios are checked", async () => {
    const program = programOf([contender("ours", [10], []), contender("theirs", [1], [])], 1);
    const goals = program.goals.map((goal) => ({ ...goal, compare: "difference" as const }));
    const result = await runProgram({ ...program, goals }, { ...quiet, slack: 1.5 });
    expect(result.goals[0]).toMatchObject({ isKept: null, measured: { median: 9 } });
  });
});
