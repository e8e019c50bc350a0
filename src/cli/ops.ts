import { existsSync } from "node:fs";
import { userInfo } from "node:os";
import { resolve } from "node:path";
import { type Config, databaseOf, readConfig } from "../config.ts";
import { askDesk } from "../control/ask-desk.ts";
import { OPS_ORDER, opsAnswer } from "../control/ops-order.ts";
import { isRapportError } from "../domain/errors.ts";
import { OPS_USAGE, type OpsAnswer, runOps } from "../spine/ops-command.ts";
import { openDatabase } from "../store/open-database.ts";
import { createDeadLetters } from "../store/spine/dead-letters.ts";
import { readSpineStats } from "../store/spine/spine-stats.ts";
import { createUnsentPosts } from "../store/spine/unsent-posts.ts";

async function main(words: readonly string[]): Promise<void> {
  if (words.length === 0 || words.includes("--help") || words.includes("-h")) {
    process.stdout.write(OPS_USAGE);
    return;
  }
  if (existsSync(".env")) process.loadEnvFile(".env");
  const config = readConfig(process.env);
  const actor = `ops (${userInfo().username})`;
  const answer = (await askRunning(config, words, actor)) ?? (await runHere(config, words, actor));
  (answer.exitCode === 2 ? process.stderr : process.stdout).write(answer.text);
  process.exitCode = answer.exitCode;
}

/** The embedded database belongs to the desk that runs, which does it for us; `null` when none runs. */
async function askRunning(
  config: Config,
  words: readonly string[],
  actor: string,
): Promise<OpsAnswer | null> {
  if (config.DATABASE_URL !== undefined) return null;
  return askDesk(resolve(config.DATA_DIR), OPS_ORDER, { words, actor }, opsAnswer);
}

async function runHere(config: Config, words: readonly string[], actor: string): Promise<OpsAnswer> {
  const database = await openDatabase(databaseOf(config, 2));
  try {
    return await runOps(words, {
      deadLetters: createDeadLetters(database),
      uncertain: createUnsentPosts(database),
      stats: () => readSpineStats(database, new Date()),
      actor,
      now: new Date(),
    });
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
