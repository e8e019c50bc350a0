import { parseArgs } from "node:util";
import type { DatabaseKind, Scenario } from "../scenario.ts";

export interface RunnerOptions {
  readonly isFull: boolean;
  readonly isFresh: boolean;
  readonly size: number | null;
  /** No trial begins after that; the rest is reported as not run. */
  readonly minutes: number | null;
  /** Trials beside each other, for machines with idle cores. */
  readonly atOnce: number;
  readonly seed: number;
  readonly database: DatabaseKind | null;
  /** In upper case; none means all. */
  readonly ids: readonly string[];
}

/** One run of one scenario on one database. */
export interface PlannedTrial {
  readonly scenario: Scenario;
  readonly database: DatabaseKind;
  readonly size: number;
  readonly seed: number;
}

const TENTH = 0.1;

/** @throws Error that says what is wrong. */
export function readArguments(args: readonly string[]): RunnerOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      full: { type: "boolean", default: false },
      fresh: { type: "boolean", default: false },
      size: { type: "string" },
      minutes: { type: "string" },
      "at-once": { type: "string", default: "1" },
      seed: { type: "string", default: "1" },
      database: { type: "string" },
    },
  });
  return {
    isFull: values.full,
    isFresh: values.fresh,
    size: values.size === undefined ? null : wholeNumber("--size", values.size, 1),
    minutes: values.minutes === undefined ? null : wholeNumber("--minutes", values.minutes, 1),
    atOnce: wholeNumber("--at-once", values["at-once"], 1),
    seed: wholeNumber("--seed", values.seed, 0),
    database: values.database === undefined ? null : databaseKind(values.database),
    ids: positionals.map((id) => id.toUpperCase()),
  };
}

function wholeNumber(name: string, text: string, least: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least) return value;
  throw new Error(`${name} must be a whole number from ${least} on`);
}

function databaseKind(text: string): DatabaseKind {
  if (text === "pglite" || text === "postgres") return text;
  throw new Error("--database must be pglite or postgres");
}

/** The same trials, begun at another place for each commit: what does not fit into one run's time comes in another's. */
export function rotated(planned: readonly PlannedTrial[], commit: string): readonly PlannedTrial[] {
  const begin = planned.length === 0 ? 0 : Number.parseInt(commit.slice(0, 8), 16) % planned.length;
  return [...planned.slice(begin), ...planned.slice(0, begin)];
}

/** @throws Error for a scenario that does not exist. */
export function planTrials(scenarios: readonly Scenario[], options: RunnerOptions): readonly PlannedTrial[] {
  const known = new Set(scenarios.map((scenario) => scenario.id.toUpperCase()));
  const unknown = options.ids.filter((id) => !known.has(id));
  if (unknown.length > 0)
    throw new Error(`no such scenario: ${unknown.join(", ")}; there are ${[...known].join(", ")}`);
  return scenarios
    .filter(({ id }) => options.ids.length === 0 || options.ids.includes(id.toUpperCase()))
    .flatMap((scenario) =>
      scenario.databases
        .filter((database) => options.database === null || database === options.database)
        .map((database, _, databases) => ({
          scenario,
          database,
          size: sizeOf(scenario, options, databases.length),
          seed: options.seed,
        })),
    );
}

/** The tenth is shared by the databases of the run. */
function sizeOf({ fullSize }: Scenario, { isFull, size }: RunnerOptions, databases: number): number {
  if (size !== null) return Math.min(size, fullSize);
  return isFull ? fullSize : Math.max(1, Math.ceil((fullSize * TENTH) / databases));
}
