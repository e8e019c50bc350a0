/**
 * The faults and attacks of `docs/reliability.md`, against the promises.
 *
 *   npm run test:faults                            a tenth of every scenario, shared by its databases
 *   npm run test:faults -- --full                  all of it; broken off, it goes on where it stopped
 *   npm run test:faults -- R7 N3 --size 5          some, in a size of one's own
 *   npm run test:faults -- --database postgres     pglite or postgres alone
 *   npm run test:faults -- --minutes 30            begins nothing after 30 minutes, ends what runs three minutes later,
 *                                                  and names what was left out; another commit begins elsewhere
 *   npm run test:faults -- --at-once 2             two trials beside each other
 *   npm run test:faults -- --seed 7                other inputs
 *   npm run test:faults -- --full --fresh          forgets what was done before
 *
 * PostgreSQL is the server of TEST_DATABASE_URL, or Debian's, started for the run with default durability.
 */
import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import {
  type PlannedTrial,
  planTrials,
  type RunnerOptions,
  readArguments,
  rotated,
} from "../test/faults/runner/read-arguments.ts";
import {
  outcomeLines,
  progressLine,
  type ReportedTrial,
  table,
  verdictOf,
} from "../test/faults/runner/report.ts";
import { openResultsFile, type ResultsFile, type TrialResult } from "../test/faults/runner/results-file.ts";
import { runTrial } from "../test/faults/runner/run-trial.ts";
import { makeTemplate, type TemplateDatabase } from "../test/faults/runner/template-databases.ts";
import type { DatabaseKind } from "../test/faults/scenario.ts";
import { SCENARIOS } from "../test/faults/scenarios/index.ts";
import { findPostgres, NO_SERVER, startPostgres } from "./postgres-server.ts";

const RESULTS = "test-results/faults.jsonl";
const LOGS = "test-results/faults";
const QUIET_LINE_EVERY_MS = 30_000;
/** What was begun within the minutes asked for may end within so many more. */
const GRACE_MS = 3 * 60_000;

const interrupted = new AbortController();
const say = (text: string): boolean => process.stdout.write(`${text}\n`);
const git = (...args: readonly string[]): string => execFileSync("git", args, { encoding: "utf8" }).trim();

interface Version {
  readonly commit: string;
  readonly hasChanges: boolean;
}

async function main(options: RunnerOptions): Promise<number> {
  const version: Version = {
    commit: git("rev-parse", "--short=12", "HEAD"),
    hasChanges: git("status", "--porcelain", "--untracked-files=no") !== "",
  };
  const wanted = planTrials(SCENARIOS, options);
  const planned = options.minutes === null ? wanted : rotated(wanted, version.commit);
  const results = openResultsFile(RESULTS);
  if (options.isFresh) results.forget();
  const found = new Map<PlannedTrial, TrialResult>();
  for (const trial of options.isFull ? planned : []) {
    const result = results.find(trial, version.commit);
    if (result !== null) found.set(trial, result);
  }
  const open = planned.filter((trial) => !found.has(trial));
  say(`${planned.length} trials, ${found.size} of them done earlier, at commit ${version.commit}`);
  if (version.hasChanges)
    say("The files differ from that commit: these are figures of the files as they lie here.");
  const reported = await withTemplates(new Set(open.map(({ database }) => database)), (templates) =>
    runAll(planned, { found, templates, results, version, minutes: options.minutes, atOnce: options.atOnce }),
  );
  say(`\n${table(reported)}\n`);
  const broken = reported.filter((one) => verdictOf(one) === "broken").length;
  const load = loadavg()[0]?.toFixed(1);
  const undone = planned.filter((trial) => !reported.some((one) => one.trial === trial));
  if (undone.length > 0) say(`not run: ${undone.map(shortName).join(", ")}`);
  say(
    `${reported.length - broken} kept, ${broken} broken${undone.length > 0 ? `, ${undone.length} not run` : ""}; load ${load}`,
  );
  const isExcused = options.minutes !== null && !interrupted.signal.aborted;
  return broken > 0 || (undone.length > 0 && !isExcused) ? 1 : 0;
}

const shortName = ({ scenario, database }: PlannedTrial): string => `${scenario.id} ${database}`;

