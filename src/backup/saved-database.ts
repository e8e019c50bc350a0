import { rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { askDesk } from "../control/ask-desk.ts";
import { RapportError } from "../domain/errors.ts";
import type { Header } from "./backup-file.ts";
import { COPY_ORDER, copyAnswer } from "./copy-order.ts";
import { restoreEmbedded, withEmbedded } from "./embedded-place.ts";
import { type RestoreOptions, restoreBackup } from "./restore.ts";
import { openPostgresSession, type Session } from "./session.ts";

/** Which database is meant: as the desk is started. */
export interface DatabasePlace {
  readonly databaseUrl: string | null;
  readonly dataDir: string;
}

/** A session on the desk's database, whether the desk runs or not. */
export async function withDatabase<T>(
  { databaseUrl, dataDir }: DatabasePlace,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  if (databaseUrl !== null) return withPostgres(databaseUrl, work);
  const copy = await askDesk(resolve(dataDir), COPY_ORDER, {}, copyAnswer);
  if (copy === null) return withEmbedded(join(dataDir, "database"), work);
  try {
    return await withEmbedded(copy.folder, work);
  } finally {
    await rm(copy.folder, { recursive: true, force: true });
  }
}

export interface Restored {
  readonly header: Header;
  /** Where the desk that was replaced lies now; `null` for PostgreSQL and when there was none. */
  readonly formerFolder: string | null;
}

/** Restores, and removes what was made from the former rows: the search index, the mark of half-loaded sample data. */
export async function restoreDatabase(
  { databaseUrl, dataDir }: DatabasePlace,
  options: RestoreOptions,
  now: Date,
): Promise<Restored> {
  const restored =
    databaseUrl === null
      ? await restoreEmbedded(join(dataDir, "database"), options, now)
      : await withPostgres(databaseUrl, async (session) => {
          await refuseInUse(session);
          return { header: await restoreBackup(session, options), formerFolder: null };
        });
  await rm(join(dataDir, "index"), { recursive: true, force: true });
  await rm(join(dataDir, "sample-data.json"), { force: true });
  return restored;
}

async function withPostgres<T>(url: string, work: (session: Session) => Promise<T>): Promise<T> {
  const session = await openPostgresSession(url);
  try {
    return await work(session);
  } finally {
    await session.close();
  }
}

const DESKS = `select count(*)::int as n from pg_stat_activity
  where datname = current_database() and application_name = 'rapport'`;

async function refuseInUse(session: Session): Promise<void> {
  const [desks] = await session.rows<{ n: number }>(DESKS);
  if (desks?.n === 0) return;
  throw new RapportError(
    "restore.in-use",
    "A desk is working on this database.",
    "Stop every Rapport that uses it, then restore.",
  );
}
