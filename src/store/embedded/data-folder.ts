import { mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { RapportError } from "../../domain/errors.ts";
import { unpackTar } from "./unpack-tar.ts";

/** The embedded server is PostgreSQL 18; its files cannot be read by another major version. */
const SERVER_MAJOR = "18";

/**
 * Makes sure that the folder holds a database. A new one is unpacked beside it and renamed, so that a process which dies
 * half-way leaves no half of a database. Call with the folder's lock held.
 */
export async function prepareDataFolder(folder: string): Promise<void> {
  const names = await readdir(folder);
  if (names.length > 0) return checkDataFolder(folder, names);
  const fresh = `${folder}.new`;
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { recursive: true, mode: 0o700 });
  await unpackTar(await readEmptyCluster(), fresh);
  // Replaces the folder, which is empty.
  await rename(fresh, folder);
}

async function readEmptyCluster(): Promise<Uint8Array> {
  const { dataDir } = await import("@electric-sql/pglite-prepopulatedfs");
  const archive = await dataDir();
  return promisify(gunzip)(Buffer.from(await archive.arrayBuffer()));
}

async function checkDataFolder(folder: string, names: readonly string[]): Promise<void> {
  if (!names.includes("PG_VERSION")) {
    throw new RapportError(
      "store.foreign-folder",
      "The database folder holds something else than Rapport's database.",
      "Point DATA_DIR at an empty or a new folder.",
    );
  }
  const version = (await readFile(join(folder, "PG_VERSION"), "utf8")).trim();
  if (version === SERVER_MAJOR) return;
  throw new RapportError(
    "store.folder-version",
    `The database folder was written by PostgreSQL ${/^\d+$/.test(version) ? version : "of an unknown version"}, this Rapport reads ${SERVER_MAJOR}.`,
    "Start the version of Rapport that wrote the folder, or point DATA_DIR at a new folder.",
  );
}

export const damagedFolder = (): RapportError =>
  new RapportError(
    "store.damaged-folder",
    "The database folder cannot be opened: its files are damaged or were not written by Rapport.",
    "Restore the folder from a backup, or move it away and let Rapport start a new one.",
  );
