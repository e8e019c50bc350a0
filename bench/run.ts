/**
 *   npm run bench                          every program, five rounds
 *   npm run bench -- ingest store          some of them
 *   npm run bench -- --quick               small sizes, ratios checked with half as much again allowed; for CI
 *   npm run bench -- --json FILE           the figures of every round
 *   more: --rounds N, --seed N, --only WORD,WORD (contenders whose name holds a word), --minutes N (of the soak)
 *
 * PostgreSQL: the server of TEST_DATABASE_URL, else one of its own beside Debian's package, else skipped and said.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BenchArguments, parseBenchArguments } from "./harness/arguments.ts";
import { readMachine } from "./harness/machine.ts";
import { openServer } from "./harness/postgres.ts";
import type { BenchContext, Program } from "./harness/program.ts";
import { createProgress } from "./harness/progress.ts";
import { renderMachine, renderProgram } from "./harness/report.ts";
import { type ProgramResult, runProgram } from "./harness/run-program.ts";
import { NOT_QUICK, PROGRAMS } from "./programs/index.ts";

const QUICK_SLACK = 1.5;
const SERVERS = "/usr/lib/postgresql";
/** Set for the run inside the server's script, so that it does not start another one. */
const INSIDE = "RAPPORT_BENCH_INSIDE";

function programsOf(args: BenchArguments, context: BenchContext): readonly Program[] {
  const unknown = args.names.filter((name) => !(name in PROGRAMS));
  if (unknown.length > 0)
    throw new TypeError(`no program ${unknown.join(", ")}; there are ${Object.keys(PROGRAMS).join(", ")}`);
  return Object.entries(PROGRAMS)
    .filter(([name]) =>
      args.names.length === 0 ? !args.isQuick || !NOT_QUICK.has(name) : args.names.includes(name),
    )
    .map(([, make]) => make(context))
    .map((program) => ({
      ...program,
      rounds: args.rounds ?? program.rounds,
      contenders: program.contenders.filter(
        ({ name }) => args.only.length === 0 || args.only.some((word) => name.includes(word)),
      ),
    }));
}

async function bench(args: BenchArguments): Promise<number> {
  const url = process.env.TEST_DATABASE_URL ?? "";
  const server = url === "" ? null : await openServer(url);
  const scratch = await mkdtemp(join(tmpdir(), "rapport-bench-"));
  const progress = createProgress(process.stderr);
  const results: ProgramResult[] = [];
  const startedAt = new Date();
  try {
    const machine = readMachine(scratch, server?.version ?? null);
    process.stdout.write(`${renderMachine(machine)}\n`);
    if (server === null)
      process.stdout.write(
        "NO POSTGRESQL: what needs it is skipped, and PGlite is not durable against power loss\n",
      );
    const context: BenchContext = {
      isQuick: args.isQuick,
      seed: args.seed,
      minutes: args.minutes,
      server,
      scratch,
    };
    for (const program of programsOf(args, context)) {
      progress.begin(program.name);
      const result = await runProgram(program, {
        slack: args.isQuick ? QUICK_SLACK : 1,
        onStep: progress.step,
      });
      progress.end();
      results.push(result);
      process.stdout.write(`${renderProgram(result, program.figures)}\n`);
    }
    const report = {
      startedAt,
      endedAt: new Date(),
      seed: args.seed,
      isQuick: args.isQuick,
      machine,
      results,
    };
    if (args.jsonPath !== null) await writeFile(args.jsonPath, `${JSON.stringify(report, null, 2)}\n`);
  } finally {
    await server?.close();
    await rm(scratch, { recursive: true, force: true });
  }
  return args.isQuick && results.some(({ goals }) => goals.some(({ isKept }) => isKept === false)) ? 1 : 0;
}

/** The same command beside a server of its own. */
async function benchBesideServer(): Promise<number> {
  const script = fileURLToPath(new URL("../scripts/with-postgres.ts", import.meta.url));
  const self = fileURLToPath(import.meta.url);
  const tsx = ["--import", "tsx"];
  const child = spawn(
    process.execPath,
    [...tsx, script, "--", process.execPath, ...tsx, self, ...process.argv.slice(2)],
    { stdio: "inherit", env: { ...process.env, [INSIDE]: "yes" } },
  );
  // An interrupt reaches the child as well; it cleans up after itself.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => undefined);
  const [code] = await once(child, "exit");
  return typeof code === "number" ? code : 1;
}

try {
  const args = parseBenchArguments(process.argv.slice(2));
  const hasUrl = (process.env.TEST_DATABASE_URL ?? "") !== "";
  const startsServer = !hasUrl && process.env[INSIDE] === undefined && existsSync(SERVERS);
  process.exitCode = startsServer ? await benchBesideServer() : await bench(args);
} catch (fault) {
  process.stderr.write(`${fault instanceof TypeError ? fault.message : String(fault)}\n`);
  process.exitCode = 1;
}
