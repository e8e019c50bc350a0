import { createHash, type Hash } from "node:crypto";
import { getTableName, is } from "drizzle-orm";
import { type MigrationMeta, readMigrationFiles } from "drizzle-orm/migrator";
import { PgTable } from "drizzle-orm/pg-core";
import { RapportError } from "../domain/errors.ts";
import { MIGRATIONS_FOLDER } from "../store/migrate.ts";
import * as schema from "../store/schema/index.ts";
import { faultOf, toStoreError } from "../store/store-error.ts";
import { damaged, type Header, madeByNewer } from "./backup-file.ts";
import { readCatalog, readSchemaVersion, type TableFacts } from "./catalog.ts";
import { readBackup } from "./read-backup.ts";
import type { Session } from "./session.ts";
import { hashTable, listTenants, PLAIN_TEXT } from "./table-lines.ts";

export interface RestoreOptions {
  readonly path: string;
  /** Drops the desk that is there. */
  readonly replace: boolean;
  /** Posts that were not sent yet, and events not worked yet, wait for a person: the saved desk may have done them since. */
  readonly hold: boolean;
  readonly onProgress: (done: number, total: number) => void;
}

/**
 * Everything in one transaction: tables of the backup's version, rows, sequences, walls, proof by reading back, the
 * migrations since. When anything fails the database is as it was.
 */
export async function restoreBackup(session: Session, options: RestoreOptions): Promise<Header> {
  const migrations = readMigrationFiles({ migrationsFolder: MIGRATIONS_FOLDER });
  await session.exec("begin");
  try {
    await session.exec(PLAIN_TEXT);
    await refuseFull(session, migrations, options.replace);
    const columns = new Map<string, readonly string[]>();
    let indexes: readonly string[] = [];
    const hashes = new Map<string, Hash>();
    const header = await readBackup(options.path, {
      async onHeader(given) {
        if (given.schemaVersion > versionOf(migrations)) throw madeByNewer();
        await clear(session);
        await migrate(
          session,
          migrations.filter(({ folderMillis }) => folderMillis <= given.schemaVersion),
        );
        if ((await readSchemaVersion(session)) !== given.schemaVersion) throw unknownVersion();
        await lowerWalls(session, given);
        indexes = await takeIndexes(session);
        for (const table of given.tables) {
          columns.set(table.name, table.columns);
          hashes.set(table.name, createHash("sha256"));
        }
      },
      async onLines(table, lines) {
        const names = (columns.get(table) ?? []).map((column) => `"${column}"`).join(", ");
        await session.copyIn(`"${table}" (${names})`, lines);
        hashes.get(table)?.update(lines);
      },
      // The second half is the proof.
      onProgress: (done, total) => options.onProgress(done / 2, total),
    });
    for (const index of indexes) await session.exec(index);
    await raiseWalls(session, header);
    for (const { table, column, last } of header.sequences)
      await session.rows("select setval(pg_get_serial_sequence($1, $2)::regclass, $3::text::bigint)", [
        `"${table}"`,
        column,
        String(last),
      ]);
    await prove(session, options, header, (table) => hashes.get(table)?.digest("hex"));
    if (options.hold) await holdBack(session);
    await migrate(
      session,
      migrations.filter(({ folderMillis }) => folderMillis > header.schemaVersion),
    );
    await session.exec("commit");
    return header;
  } catch (error) {
    await session.exec("rollback").catch(() => undefined);
    throw restoreFault(error);
  }
}

const versionOf = (migrations: readonly MigrationMeta[]): number =>
  Math.max(0, ...migrations.map(({ folderMillis }) => folderMillis));

async function refuseFull(
  session: Session,
  migrations: readonly MigrationMeta[],
  replace: boolean,
): Promise<void> {
  const version = await readSchemaVersion(session);
  if (version === null) return refuseStrangers(session);
  if (version > versionOf(migrations)) {
    throw new RapportError(
      "restore.newer-target",
      "The database belongs to a newer version of Rapport than this one.",
      "Restore with that version, or into an empty database.",
    );
  }
  if (replace) return;
  if ((await listTenants(session)).length > 0) {
    throw new RapportError(
      "restore.not-empty",
      "The database holds a desk already.",
      "Name an empty database (DATABASE_URL or DATA_DIR), or add --replace: the desk that is there is then lost.",
    );
  }
}

/** Tables called like ours without our migrations are somebody else's; not even --replace touches them. */
async function refuseStrangers(session: Session): Promise<void> {
  const names = Object.values(schema).flatMap((table) => (is(table, PgTable) ? [getTableName(table)] : []));
  const found = await session.rows(
    `select table_name from information_schema.tables where table_schema = 'public' and table_name = any($1::text[]) limit 1`,
    [`{${names.map((name) => `"${name}"`).join(",")}}`],
  );
  if (found.length === 0) return;
  throw new RapportError(
    "restore.not-ours",
    "The database holds tables of something else under names that Rapport uses.",
    "Name an empty database (DATABASE_URL or DATA_DIR); nothing was changed.",
  );
}

