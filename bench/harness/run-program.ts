import type { Contender, Entrant, Goal, Program } from "./program.ts";
import {
  differencePerRound,
  keeps,
  type Round,
  ratioPerRound,
  type Spread,
  spreadOf,
  valuesOf,
} from "./statistics.ts";

export interface ContenderResult {
  readonly name: string;
  readonly rounds: readonly Round[];
  readonly figures: Readonly<Record<string, Spread | null>>;
}

export interface GoalResult extends Goal {
  readonly measured: Spread | null;
  readonly isKept: boolean | null;
}

export interface ProgramResult {
  readonly name: string;
  readonly title: string;
  readonly contenders: readonly ContenderResult[];
  readonly skipped: readonly { readonly name: string; readonly reason: string }[];
  readonly goals: readonly GoalResult[];
}

export interface RunOptions {
  /** Bounds are loosened by this factor; what is absolute is then not judged. */
  readonly slack: number;
  readonly onStep: (done: number, total: number, what: string) => void;
}

/** All contenders are started, then measured in turns (A B A B A B), so that each round sees one state of the machine. */
export async function runProgram(program: Program, options: RunOptions): Promise<ProgramResult> {
  const skipped: { name: string; reason: string }[] = [];
  const entrants: { readonly name: string; readonly entrant: Entrant; readonly rounds: Round[] }[] = [];
  try {
    for (const contender of program.contenders) {
      options.onStep(0, 1, `${contender.name} starts`);
      const found = await enter(contender);
      if ("reason" in found) skipped.push({ name: contender.name, reason: found.reason });
      else entrants.push({ name: contender.name, entrant: found.entrant, rounds: [] });
    }
    const total = program.rounds * entrants.length;
    let done = 0;
    for (let round = 0; round < program.rounds; round += 1) {
      for (const { name, entrant, rounds } of entrants) {
        options.onStep(done, total, `round ${round + 1}, ${name}`);
        rounds.push(await measured(entrant, round));
        done += 1;
      }
    }
    options.onStep(total, total, "done");
  } finally {
    for (const { entrant } of entrants) await entrant.stop();
  }
  const byName = new Map(entrants.map(({ name, rounds }) => [name, rounds]));
  return {
    name: program.name,
    title: program.title,
    contenders: entrants.map(({ name, rounds }) => ({ name, rounds, figures: figuresOf(rounds) })),
    skipped,
    goals: program.goals.map((goal) => judge(goal, byName, options.slack)),
  };
}

async function enter(contender: Contender): Promise<{ entrant: Entrant } | { reason: string }> {
  const reason = (await contender.unavailable?.()) ?? null;
  if (reason !== null) return { reason };
  try {
    return { entrant: await contender.start() };
  } catch (fault) {
    return { reason: `did not start: ${sayFault(fault)}` };
  }
}

async function measured(entrant: Entrant, round: number): Promise<Round> {
  try {
    return await entrant.round(round);
  } catch (fault) {
    return { kind: "void", reason: sayFault(fault) };
  }
}

const sayFault = (fault: unknown): string => (fault instanceof Error ? fault.message : String(fault));

function figuresOf(rounds: readonly Round[]): Readonly<Record<string, Spread | null>> {
  const names = new Set(
    rounds.flatMap((round) => (round.kind === "valid" ? Object.keys(round.figures) : [])),
  );
  return Object.fromEntries([...names].map((name) => [name, spreadOf(valuesOf(rounds, name))]));
}

const COMPARE = {
  ratio: ratioPerRound,
  difference: differencePerRound,
  own: (ours: readonly Round[], _theirs: readonly Round[], figure: string) => valuesOf(ours, figure),
} as const;

function judge(goal: Goal, byName: ReadonlyMap<string, readonly Round[]>, slack: number): GoalResult {
  const ours = byName.get(goal.ours) ?? [];
  const theirs = byName.get(goal.theirs) ?? [];
  const measured = spreadOf(COMPARE[goal.compare](ours, theirs, goal.figure));
  const isJudged = measured !== null && (goal.compare === "ratio" || slack === 1);
  return { ...goal, measured, isKept: isJudged ? keeps(measured.median, goal.bound, slack) : null };
}
