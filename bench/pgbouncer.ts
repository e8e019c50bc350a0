/**
 * What a statement costs prepared and unprepared, to the server itself and through PgBouncer in transaction mode: CPU of
 * this process, of PostgreSQL and of PgBouncer.
 *
 *   npm run test:postgres -- -- npx tsx bench/pgbouncer.ts [rounds]
 *
 * Needs Debian's packages: apt-get install --no-install-recommends postgresql pgbouncer
 */
import { sql } from "drizzle-orm";
import type { Database } from "../src/store/database.ts";
import { openDatabase } from "../src/store/open-database.ts";
import { hasPgBouncer, startPgBouncer } from "../test/replicas/pgbouncer.ts";
import { openServer, readProcessTimes } from "./harness/postgres.ts";
import { median } from "./harness/statistics.ts";

const STATEMENTS = 3_000;
const TRANSACTIONS = 600;
const IN_ONE_TRANSACTION = 5;
const CALLERS = 8;
const ROUNDS = 5;

interface Costs {
  readonly own: number;
  readonly server: number;
  readonly pooler: number;
}

interface Way {
  readonly name: string;
  readonly database: Database;
  readonly pooler: () => number;
}

const LONE =
  "select id, next_ticket_number from tenants where id = $1::uuid and next_ticket_number > $2::int";
const ID = "00000000-0000-4000-8000-000000000000";

async function atOnce(count: number, work: () => Promise<unknown>): Promise<void> {
  const turns = Array.from({ length: count }).values();
  await Promise.all(
    Array.from({ length: CALLERS }, async () => {
      for (const _ of turns) await work();
    }),
  );
}

const lone = (database: Database): Promise<void> =>
  atOnce(STATEMENTS, () => database.spineQuery(LONE, [ID, 0]));

const transactions = (database: Database): Promise<void> =>
  atOnce(TRANSACTIONS, () =>
    database.transaction("rapport_desk", ID, async (tx) => {
      for (let n = 0; n < IN_ONE_TRANSACTION; n += 1)
        await tx.rows(sql`select id from tenants where id = ${ID}::uuid and next_ticket_number > ${n}::int`);
    }),
  );

async function main(url: string, rounds: number): Promise<void> {
  const server = await openServer(url);
  const pooler = await startPgBouncer(url);
  const databaseUrl = await server.createDatabase();
  const poolerUs = (): number => readProcessTimes(pooler.pid)?.ownUs ?? 0;
  const ways: Way[] = [];
  try {
    const open = async (name: string, options: Parameters<typeof openDatabase>[0]): Promise<void> => {
      ways.push({ name, database: await openDatabase({ ...options, poolSize: CALLERS }), pooler: poolerUs });
    };
    await open("direct, prepared", { url: databaseUrl });
    await open("direct, unprepared", { url: databaseUrl, isPrepared: false });
    await open("PgBouncer, unprepared", { url: pooler.urlOf(databaseUrl), directUrl: databaseUrl });
    const measure = async (way: Way, work: (database: Database) => Promise<void>, count: number) => {
      const before = { own: process.cpuUsage(), server: server.cpuUs() ?? 0, pooler: way.pooler() };
      await work(way.database);
      const own = process.cpuUsage(before.own);
      return {
        own: (own.user + own.system) / count,
        server: ((server.cpuUs() ?? 0) - before.server) / count,
        pooler: (way.pooler() - before.pooler) / count,
      };
    };
    const programs = [
      { name: "one statement", work: lone, count: STATEMENTS },
      { name: `a transaction of ${IN_ONE_TRANSACTION}`, work: transactions, count: TRANSACTIONS },
    ];
    const found = new Map<string, Costs[]>();
    for (let round = 0; round <= rounds; round += 1)
      for (const program of programs)
        for (const way of ways) {
          const costs = await measure(way, program.work, program.count);
          const key = `${program.name} | ${way.name}`;
          // The first round warms up.
          if (round > 0) found.set(key, [...(found.get(key) ?? []), costs]);
        }
    process.stdout.write("| | | desk us | PostgreSQL us | PgBouncer us |\n|---|---|---|---|---|\n");
    for (const [key, costs] of found) process.stdout.write(`| ${key} | ${figures(costs)} |\n`);
  } finally {
    for (const { database } of ways) await database.close();
    await pooler.stop();
    await server.close();
  }
}

function figures(costs: readonly Costs[]): string {
  const spread = (pick: (one: Costs) => number): string => {
    const values = costs.map(pick);
    return `${Math.round(median(values))} (${Math.round(Math.min(...values))}-${Math.round(Math.max(...values))})`;
  };
  return [spread((one) => one.own), spread((one) => one.server), spread((one) => one.pooler)].join(" | ");
}

const serverUrl = process.env.TEST_DATABASE_URL ?? "";
if (serverUrl === "" || !hasPgBouncer()) {
  process.stderr.write("Set TEST_DATABASE_URL, and install PgBouncer: apt-get install pgbouncer\n");
  process.exitCode = 1;
} else await main(serverUrl, Number(process.argv[2] ?? ROUNDS));
