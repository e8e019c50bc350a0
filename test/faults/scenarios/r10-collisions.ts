import { sql } from "drizzle-orm";
import postgres from "postgres";
import { seededDraw } from "../../../bench/load/seeded.ts";
import { errorCode } from "../../../src/domain/errors.ts";
import { openDatabase } from "../../../src/store/open-database.ts";
import type { Scenario } from "../scenario.ts";

const AT_ONCE = 50;
const CONNECTIONS = 10;
const ROWS = 10;
const TICKS = 40;
/** As the server says it; our transactions run at read committed, where it never arises by itself. */
const SERIALISATION_FAILURE = "do $$ begin raise exception 'try again' using errcode = '40001'; end $$";
const FAILURES = 3;

/**
 * Fifty transactions at once on ten connections, over two processes' pools: two rows each in any order (40P01), or one
 * that the server ends three times with 40001; beside them lone statements that insert the same keys in opposite orders (40P01).
 */
export const collisions: Scenario = {
  id: "R10",
  title: "pool exhausted, deadlocks and serialisation failures",
  criterion: "0 lost, 0 errors seen by a caller; at most 3 repetitions each",
  promises: ["P1", "P6"],
  databases: ["postgres"],
  unit: "transactions",
  fullSize: 5_000,
  async run({ size, seed, freshDatabase, progress }) {
    const url = await freshDatabase();
    const random = seededDraw(seed);
    const admin = postgres(url, { max: 1, onnotice: () => undefined });
    const databases = await Promise.all([0, 1].map(() => openDatabase({ url, poolSize: CONNECTIONS / 2 })));
    try {
      await admin.unsafe(`create table crash_counter (id int primary key, n int not null default 0);
        insert into crash_counter select g, 0 from generate_series(0, ${ROWS - 1}) g;
        grant select, update on crash_counter to rapport_desk`);
      const faults = new Map<string, number>();
      let attempts = 0;
      let expected = 0;
      let done = 0;
      const slot = (): number => Math.floor(random() * ROWS);

      const transact = async (n: number): Promise<void> => {
        const database = databases[n % 2];
        const isStrict = n % 5 === 0;
        const first = slot();
        const second = (first + 1 + Math.floor(random() * (ROWS - 1))) % ROWS;
        const ids = isStrict ? [first] : [first, second];
        let tries = 0;
        await database?.transaction("rapport_desk", null, async (tx) => {
          attempts += 1;
          tries += 1;
          if (isStrict && tries <= FAILURES) await tx.rows(sql.raw(SERIALISATION_FAILURE));
          for (const id of ids) await tx.rows(sql`update crash_counter set n = n + 1 where id = ${id}`);
        });
        expected += ids.length;
      };

      let claimed = 0;
      const claimTicks = async (round: number): Promise<void> => {
        const ids = Array.from({ length: TICKS }, (_, n) => `crash:${round}:${n}`);
        const orders = [ids, [...ids].reverse()];
        const statement =
          "insert into cron_ticks (id) select unnest($1::text[]) on conflict do nothing returning id";
        const rows = await Promise.all(
          databases.map((database, n) => database.spineQuery(statement, [orders[n] ?? ids])),
        );
        claimed += rows.reduce((sum, mine) => sum + mine.length, 0);
      };

      const counting = async (work: () => Promise<void>): Promise<void> => {
        try {
          await work();
        } catch (error) {
          const said = `${errorCode(error)}: ${error instanceof Error ? error.message : ""}`;
          faults.set(said, (faults.get(said) ?? 0) + 1);
        }
      };
      const numbers = Array.from({ length: size }, (_, n) => n).values();
      const rounds = Math.ceil(size / 20);
      await Promise.all([
        ...Array.from({ length: AT_ONCE }, async () => {
          for (const n of numbers) {
            await counting(() => transact(n));
            progress(++done);
          }
        }),
        (async () => {
          for (let round = 0; round < rounds; round += 1) await counting(() => claimTicks(round));
        })(),
      ]);
      const [row] = await admin<{ n: number }[]>`select sum(n)::int as n from crash_counter`;
      const [met] = await admin<{ n: number }[]>`
        select deadlocks::int as n from pg_stat_database where datname = current_database()`;
      const violations = [...faults].map(([said, times]) => `${times} callers were told ${said}`);
      if (row?.n !== expected)
        violations.push(`${expected} changes were told as done and ${row?.n} are there`);
      if (claimed !== rounds * TICKS)
        violations.push(`${rounds * TICKS} keys were given out ${claimed} times`);
      const repeated = attempts - size;
      if (repeated === 0) violations.push("nothing collided: the trial proves nothing");
      return { violations, figures: { transactions: size, repeated, deadlocks: met?.n ?? 0 } };
    } finally {
      await Promise.all(databases.map((database) => database.close()));
      await admin.end();
    }
  },
};
