import { readVersion } from "../app/version.ts";
import { BACKUP_USAGE, readBackupWords } from "../backup/command-line.ts";
import { saveBackup } from "../backup/save.ts";
import { withDatabase } from "../backup/saved-database.ts";
import { checkBackup, describe, readPlace, rowProgress, tellFault } from "./backup-tools.ts";

async function main(commandLine: readonly string[]): Promise<void> {
  const words = readBackupWords(commandLine, new Set(["--replace", "--check"]));
  if (words === null) {
    process.stdout.write(BACKUP_USAGE);
    return;
  }
  if (words.checkOnly) return checkBackup(words.path);
  const progress = rowProgress();
  const header = await withDatabase(readPlace(), (session) =>
    saveBackup(session, {
      path: words.path,
      replace: words.replace,
      version: readVersion(),
      madeAt: new Date(),
      onProgress: progress.show,
    }),
  );
  progress.end();
  process.stdout.write(`Saved ${describe(header)}.\n`);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  tellFault(error, BACKUP_USAGE);
}
