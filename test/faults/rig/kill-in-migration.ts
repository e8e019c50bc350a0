import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import postgres from "postgres";
import { MIGRATIONS_FOLDER } from "../../../src/store/migrate.ts";
import { freePort, startDesk } from "./desk-process.ts";

const NO_PLATFORM = { FAKE_PLATFORM: "guarded=http://127.0.0.1:9" };

/** An empty database in the place of a migrated one. */
export async function emptied(databaseUrl: string): Promise<string> {
  if (databaseUrl.startsWith("pglite:")) {
    await rm(databaseUrl.slice("pglite:".length), { recursive: true, force: true });
    return databaseUrl;
  }
  const name = new URL(databaseUrl).pathname.slice(1);
  const server = Object.assign(new URL(databaseUrl), { pathname: "/postgres" }).href;
  const client = postgres(server, { max: 1, onnotice: () => undefined });
  try {
    await client.unsafe(`drop database if exists ${name} with (force)`);
    await client.unsafe(`create database ${name}`);
  } finally {
    await client.end({ timeout: 1 });
  }
  return databaseUrl;
}

/** The first start dies at the n-th statement of the migrations; the next one must end it, each migration once. */
export async function killInMigration(
  databaseUrl: string,
  folder: string,
  pass: number,
): Promise<readonly string[]> {
  await emptied(databaseUrl);
  const start = async (failAt?: string) =>
    startDesk({
      program: "rig",
      databaseUrl,
      dataDir: join(folder, "data"),
      port: await freePort(),
      environment: { ...NO_PLATFORM, ...(failAt === undefined ? {} : { FAIL_AT: failAt }) },
    });
  const dying = await start(`in_migration:${pass}`);
  await dying.ready();
  const wasKilled = dying.process.signalCode === "SIGKILL";
  await dying.kill();
  if (!wasKilled) return [`the rig: in_migration:${pass} was not passed`];
  return startsAgain(await start(), databaseUrl);
}

/** Ready, stopped cleanly, and every migration is there once. */
export async function startsAgain(
  desk: ReturnType<typeof startDesk>,
  databaseUrl: string,
): Promise<readonly string[]> {
  try {
    await desk.ready();
    const { code } = await desk.stop();
    if (code !== 0) return [`after a kill the desk stopped with ${code}`];
    const applied = await appliedMigrations(databaseUrl);
    const files = (await readdir(MIGRATIONS_FOLDER)).filter((name) => name.endsWith(".sql")).length;
    return applied === files ? [] : [`${applied} migrations are noted, ${files} exist`];
  } catch (fault) {
    return [`after a kill the desk did not start: ${fault instanceof Error ? fault.message : String(fault)}`];
  } finally {
    await desk.kill();
  }
}

async function appliedMigrations(databaseUrl: string): Promise<number> {
  const statement = "select count(*)::int as applied from drizzle.__drizzle_migrations";
  if (databaseUrl.startsWith("pglite:")) {
    const { PGlite } = await import("@electric-sql/pglite");
    const pglite = await PGlite.create(databaseUrl.slice("pglite:".length));
    const { rows } = await pglite.query<{ applied: number }>(statement);
    await pglite.close();
    return rows[0]?.applied ?? 0;
  }
  const client = postgres(databaseUrl, { max: 1, onnotice: () => undefined });
  try {
    const rows = await client.unsafe<{ applied: number }[]>(statement);
    return rows[0]?.applied ?? 0;
  } finally {
    await client.end({ timeout: 1 });
  }
}