/** Rapport's own tables, and nothing else that may live in the database. */
async function clear(session: Session): Promise<void> {
  for (const table of Object.values(schema))
    if (is(table, PgTable)) await session.exec(`drop table if exists "${getTableName(table)}" cascade`);
  await session.exec(
    "drop function if exists rapport_tenant(); drop table if exists drizzle.__drizzle_migrations",
  );
}

/** As Drizzle's own migrator keeps its books, but within our transaction. */
async function migrate(session: Session, migrations: readonly MigrationMeta[]): Promise<void> {
  await session.exec(`create schema if not exists drizzle;
    create table if not exists drizzle.__drizzle_migrations (id serial primary key, hash text not null, created_at bigint)`);
  for (const { sql, hash, folderMillis } of migrations) {
    for (const statement of sql) await session.exec(statement);
    await session.rows(
      "insert into drizzle.__drizzle_migrations (hash, created_at) values ($1, $2::text::bigint)",
      [hash, String(folderMillis)],
    );
  }
}

/** COPY does not work behind walls. Nobody else sees this: it ends within the transaction. */
async function lowerWalls(session: Session, { tables }: Header): Promise<void> {
  for (const { name } of tables) await session.exec(`alter table "${name}" no force row level security`);
}

const INDEXES = `
  select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition
  from pg_index i join pg_class c on c.oid = i.indrelid
  where c.relnamespace = 'public'::regnamespace and not indisprimary
    and exists (select from pg_policies p where p.schemaname = 'public' and p.tablename = c.relname)
    and not exists (select from pg_constraint where conindid = indexrelid)`;

/** An index over all rows is built in a fraction of the time that adding row after row takes. Gives their definitions. */
async function takeIndexes(session: Session): Promise<readonly string[]> {
  const indexes = await session.rows<{ name: string; definition: string }>(INDEXES);
  for (const { name } of indexes) await session.exec(`drop index ${name}`);
  return indexes.map(({ definition }) => definition);
}

async function raiseWalls(session: Session, { tables }: Header): Promise<void> {
  for (const { name } of tables) await session.exec(`alter table "${name}" force row level security`);
}

/** Reads everything back through the walls and compares it with what was saved. */
async function prove(
  session: Session,
  options: RestoreOptions,
  header: Header,
  savedHash: (table: string) => string | undefined,
): Promise<void> {
  const catalog = await readCatalog(session);
  const tenants = await listTenants(session);
  const facts = new Map<string, TableFacts>(catalog.tables.map((table) => [table.name, table]));
  const total = header.tables.reduce((sum, { rows }) => sum + rows, 0);
  let done = 0;
  for (const { name, columns, rows } of header.tables) {
    const table = facts.get(name);
    if (table === undefined || table.columns.join() !== columns.join())
      throw damaged(`the shape of table ${name}`);
    const copy = await hashTable(session, table, tenants);
    if (copy.rows !== rows || copy.sha256 !== savedHash(name)) throw damaged(`table ${name}, read back,`);
    done += rows;
    options.onProgress((total + done) / 2, total);
  }
}

const HOLD = `
  update outbox set state = 'uncertain', error_code = 'restored', locked_by = null, lease_until_at = null
    where state in ('pending', 'sending') and payload is not null;
  update inbox set state = 'dead', error_code = 'restored', locked_by = null, lease_until_at = null
    where state in ('ready', 'active');
  -- The bot's waits before it speaks: it may have spoken since, in words that the backup does not hold.
  delete from timers where name in ('consider-request', 'wait-for-human', 'ask-csat')`;

async function holdBack(session: Session): Promise<void> {
  await session.exec("set local role rapport_spine");
  await session.exec(HOLD);
  await session.exec("set local role none");
}

const unknownVersion = (): RapportError =>
  new RapportError(
    "restore.unknown-version",
    "The backup's database version is not one of this program's.",
    "Restore it with the version of Rapport that made it.",
  );

function restoreFault(error: unknown): unknown {
  const { code } = faultOf(error);
  if (code === "53100" || code === "ENOSPC")
    return new RapportError(
      "restore.disk-full",
      "The disk of the database is full. Nothing was restored.",
      "Make room and restore again.",
    );
  if (code === "42501")
    return new RapportError(
      "restore.not-allowed",
      "The database login may not create or replace Rapport's tables. Nothing was restored.",
      "Use the login that owns the database; docs/ops.md says which rights it needs.",
    );
  return toStoreError(error);
}
