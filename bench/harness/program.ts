import type { Bound, Round } from "./statistics.ts";

/** What a program is run with. */
export interface BenchContext {
  readonly isQuick: boolean;
  readonly seed: number;
  /** How long the soak takes; `null` leaves it to the program. */
  readonly minutes: number | null;
  /** A PostgreSQL server for databases of the programs' own; `null` when there is none. */
  readonly server: BenchServer | null;
  /** A folder that goes when the programs have ended. */
  readonly scratch: string;
}

export interface BenchServer {
  /** A fresh database: empty, or a copy of one that nobody is connected to. */
  createDatabase(copyOf?: string): Promise<string>;
  /** Statements in one of those databases, past all walls. */
  run(databaseUrl: string, statements: string): Promise<void>;
  /** CPU of the whole server until now in microseconds, in steps of 10 ms; `null` when it runs elsewhere. */
  cpuUs(): number | null;
}

/** One of those that are measured in turns. */
export interface Contender {
  readonly name: string;
  /** Gives a reason when it cannot take part here; said loudly. */
  unavailable?(): Promise<string | null>;
  /** Starts what is measured. */
  start(): Promise<Entrant>;
}

export interface Entrant {
  /** One round: by throwing or by load errors it becomes void. */
  round(round: number): Promise<Round>;
  stop(): Promise<void>;
}

/** A promise about two contenders of one run. */
export interface Goal {
  readonly id: string;
  readonly says: string;
  readonly figure: string;
  readonly ours: string;
  /** `own` looks at the figure of `ours` alone. */
  readonly theirs: string;
  readonly compare: "ratio" | "difference" | "own";
  readonly bound: Bound;
}

export interface Program {
  readonly name: string;
  readonly title: string;
  readonly rounds: number;
  /** Figures of the table, in order. */
  readonly figures: readonly string[];
  readonly contenders: readonly Contender[];
  readonly goals: readonly Goal[];
}

/** Makes a program; cheap, nothing is started. */
export type MakeProgram = (context: BenchContext) => Program;
