import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import type { PlannedTrial } from "./read-arguments.ts";

const trialResult = z.object({
  scenario: z.string(),
  database: z.enum(["pglite", "postgres"]),
  size: z.number(),
  seed: z.number(),
  commit: z.string(),
  /** The files differed from the commit. */
  hasChanges: z.boolean(),
  endedAt: z.string(),
  tookMs: z.number(),
  /** Processes that wanted a core, on average over the last minute. */
  load: z.number(),
  violations: z.array(z.string()),
  slow: z.array(z.string()).default([]),
  figures: z.record(z.string(), z.number()),
});
export type TrialResult = z.infer<typeof trialResult>;

/** Finished trials, one line each, never changed: a long run that was broken off goes on where it stopped. */
export interface ResultsFile {
  find(trial: PlannedTrial, commit: string): TrialResult | null;
  add(result: TrialResult): void;
  forget(): void;
}

export function openResultsFile(path: string): ResultsFile {
  mkdirSync(dirname(path), { recursive: true });
  return {
    find: (trial, commit) =>
      read(path).findLast(
        (result) =>
          result.scenario === trial.scenario.id &&
          result.database === trial.database &&
          result.size === trial.size &&
          result.seed === trial.seed &&
          result.commit === commit,
      ) ?? null,
    // A line of its own even after half a line.
    add: (result) => appendFileSync(path, `\n${JSON.stringify(result)}\n`),
    forget: () => rmSync(path, { force: true }),
  };
}

/** The last line may be half a line: the runner can be killed too. */
function read(path: string): readonly TrialResult[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, "utf8")
    .split("\n")
    .flatMap((line) => {
      try {
        return [trialResult.parse(JSON.parse(line))];
      } catch {
        return [];
      }
    });
}
