/** Which database a trial runs on. */
export type DatabaseKind = "pglite" | "postgres";

/** One run of a scenario: where, how large, and from which seed. */
export interface Trial {
  readonly database: DatabaseKind;
  /** How many of the scenario's units to do: kills, messages, inputs. Between 1 and its `fullSize`. */
  readonly size: number;
  /** The same seed gives the same inputs; what the operating system does in between is not seeded. */
  readonly seed: number;
  /** An empty folder of this trial's own, removed afterwards. */
  readonly folder: string;
  /**
   * A new, migrated, empty database of this trial's own, each call another: `postgres://...`, or `pglite:FOLDER/database`
   * so that FOLDER can be a desk's DATA_DIR. Dropped afterwards.
   */
  freshDatabase(): Promise<string>;
  /** How many units are done, for the progress bar. */
  progress(done: number): void;
}

/** What came of a trial. It is judged by the violations alone; figures are for the table. */
export interface Verdict {
  /** One sentence for each broken promise, none when all were kept. */
  readonly violations: readonly string[];
  /**
   * One sentence for each time that was longer than promised. It says as much of the machine as of the desk: it breaks a
   * full trial, and a smaller one only reports it.
   */
  readonly slow?: readonly string[];
  /** What was measured, by name with its unit ("acked", "p99 ack ms"). */
  readonly figures: Readonly<Record<string, number>>;
}

/**
 * A fault or attack that a promise must survive: one file in `test/faults/scenarios/`, listed in its `index.ts`, named
 * by the number it has in the table of scenarios. The runner (`npm run test:faults`) does a tenth of `fullSize`, or
 * all of it with `--full`.
 */
export interface Scenario {
  /** "R7" */
  readonly id: string;
  /** What is done to the desk, in a few words. */
  readonly title: string;
  /** What must hold, with its figure. */
  readonly criterion: string;
  readonly promises: readonly string[];
  readonly databases: readonly DatabaseKind[];
  /** What one unit is: "kills", "messages". */
  readonly unit: string;
  readonly fullSize: number;
  /** How long a run of `fullSize` may take; an hour when left out. A smaller run gets its share and two minutes more. */
  readonly limitMs?: number;
  run(trial: Trial): Promise<Verdict>;
}
