import type { PlannedTrial } from "./read-arguments.ts";
import type { TrialResult } from "./results-file.ts";

const BAR_CELLS = 24;
const SHOWN_VIOLATIONS = 10;

export interface ReportedTrial {
  readonly trial: PlannedTrial;
  readonly result: TrialResult;
  /** Found in the results file. */
  readonly isEarlier: boolean;
}

/** A full trial promises its times too. */
export function verdictOf({
  trial,
  result,
}: Pick<ReportedTrial, "trial" | "result">): "kept" | "slow" | "broken" {
  if (result.violations.length > 0) return "broken";
  if (result.slow.length === 0) return "kept";
  return trial.size >= trial.scenario.fullSize ? "broken" : "slow";
}

const clock = (ms: number): string => {
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
};

const nameOf = ({ scenario, database }: PlannedTrial): string =>
  `${scenario.id.padEnd(4)} ${database.padEnd(8)}`;

/** One line that changes while a trial runs. */
export function progressLine(trial: PlannedTrial, done: number, sinceMs: number): string {
  const share = Math.min(1, done / trial.size);
  const full = Math.round(share * BAR_CELLS);
  const bar = `${"#".repeat(full)}${".".repeat(BAR_CELLS - full)}`;
  return `${nameOf(trial)} [${bar}] ${done}/${trial.size} ${trial.scenario.unit}  ${clock(sinceMs)}`;
}

/** One line, and one for each broken promise, when a trial has ended. */
export function outcomeLines({ trial, result, isEarlier }: ReportedTrial): string {
  const verdict = verdictOf({ trial, result });
  const word = verdict === "broken" ? "BROKEN" : verdict.padEnd(6);
  const when = isEarlier ? "earlier" : clock(result.tookMs);
  const lines = [
    `${nameOf(trial)} ${word} ${trial.scenario.title} (${trial.size} ${trial.scenario.unit}, ${when})  ${figuresOf(result)}`,
  ];
  const sentences = [...result.violations, ...result.slow];
  for (const sentence of sentences.slice(0, SHOWN_VIOLATIONS)) lines.push(`       ${sentence}`);
  const more = sentences.length - SHOWN_VIOLATIONS;
  if (more > 0) lines.push(`       and ${more} more`);
  return lines.join("\n");
}

const figuresOf = ({ figures }: TrialResult): string =>
  Object.entries(figures)
    .map(([name, value]) => `${name} ${Math.round(value * 100) / 100}`)
    .join(", ");

const MARKED = { kept: "kept", slow: "kept, but slow", broken: "**broken**" } as const;

/** As Markdown, so that it can be put into `docs/reliability.md`. */
export function table(reported: readonly ReportedTrial[]): string {
  const head = ["scenario", "database", "size", "criterion", "figures", "promise"];
  const rows = reported.map(({ trial, result }) => [
    `${trial.scenario.id} ${trial.scenario.title}`,
    trial.database,
    `${trial.size} of ${trial.scenario.fullSize} ${trial.scenario.unit}`,
    trial.scenario.criterion,
    figuresOf(result),
    MARKED[verdictOf({ trial, result })],
  ]);
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}
