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

/** `client` has exactly one connection: the lock belongs to it. Processes that start together wait for each other. */
export async function migratePostgres(client: PostgresClient): Promise<void> {
  const [{ drizzle }, { migrate }] = await Promise.all([
    import("drizzle-orm/postgres-js"),
    import("drizzle-orm/postgres-js/migrator"),
  ]);
  try {
    await client`select pg_advisory_lock(${ADVISORY_LOCK})`;
    await migrate(drizzle(client), { migrationsFolder: MIGRATIONS_FOLDER });
    await client`select pg_advisory_unlock(${ADVISORY_LOCK})`;
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
