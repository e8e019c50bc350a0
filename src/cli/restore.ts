import { RESTORE_USAGE, readBackupWords } from "../backup/command-line.ts";
import { restoreDatabase } from "../backup/saved-database.ts";
import { checkBackup, describe, readPlace, rowProgress, tellFault } from "./backup-tools.ts";

async function main(commandLine: readonly string[]): Promise<void> {
  const words = readBackupWords(commandLine);
  if (words === null) {
    process.stdout.write(RESTORE_USAGE);
    return;
  }
  if (words.checkOnly) return checkBackup(words.path);
  const progress = rowProgress();
  const place = readPlace();
  const { header, formerFolder } = await restoreDatabase(
    place,
    { path: words.path, replace: words.replace, hold: words.hold, onProgress: progress.show },
    new Date(),
  );
  progress.end();
  process.stdout.write(`Restored and read back ${describe(header)}.\n`);
  if (formerFolder !== null)
    process.stdout.write(`The former desk lies in ${formerFolder}; remove it when you do not need it.\n`);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  tellFault(error, RESTORE_USAGE);
}
