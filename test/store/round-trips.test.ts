import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../src/store/database.ts";
import { openDatabase } from "../../src/store/open-database.ts";
import { type Cable, layCable } from "../replicas/cable.ts";

const server = process.env.TEST_DATABASE_URL ?? "";
const addressOf = (name: string): string =>
  server === "" ? "" : Object.assign(new URL(server), { pathname: `/${name}` }).href;
const ROUND_TRIP_MS = 100;
const TRIES = 5;

describe.skipIf(server === "")("a transaction on PostgreSQL", () => {
  const name = `rapport_test_${randomUUID().replaceAll("-", "")}`;
  const admin = postgres(server, { max: 1, onnotice: () => undefined });
  const direct = addressOf(name);
  let cable: Cable;
  let database: Database;

  beforeAll(async () => {
    await admin.unsafe(`create database ${name}`);
    cable = await layCable(direct);
    database = await openDatabase({ url: cable.urlOf(direct), poolSize: 1 });
  });
  afterAll(async () => {
    await database.close();
    await cable.close();
    await admin.unsafe(`drop database ${name} with (force)`);
    await admin.end();
  });

  const write = (id: string) =>
    database.transaction("rapport_desk", id, (tx) =>
      tx.rows(sql`insert into tenants (id, slug, name, created_at) values (${id}, ${id}, 'Far', now())`),
    );
  const count = async (ids: readonly string[]): Promise<number> =>
    (
      await database.spineQuery<{ n: number }>(
        "select count(*)::int as n from tenants where id = any($1::uuid[])",
        [ids],
      )
    )[0]?.n ?? -1;

  it("of one statement waits twice for the server: for what it asked, and for the commit", async () => {
    await write(randomUUID());
    cable.slowDown(ROUND_TRIP_MS / 2);
    const tookMs: number[] = [];
    for (let n = 0; n < TRIES; n += 1) {
      const beganAt = performance.now();
      await write(randomUUID());
      tookMs.push(performance.now() - beganAt);
    }
    cable.slowDown(0);
    // The quickest: a busy machine makes every one slower, and none quicker.
    expect(Math.min(...tookMs)).toBeLessThan(2.7 * ROUND_TRIP_MS);
  });

  it("whose connection died while it was idle is done once, on another", async () => {
    const ids = [randomUUID(), randomUUID(), randomUUID()];
    for (const id of ids) {
      // Nobody has told us when the next transaction begins.
      await admin`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = ${name} and pid <> pg_backend_pid()`;
      await database.transaction("rapport_desk", id, async (tx) => {
        await tx.rows(
          sql`insert into tenants (id, slug, name, created_at) values (${id}, ${id}, 'Far', now())`,
        );
      });
    }
    expect(await count(ids)).toBe(ids.length);
  });
});
