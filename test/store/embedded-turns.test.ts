import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../src/store/database.ts";
import { openPgliteInMemory } from "../../src/store/embedded/pglite-database.ts";
import { createTurns } from "../../src/store/embedded/take-turns.ts";
import { createTestTenant, openTestDatabase } from "../support/database.ts";

let database: Database;
beforeAll(async () => {
  database = process.env.TEST_DATABASE_URL ? await openPgliteInMemory() : await openTestDatabase();
});
afterAll(() => database.close());

describe("many transactions on the embedded database", () => {
  it("let a single statement pass after the one that runs, and the event loop turn", async () => {
    const { tenantId } = await createTestTenant(database);
    let ended = 0;
    let turns = 0;
    const tick = setInterval(() => {
      turns += 1;
    }, 1);
    const all = Array.from({ length: 60 }, () =>
      database.transaction("rapport_desk", tenantId, async (tx) => {
        for (let n = 0; n < 5; n += 1) await tx.rows(sql`select count(*) from generate_series(1, 2000)`);
        ended += 1;
      }),
    );
    await database.spineQuery("select 1", []);
    expect(ended).toBeLessThan(5);
    await Promise.all(all);
    clearInterval(tick);
    expect(ended).toBe(60);
    expect(turns).toBeGreaterThan(3);
  });

  it("go on after one that failed, in the order of asking", async () => {
    const inTurn = createTurns();
    const order: number[] = [];
    const works = [1, 2, 3].map((n) =>
      inTurn(async () => {
        order.push(n);
        if (n === 2) throw new Error("no");
      }),
    );
    const outcomes = await Promise.allSettled(works);
    expect(order).toEqual([1, 2, 3]);
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  });
});
