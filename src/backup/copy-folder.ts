import { constants } from "node:fs";
import { copyFile, mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { RapportError } from "../domain/errors.ts";
import type { Database } from "../store/database.ts";

const FILES_AT_ONCE = 16;

/**
 * Copies the folder of the embedded database that this process has open. Nothing moves in it meanwhile: the server lives
 * in this process and everybody waits behind the transaction, for as long as the copy takes. The copy is what a killed
 * process leaves behind, and opens as that does.
 */
export async function copyOpenFolder(database: Database, folder: string, into: string): Promise<void> {
  try {
    await database.transaction("rapport_spine", null, () => copyFolder(folder, into));
  } catch (error) {
    await rm(into, { recursive: true, force: true });
    throw isFull(error) ? noRoomForCopy() : error;
  }
}

async function copyFolder(from: string, into: string): Promise<void> {
  await mkdir(into, { recursive: true, mode: 0o700 });
  const entries = await readdir(from, { recursive: true, withFileTypes: true });
  const relative = (entry: (typeof entries)[number]): string =>
    join(entry.parentPath, entry.name).slice(from.length + 1);
  for (const entry of entries)
    if (entry.isDirectory()) await mkdir(join(into, relative(entry)), { recursive: true, mode: 0o700 });
  const files = entries.filter((entry) => entry.isFile()).map(relative);
  for (let at = 0; at < files.length; at += FILES_AT_ONCE)
    await Promise.all(
      files
        .slice(at, at + FILES_AT_ONCE)
        // Where the file system can, the copy shares its blocks with the original.
        .map((name) => copyFile(join(from, name), join(into, name), constants.COPYFILE_FICLONE)),
    );
}

const isFull = (error: unknown): boolean =>
  error instanceof Error && "code" in error && (error.code === "ENOSPC" || error.code === "EDQUOT");

const noRoomForCopy = (): RapportError =>
  new RapportError(
    "backup.disk-full",
    "The disk of DATA_DIR has no room for the copy that a backup of a running desk is made from.",
    "Make room for one more copy of the database folder, or stop the desk and back it up then.",
  );
