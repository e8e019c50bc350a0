import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import postgres from "postgres";
import { describe, expect, it } from "vitest";
import { migratePglite } from "../../src/store/migrate.ts";
import { openDatabase } from "../../src/store/open-database.ts";

const server = process.env.TEST_DATABASE_URL ?? "";

describe("migrations on the embedded database", () => {
  it("work for a login that may only create roles, and let it enter them (PostgreSQL 16 and later)", async () => {
    const [{ PGlite }, { dataDir }, { drizzle }] = await Promise.all([
      import("@electric-sql/pglite"),
      import("@electric-sql/pglite-prepopulatedfs"),
      import("drizzle-orm/pglite"),
    ]);
    const pglite = await PGlite.create("memory://", { loadDataDir: await dataDir() });
    try {
      await pglite.exec(`create role ordinary login createrole;
        alter database postgres owner to ordinary; alter schema public owner to ordinary;
        set session authorization ordinary`);
      const db = drizzle(pglite);
      await migratePglite(db);
      // A second start finds nothing to do.
      await migratePglite(db);
      const seen = await db.transaction(async (tx) => {
        await tx.execute(sql`select set_config('role', 'rapport_desk', true)`);
        await tx.execute(sql`select set_config('role', 'rapport_spine', true)`);
        return tx.execute(sql`select current_user::text as me, session_user::text as login`);
      });
      expect(seen.rows).toEqual([{ me: "rapport_spine", login: "ordinary" }]);
    } finally {
      await pglite.close();
    }
  });
});

describe.skipIf(server === "")("migrations on a server", () => {
  const run = async (url: string, ...statements: string[]) => {
    const client = postgres(url, { max: 1, onnotice: () => undefined });
    try {
      for (const statement of statements) await client.unsafe(statement);
    } finally {
      await client.end({ timeout: 1 });
    }
  };
  const at = (database: string, login?: string): string => {
    const url = new URL(server);
    url.pathname = `/${database}`;
    if (login !== undefined) {
      url.username = login;
      url.password = login;
    }
    return url.href;
  };
  const name = (what: string) => `rapport_${what}_${randomUUID().slice(0, 8)}`;

  /** Opens the database and does what every process does first. */
  async function use(url: string): Promise<void> {
    const db = await openDatabase({ url, poolSize: 2 });
    try {
      await db.spineQuery("select count(*)::int as n from inbox", []);
      await db.transaction("rapport_desk", null, (tx) =>
        tx.rows(sql`select count(*)::int as n from threads`),
      );
    } finally {
      await db.close();
    }
  }

  it("work for an ordinary login with CREATEROLE, in a second database, and by several processes at once", async () => {
    const [login, first, second] = [name("login"), name("first"), name("second")];
    await run(
      server,
      `create role ${login} login createrole password '${login}'`,
      `create database ${first} owner ${login}`,
      `create database ${second} owner ${login}`,
    );
    try {
      await Promise.all([use(at(first, login)), use(at(first, login)), use(at(first, login))]);
      await use(at(second, login));
      await use(at(first, login));
    } finally {
      await run(
        server,
        `drop database ${first} with (force)`,
        `drop database ${second} with (force)`,
        `drop role ${login}`,
      );
    }
  });

  it("say what to do when the login may not make or enter the roles", async () => {
    const [login, database] = [name("login"), name("db")];
    await run(
      server,
      `create role ${login} login password '${login}'`,
      `create database ${database} owner ${login}`,
    );
    try {
      await expect(use(at(database, login))).rejects.toMatchObject({
        code: "store.not-allowed",
        cure: expect.stringContaining("GRANT rapport_desk, rapport_spine TO"),
      });
      await run(server, `grant rapport_desk, rapport_spine to ${login}`);
      await use(at(database, login));
    } finally {
      await run(server, `drop database ${database} with (force)`, `drop role ${login}`);
    }
  });

  it("name a database that is not there", async () => {
    await expect(openDatabase({ url: at(name("missing")) })).rejects.toMatchObject({
      code: "store.no-database",
    });
  });
});
