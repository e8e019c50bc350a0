import { fileURLToPath } from "node:url";
import type { PgliteDatabase } from "drizzle-orm/pglite";
import type { Sql as PostgresClient } from "postgres";
import { RapportError } from "../domain/errors.ts";
import { faultOf } from "./store-error.ts";

export const MIGRATIONS_FOLDER = fileURLToPath(new URL("../../migrations", import.meta.url));

/** One number for every process that migrates this product; any other program uses another. */
const ADVISORY_LOCK = 727_051_901;

export async function migratePglite(db: PgliteDatabase<Record<string, unknown>>): Promise<void> {
  const { migrate } = await import("drizzle-orm/pglite/migrator");
  await migrate(db, { migrationsFolder: MIGRATIONS_FOLDER });
}

/**
 * `client` is a connection as `openConnection` gives it: the lock belongs to it, and nothing goes on where it was lost.
 * Processes that start together wait for each other.
 */
export async function migratePostgres(client: PostgresClient): Promise<void> {
  const [{ drizzle }, { migrate }] = await Promise.all([
    import("drizzle-orm/postgres-js"),
    import("drizzle-orm/postgres-js/migrator"),
  ]);
  try {
    await client.unsafe(`select pg_advisory_lock(${ADVISORY_LOCK})`);
    await migrate(drizzle(unreserved(client)), { migrationsFolder: MIGRATIONS_FOLDER });
    await client.unsafe(`select pg_advisory_unlock(${ADVISORY_LOCK})`);
  } catch (error) {
    if (faultOf(error).code !== "42501") throw error;
    throw new RapportError(
      "store.not-allowed",
      "The database login may not create Rapport's tables or roles.",
      "Make the login owner of the database and either give it CREATEROLE or let a superuser run once: " +
        "CREATE ROLE rapport_desk NOLOGIN; CREATE ROLE rapport_spine NOLOGIN; GRANT rapport_desk, rapport_spine TO <login>;",
    );
  }
}

/** The driver's `begin` reserves its connection, and a reserved one that dies ends the process (`openConnection`). */
const unreserved = (client: PostgresClient): PostgresClient =>
  new Proxy(client, {
    get: (target, key) =>
      key === "begin"
        ? (work: (session: PostgresClient) => Promise<unknown>) => transact(target, work)
        : Reflect.get(target, key),
  });

async function transact(
  client: PostgresClient,
  work: (session: PostgresClient) => Promise<unknown>,
): Promise<unknown> {
  await client.unsafe("begin");
  try {
    const result = await work(client);
    await client.unsafe("commit");
    return result;
  } catch (error) {
    await client.unsafe("rollback").catch(() => undefined);
    throw error;
  }
}
