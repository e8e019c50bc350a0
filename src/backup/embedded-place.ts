import { randomUUID } from "node:crypto";
import { mkdir, readdir, realpath, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { RapportError } from "../domain/errors.ts";
import { damagedFolder, prepareDataFolder } from "../store/embedded/data-folder.ts";
import { lockFolder } from "../store/embedded/folder-lock.ts";
import { makeFolder } from "../store/make-folder.ts";
import type { Header } from "./backup-file.ts";
import { type RestoreOptions, restoreBackup } from "./restore.ts";
import { openPgliteSession, type Session } from "./session.ts";

/** The folder of a stopped desk, or the copy of a running one's. Rejects with `store.locked` while a desk has it. */
export async function withEmbedded<T>(folder: string, work: (session: Session) => Promise<T>): Promise<T> {
  const place = await realpath(folder).catch(() => {
    throw new RapportError(
      "backup.nothing-there",
      "There is no database folder.",
      "Check DATA_DIR: it must be the one the desk is started with.",
    );
  });
  const lock = await lockFolder(place);
  try {
    await refuseEmpty(place);
    await prepareDataFolder(place);
    const session = await openSession(place);
    try {
      return await work(session);
    } finally {
      await session.close();
    }
  } finally {
    await lock.release();
  }
}

export interface EmbeddedRestore {
  readonly header: Header;
  /** Where the desk that was replaced lies now. */
  readonly formerFolder: string | null;
}

/** Restores into a new folder beside the old one and changes their places when everything is proved. */
export async function restoreEmbedded(
  folder: string,
  options: RestoreOptions,
  madeAt: Date,
): Promise<EmbeddedRestore> {
  await makeFolder(folder);
  const place = await realpath(folder);
  const lock = await lockFolder(place);
  const fresh = `${place}.restoring-${randomUUID().slice(0, 8)}`;
  try {
    const isEmpty = (await readdir(place)).length === 0;
    if (!isEmpty && !options.replace) throw folderInUse();
    await mkdir(fresh, { mode: 0o700 });
    await prepareDataFolder(fresh);
    const header = await restoreInto(fresh, options);
    // A rename takes the place of an empty folder only.
    if (isEmpty) {
      await rename(fresh, place);
      return { header, formerFolder: null };
    }
    const formerFolder = join(
      dirname(place),
      `${basename(place)}.before-${madeAt.toISOString().replace(/\D/g, "").slice(0, 14)}`,
    );
    await rename(place, formerFolder);
    await rename(fresh, place);
    return { header, formerFolder };
  } catch (error) {
    throw roomFault(error);
  } finally {
    await rm(fresh, { recursive: true, force: true });
    await rm(`${fresh}.new`, { recursive: true, force: true });
    await lock.release();
  }
}

async function restoreInto(folder: string, options: RestoreOptions): Promise<Header> {
  const session = await openSession(folder);
  try {
    return await restoreBackup(session, options);
  } finally {
    // A server that met a full disk may have no way to shut down in order; its folder is thrown away.
    await session.close().catch(() => undefined);
  }
}

async function openSession(folder: string): Promise<Session> {
  try {
    return await openPgliteSession(folder);
  } catch {
    throw damagedFolder();
  }
}

async function refuseEmpty(place: string): Promise<void> {
  if ((await readdir(place)).length > 0) return;
  throw new RapportError(
    "backup.nothing-there",
    "The database folder is empty.",
    "Check DATA_DIR: it must be the one the desk is started with.",
  );
}

const folderInUse = (): RapportError =>
  new RapportError(
    "restore.not-empty",
    "The database folder holds a desk already.",
    "Set DATA_DIR to a new folder, or add --replace: the desk that is there is then moved aside.",
  );

function roomFault(error: unknown): unknown {
  const code = error instanceof Error && "code" in error ? error.code : null;
  if (code !== "ENOSPC" && code !== "EDQUOT") return error;
  return new RapportError(
    "restore.disk-full",
    "The disk of DATA_DIR is full. Nothing was restored.",
    "Make room and restore again.",
  );
}