/** The folder and the server that the trials' databases are copied from and live on. */
async function withTemplates<T>(
  kinds: ReadonlySet<DatabaseKind>,
  work: (templates: ReadonlyMap<DatabaseKind, TemplateDatabase>) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "rapport-faults-template-"));
  const templates = new Map<DatabaseKind, TemplateDatabase>();
  let removeServer = async (): Promise<void> => {};
  try {
    if (kinds.has("pglite")) templates.set("pglite", await makeTemplate("pglite", folder));
    if (kinds.has("postgres")) {
      let url = process.env.TEST_DATABASE_URL;
      const bin = url ? null : await findPostgres();
      if (bin !== null) {
        const server = await startPostgres(bin);
        removeServer = server.remove;
        url = server.url;
      }
      if (url) templates.set("postgres", await makeTemplate("postgres", url));
      else process.stderr.write(NO_SERVER);
    }
    return await work(templates);
  } finally {
    await removeServer();
    await rm(folder, { recursive: true, force: true });
  }
}

interface RunParts {
  readonly found: ReadonlyMap<PlannedTrial, TrialResult>;
  readonly templates: ReadonlyMap<DatabaseKind, TemplateDatabase>;
  readonly results: ResultsFile;
  readonly version: Version;
  readonly minutes: number | null;
  readonly atOnce: number;
}

async function runAll(planned: readonly PlannedTrial[], parts: RunParts): Promise<readonly ReportedTrial[]> {
  const reported: ReportedTrial[] = [];
  const report = (one: ReportedTrial): void => {
    reported.push(one);
    say(outcomeLines(one));
  };
  const limitMs = parts.minutes === null ? null : parts.minutes * 60_000;
  const lastBeginAt = performance.now() + (limitMs ?? Number.POSITIVE_INFINITY);
  const isOver = new AbortController();
  const over = limitMs === null ? undefined : setTimeout(() => isOver.abort(), limitMs + GRACE_MS);
  const signal = AbortSignal.any([interrupted.signal, isOver.signal]);
  const queue = planned.values();
  const work = async (): Promise<void> => {
    for (const trial of queue) {
      if (performance.now() > lastBeginAt || signal.aborted) return;
      const earlier = parts.found.get(trial);
      const result = earlier ?? (await runOne(trial, parts, signal));
      if (result !== null) report({ trial, result, isEarlier: earlier !== undefined });
    }
  };
  await Promise.all(Array.from({ length: parts.atOnce }, work));
  clearTimeout(over);
  return reported;
}

/** `null`: there is no such database here, or the time was over before its end. */
async function runOne(
  trial: PlannedTrial,
  { templates, results, version, atOnce }: RunParts,
  signal: AbortSignal,
): Promise<TrialResult | null> {
  const template = templates.get(trial.database);
  if (template === undefined) return null;
  const outcome = await withProgress(trial, atOnce === 1 && process.stdout.isTTY, (onProgress) =>
    runTrial(trial, {
      template,
      logPath: join(LOGS, `${trial.scenario.id}-${trial.database}.log`),
      signal,
      onProgress,
    }),
  );
  if (signal.aborted) return null;
  const result: TrialResult = {
    scenario: trial.scenario.id,
    database: trial.database,
    size: trial.size,
    seed: trial.seed,
    ...version,
    endedAt: new Date().toISOString(),
    load: loadavg()[0] ?? 0,
    tookMs: Math.round(outcome.tookMs),
    violations: [...outcome.violations],
    slow: [...(outcome.slow ?? [])],
    figures: { ...outcome.figures },
  };
  results.add(result);
  return result;
}

/** A bar on a terminal, a line now and then elsewhere. */
async function withProgress<T>(
  trial: PlannedTrial,
  isTTY: boolean,
  work: (onProgress: (done: number) => void) => Promise<T>,
): Promise<T> {
  const beganAt = performance.now();
  let done = 0;
  const line = () => progressLine(trial, done, performance.now() - beganAt);
  const timer = setInterval(
    () => (isTTY ? process.stdout.write(`\r\u001b[2K${line()}`) : say(line())),
    isTTY ? 200 : QUIET_LINE_EVERY_MS,
  );
  try {
    return await work((now) => {
      done = now;
    });
  } finally {
    clearInterval(timer);
    if (isTTY) process.stdout.write("\r\u001b[2K");
  }
}

for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => interrupted.abort());

try {
  process.exitCode = await main(readArguments(process.argv.slice(2)));
} catch (fault) {
  process.stderr.write(`${fault instanceof Error ? fault.message : String(fault)}\n`);
  process.exitCode = 1;
}
