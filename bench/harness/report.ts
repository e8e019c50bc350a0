import type { MachineFacts } from "./machine.ts";
import type { GoalResult, ProgramResult } from "./run-program.ts";
import type { Spread } from "./statistics.ts";

/** Three significant digits. */
export function sayNumber(value: number): string {
  if (!Number.isFinite(value)) return "-";
  const size = Math.abs(value);
  if (size >= 100) return Math.round(value).toLocaleString("en-US").replaceAll(",", " ");
  return value.toFixed(size >= 10 ? 1 : 2);
}

const saySpread = (spread: Spread | null | undefined): string =>
  spread ? `${sayNumber(spread.median)} (${sayNumber(spread.least)}-${sayNumber(spread.most)})` : "-";

/** Columns as wide as their longest cell; the first to the left, the rest to the right. */
export function renderTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** Median (least-most) of every figure, then the goals. */
export function renderProgram(result: ProgramResult, figures: readonly string[]): string {
  const rows = [
    ["", ...figures, "rounds"],
    ...result.contenders.map(({ name, rounds, figures: found }) => {
      const valid = rounds.filter((round) => round.kind === "valid").length;
      const count = valid === rounds.length ? `${valid}` : `${valid} of ${rounds.length}`;
      return [name, ...figures.map((figure) => saySpread(found[figure])), count];
    }),
  ];
  const voids = result.contenders.flatMap(({ name, rounds }) =>
    rounds.flatMap((round, index) =>
      round.kind === "void"
        ? [`  VOID  ${name}, round ${index + 1}: ${round.reason.split("\n", 3).join(" ")}`]
        : [],
    ),
  );
  const skipped = result.skipped.map(({ name, reason }) => `  SKIPPED  ${name}: ${reason}`);
  const goals = result.goals.map(renderGoal);
  return [`\n${result.name}: ${result.title}`, renderTable(rows), ...voids, ...skipped, ...goals].join("\n");
}

function renderGoal(goal: GoalResult): string {
  const verdict = goal.isKept === null ? "not judged" : goal.isKept ? "kept" : "MISSED";
  const bound = "atMost" in goal.bound ? `at most ${goal.bound.atMost}` : `at least ${goal.bound.atLeast}`;
  return `  ${goal.id}  ${goal.says}: ${saySpread(goal.measured)}, ${bound}: ${verdict}`;
}

export function renderMachine(facts: MachineFacts): string {
  const { medianMs, p99Ms } = facts.fdatasync;
  const busy = facts.loadAverage > facts.cores ? " (more than the cores: the machine is not ours alone)" : "";
  return [
    `Node ${facts.node}, ${facts.cores} cores (${facts.cpu}), ${facts.memoryGb} GB, load ${sayNumber(facts.loadAverage)}${busy}`,
    `one durable 8 kB write: ${sayNumber(medianMs)} ms, p99 ${sayNumber(p99Ms)} ms`,
  ].join("\n");
}
