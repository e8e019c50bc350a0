import { setTimeout as pause } from "node:timers/promises";
import { createLogger } from "../app/logger.ts";
import { readConfig } from "../config.ts";
import { isRapportError } from "../domain/errors.ts";
import { isFaulty, outcomeTable } from "../replay/outcome-table.ts";
import { createProgress } from "../replay/progress.ts";
import { REPLAY_USAGE, type ReplayOptions, readReplayOptions } from "../replay/replay-options.ts";
import { runReplay } from "../replay/run-replay.ts";

const elapsedMs = (): number => performance.now();

async function replay(options: ReplayOptions): Promise<void> {
  const outcome = await runReplay(options, {
    config: readConfig({ LOG_LEVEL: "warn", ...process.env }),
    logger: createLogger("warn", process.stderr),
    say: (line) => void process.stderr.write(`${line}\n`),
    createProgress: (total) =>
      createProgress(total, {
        isTerminal: process.stderr.isTTY,
        write: (text) => void process.stderr.write(text),
        elapsedMs,
      }),
    elapsedMs,
    cpuMs: () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1_000;
    },
    pause: async (spanMs) => {
      await pause(spanMs);
    },
  });
  process.stdout.write(options.asJson ? `${JSON.stringify(outcome)}\n` : outcomeTable(outcome));
  if (isFaulty(outcome)) process.exitCode = 1;
}

const read = readReplayOptions(process.argv.slice(2));
if (read.kind === "help") process.stdout.write(REPLAY_USAGE);
else if (read.kind === "fault") {
  process.stderr.write(`${read.why}\n\n${REPLAY_USAGE}`);
  process.exitCode = 2;
} else {
  try {
    await replay(read.options);
  } catch (error) {
    process.stderr.write(
      isRapportError(error)
        ? `${error.message}\n${error.cure}\n`
        : `the replay broke off: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    process.exitCode = 1;
  }
}
