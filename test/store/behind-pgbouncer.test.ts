import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../src/store/database.ts";
import { openDatabase } from "../../src/store/open-database.ts";
import { hasPgBouncer, type PgBouncer, startPgBouncer } from "../replicas/pgbouncer.ts";
import { createTestTenant } from "../support/database.ts";

const server = process.env.TEST_DATABASE_URL ?? "";

describe.skipIf(server === "" || !hasPgBouncer())("behind PgBouncer in transaction mode", () => {
  const name = `rapport_test_${randomUUID().replaceAll("-", "")}`;
  const url = Object.assign(new URL(server || "postgres://x"), { pathname: `/${name}` }).href;
  let pooler: PgBouncer;
  let db: Database;
  beforeAll(async () => {
    await onServer(`create database ${name}`);
    // Two sessions for twelve callers: what one leaves behind in a session, another would find.
    pooler = await startPgBouncer(server, 2);
    db = await openDatabase({ url: pooler.urlOf(url), directUrl: url, poolSize: 8 });
  });
  afterAll(async () => {
    await db.close();
    await pooler.stop();
    await onServer(`drop database ${name} with (force)`);
  });

  async function onServer(statement: string): Promise<void> {
    const client = postgres(server, { max: 1, onnotice: () => undefined });
    await client.unsafe(statement).finally(() => client.end({ timeout: 1 }));
  }
  const roleOf = "select current_user::text as role, current_setting('statement_timeout') as time_limit";

  it("gives every transaction and every lone statement its role, its tenant and its limits", async () => {
    const { tenantId } = await createTestTenant(db);
    const own = { role: "rapport_desk", time_limit: "7s" };
    await Promise.all(
      Array.from({ length: 60 }, async (_, turn) => {
        if (turn % 3 === 0)
          expect(await db.spineQuery(roleOf, [])).toEqual([{ role: "rapport_spine", time_limit: "7s" }]);
        else if (turn % 3 === 1)
          expect(await db.transaction("rapport_desk", tenantId, (tx) => tx.rows(sql.raw(roleOf)))).toEqual([
            own,
          ]);
        else
          await expect(
            db.transaction("rapport_desk", randomUUID(), (tx) => tx.rows(sql`select id from tenants`)),
          ).resolves.toEqual([]);
      }),
    );
  });

  it("runs the same statement with parameters on whichever session it meets", async () => {
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, n) => db.spineQuery<{ n: number }>("select $1::int + 1 as n", [n])),
    );
    expect(answers.map((rows) => rows[0]?.n)).toEqual(Array.from({ length: 40 }, (_, n) => n + 1));
  });

  it("leaves a connection at rest after a statement that fails", async () => {
    for (let turn = 0; turn < 6; turn += 1)
      await expect(db.spineQuery("select 1 / $1::int", [0])).rejects.toMatchObject({ code: "store.refused" });
    expect(await db.spineQuery("select 1 as one", [])).toEqual([{ one: 1 }]);
  });

  it("is told from a server, with what to do about it", async () => {
    await expect(openDatabase({ url: pooler.urlOf(url) })).rejects.toMatchObject({ code: "store.pooler" });
  });

  it("hears hints by the direct way", async () => {
    const heard = new Promise<string>((resolve) => {
      void db.listen("rapport_pooled", resolve).then(() => db.notify("rapport_pooled", "there"));
    });
    expect(await heard).toBe("there");
  });
});
