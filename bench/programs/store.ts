import { join } from "node:path";
import { z } from "zod";
import { startProcess } from "../harness/contender.ts";
import type { BenchContext, Contender, Goal, Program } from "../harness/program.ts";
import type { Round } from "../harness/statistics.ts";

/** B6: the ways to write an event so that it is there, on both databases. */

const WAYS = ["group commit", "intake", "single insert", "drizzle insert", "raw unnest 256"] as const;
const ENGINES = ["PostgreSQL", "PGlite"] as const;
const QUICK_WAYS: ReadonlySet<string> = new Set(["group commit", "single insert"]);

const ranSchema = z.object({
  rows: z.number(),
  wallMs: z.number(),
  cpuUs: z.number(),
  p50Ms: z.number(),
  p99Ms: z.number(),
});

export function storeProgram(context: BenchContext): Program {
  const callers = context.isQuick ? [64] : [16, 64, 256];
  const seconds = context.isQuick ? 0.6 : 3;
  const shown = (figure: string) => callers.map((count) => `${figure} @${count}`);
  return {
    name: "B6 store",
    title: `callers that each write one event after another, ${seconds} s a round; a statement of 256 rows has two callers`,
    rounds: context.isQuick ? 2 : 5,
    figures: [
      ...shown("rows/s"),
      ...shown("CPU us/row"),
      "p50 ms @64",
      "p99 ms @64",
      "database CPU us/row @64",
    ],
    contenders: ENGINES.flatMap((engine) =>
      WAYS.filter((way) => !context.isQuick || QUICK_WAYS.has(way)).map((way) =>
        contenderOf(engine, way, { callers, seconds }, context),
      ),
    ),
    goals: ENGINES.flatMap((engine) => goalsOf(engine)),
  };
}

function goalsOf(engine: (typeof ENGINES)[number]): readonly Goal[] {
  const against = {
    ours: `group commit, ${engine}`,
    theirs: `single insert, ${engine}`,
    compare: "ratio",
  } as const;
  // The embedded database makes nothing durable: a commit is cheap there, and grouping saves less.
  const atLeast = engine === "PostgreSQL" ? 2.5 : 1.5;
  return [
    {
      id: "G6",
      says: `${engine}: rows/s of 64 callers, group commit / single inserts`,
      figure: "rows/s @64",
      ...against,
      bound: { atLeast },
    },
    {
      id: "G6",
      says: `${engine}: CPU us/row at 64 callers, group commit / single inserts`,
      figure: "CPU us/row @64",
      ...against,
      bound: { atMost: 0.5 },
    },
  ];
}

function contenderOf(
  engine: (typeof ENGINES)[number],
  way: (typeof WAYS)[number],
  sizes: { readonly callers: readonly number[]; readonly seconds: number },
  context: BenchContext,
): Contender {
  const { server } = context;
  return {
    name: `${way}, ${engine}`,
    unavailable: async () =>
      engine === "PostgreSQL" && server === null ? "no PostgreSQL server; set TEST_DATABASE_URL" : null,
    async start() {
      const url =
        engine === "PostgreSQL" && server !== null
          ? await server.createDatabase()
          : `pglite:${join(context.scratch, way.replaceAll(" ", "-"))}`;
      const subject = await startProcess("subjects/store.ts", { task: { url, way } });
      const run = (count: number, seconds: number, seed: number) =>
        subject.ask("run", ranSchema, { callers: count, seconds, seed });
      return {
        async round(round): Promise<Round> {
          const figures: Record<string, number> = {};
          for (const count of sizes.callers) {
            // Connections open, statements are prepared, code is compiled, and the others' turn is forgotten.
            await run(count, round === 0 ? sizes.seconds / 2 : sizes.seconds / 6, context.seed);
            const beforeUs = server?.cpuUs() ?? null;
            const ran = await run(count, sizes.seconds, context.seed + round);
            const afterUs = server?.cpuUs() ?? null;
            figures[`rows/s @${count}`] = ran.rows / (ran.wallMs / 1_000);
            figures[`CPU us/row @${count}`] = ran.cpuUs / ran.rows;
            figures[`p50 ms @${count}`] = ran.p50Ms;
            figures[`p99 ms @${count}`] = ran.p99Ms;
            if (engine === "PostgreSQL" && beforeUs !== null && afterUs !== null)
              figures[`database CPU us/row @${count}`] = (afterUs - beforeUs) / ran.rows;
          }
          return { kind: "valid", figures };
        },
        stop: () => subject.stop(),
      };
    },
  };
}
