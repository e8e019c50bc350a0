import { existsSync } from "node:fs";
import { createLogger } from "./app/logger.ts";
import { startApp } from "./app/start-app.ts";
import { startBlock } from "./app/start-block.ts";
import { readConfig } from "./config.ts";
import { errorCode, isRapportError } from "./domain/errors.ts";

/** How long what is in hand may take to end after SIGTERM; container engines kill after 10 s or more. */
const DRAIN_MS = 10_000;

if (existsSync(".env")) process.loadEnvFile(".env");
// LangChain would send prompts to a third party, or print them, on these variables alone.
for (const name of ["LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2", "LANGCHAIN_VERBOSE"])
  delete process.env[name];

try {
  const config = readConfig(process.env);
  const logger = createLogger(config.LOG_LEVEL, process.stderr);
  const app = await startApp(config, logger, {
    clock: { now: () => new Date() },
    progress: (line) => process.stdout.write(`  ${line}\n`),
  });
  process.stdout.write(startBlock(app.facts));

  let isStopping = false;
  const stop = async (): Promise<void> => {
    if (isStopping) return;
    isStopping = true;
    try {
      await app.stop(DRAIN_MS);
      process.exit(0);
    } catch (fault) {
      logger.error({ code: errorCode(fault) }, "the stop was not clean");
      process.exit(1);
    }
  };
  process.on("SIGTERM", () => void stop());
  process.on("SIGINT", () => void stop());
  process.on("unhandledRejection", (fault) =>
    logger.error({ code: errorCode(fault) }, "a promise was rejected and nobody was told"),
  );
  await app.ready.catch((fault: unknown) => {
    // Stopped while sample data was still being loaded: that is no failed start.
    if (!isStopping) throw fault;
  });
} catch (fault) {
  process.stderr.write(faultBlock(fault));
  process.exit(1);
}

/** What went wrong and what to do about it; a stack only for faults that are not ours. */
function faultBlock(fault: unknown): string {
  if (isRapportError(fault)) {
    const cures = fault.cure.split("\n").map((line) => `    ${line}`);
    return `\n  Rapport did not start (${fault.code})\n  ${fault.message}\n\n  What to do\n${cures.join("\n")}\n\n`;
  }
  return `\n  Rapport did not start\n  ${fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)}\n\n`;
}
