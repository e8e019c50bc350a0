import { randomUUID } from "node:crypto";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { Database } from "../store/database.ts";
import { copyOpenFolder } from "./copy-folder.ts";

export const COPY_ORDER = "copy-database";
export const copyAnswer = z.object({ folder: z.string() });

const COPY = "backup-copy-";

/** What the running desk does for a backup: a copy of its folder, which the one who asked reads and removes. */
export const copyOrder =
  (database: Database, dataDir: string) => async (): Promise<z.infer<typeof copyAnswer>> => {
    const folder = join(dataDir, `${COPY}${randomUUID().slice(0, 8)}`);
    await copyOpenFolder(database, join(dataDir, "database"), folder);
    return { folder };
  };

/** What a backup that was killed left behind. */
export async function removeOldCopies(dataDir: string): Promise<void> {
  for (const name of await readdir(dataDir).catch(() => []))
    if (name.startsWith(COPY)) await rm(join(dataDir, name), { recursive: true, force: true });
}
