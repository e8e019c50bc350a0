import { existsSync } from "node:fs";
import { type Header, rowsOf } from "../backup/backup-file.ts";
import { readBackup } from "../backup/read-backup.ts";
import type { DatabasePlace } from "../backup/saved-database.ts";
import { readConfig } from "../config.ts";
import { isRapportError } from "../domain/errors.ts";
import { createProgress, type Progress } from "../replay/progress.ts";

/** The database as the desk is started with it: the environment, and `.env` where there is one. */
export function readPlace(): DatabasePlace {
  if (existsSync(".env")) process.loadEnvFile(".env");
  const { DATABASE_URL, DATABASE_DIRECT_URL, DATA_DIR } = readConfig(process.env);
  // A snapshot is one long transaction, which a pooler need not carry.
  return { databaseUrl: DATABASE_DIRECT_URL ?? DATABASE_URL ?? null, dataDir: DATA_DIR };
}

/** A bar on standard error, made when the number of rows is known. */
export function rowProgress(): { show(done: number, total: number): void; end(): void } {
  let progress: Progress | null = null;
  return {
    show(done, total) {
      progress ??= createProgress(
        total,
        {
          isTerminal: process.stderr.isTTY,
          write: (text) => void process.stderr.write(text),
          elapsedMs: () => performance.now(),
        },
        "rows",
      );
      progress.step(Math.round(done));
    },
    end: () => progress?.end(),
  };
}

/** Proves a backup file without a database. */
export async function checkBackup(path: string): Promise<void> {
  const progress = rowProgress();
  const header = await readBackup(path, { onProgress: progress.show });
  progress.end();
  process.stdout.write(`The backup is whole: ${describe(header)}.\n`);
}

export const describe = (header: Header): string =>
  `${rowsOf(header)} rows of ${header.tables.length} tables, made at ${header.madeAt} by Rapport ${header.rapport}`;

/** 1 failed, 2 not understood. */
export function tellFault(error: unknown, usage: string): void {
  if (isRapportError(error)) {
    const isUsage = error.code === "backup.usage";
    process.stderr.write(`\n${error.message}\n${isUsage ? usage : `${error.cure}\n`}`);
    process.exitCode = isUsage ? 2 : 1;
    return;
  }
  process.stderr.write(`\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
}
