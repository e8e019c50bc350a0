import { mkdir, mkdtemp, rm, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { RapportError } from "../domain/errors.ts";

/**
 * Makes the folder and those above it, one after another: on a file system that takes none (`/proc`), Node's own
 * recursive `mkdir` never ends. Rejects with `store.folder-not-writable`.
 */
export const makeFolder = (folder: string): Promise<void> => typed(() => makeBelow(resolve(folder)));

/** The same, and tries whether something can be put into it. */
export const makeWritableFolder = (folder: string): Promise<void> =>
  typed(async () => {
    await makeBelow(resolve(folder));
    await rm(await mkdtemp(join(folder, ".try-")), { recursive: true });
  });

async function typed(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    throw new RapportError(
      "store.folder-not-writable",
      `The data folder cannot be made or written (${code}).`,
      "Point DATA_DIR at a folder that Rapport's user may write.",
    );
  }
}

async function makeBelow(path: string): Promise<void> {
  if (await isFolder(path)) return;
  const above = dirname(path);
  if (above !== path) await makeBelow(above);
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    // Another process made it meanwhile.
    if (!(await isFolder(path))) throw error;
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}
