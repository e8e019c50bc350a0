import { databaseOf, readConfig } from "../config.ts";
import { isRapportError } from "../domain/errors.ts";
import { OPS_USAGE, runOps } from "../spine/ops-command.ts";
import { openDatabase } from "../store/open-database.ts";
import { createDeadLetters } from "../store/spine/dead-letters.ts";
import { readSpineStats } from "../store/spine/spine-stats.ts";
import { createUnsentPosts } from "../store/spine/unsent-posts.ts";

/** With the embedded database the desk must be stopped first: one process per folder, and the lock says so. */
async function main(commandLine: readonly string[]): Promise<void> {
  if (commandLine.length === 0 || commandLine.includes("--help")) {
    process.stdout.write(OPS_USAGE);
    return;
  }
  const config = readConfig(process.env);
  const database = await openDatabase(databaseOf(config, 2));
  try {
    const answer = await runOps(commandLine, {
      deadLetters: createDeadLetters(database),
      uncertain: createUnsentPosts(database),
      stats: () => readSpineStats(database, new Date()),
    });
    (answer.exitCode === 2 ? process.stderr : process.stdout).write(answer.text);
    process.exitCode = answer.exitCode;
  } finally {
    await database.close();
  }
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(isRapportError(error) ? `${error.message}\n${error.cure}\n` : `${String(error)}\n`);
  process.exitCode = 1;
}
