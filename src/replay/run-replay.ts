import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { openFoundations, WEB_WORKSPACE_KEY } from "../app.ts";
import type { Config } from "../config.ts";
import { RapportError } from "../domain/errors.ts";
import { DEFAULT_TENANT_SETTINGS } from "../domain/tenant-settings.ts";
import type { Logger } from "../ports/logger.ts";
import { openStage, stageClock } from "./open-stage.ts";
import type { ReplayOutcome } from "./outcome-table.ts";
import { playRecording } from "./play-recording.ts";
import type { Progress } from "./progress.ts";
import { readOutcome } from "./read-outcome.ts";
import { castRecording } from "./recorded-event.ts";
import { readRecording } from "./recorded-message.ts";
import type { ReplayOptions } from "./replay-options.ts";

export interface ReplayTools {
  readonly config: Config;
  readonly logger: Logger;
  readonly say: (line: string) => void;
  readonly createProgress: (total: number) => Progress;
  readonly elapsedMs: () => number;
  /** User and system time of this process. */
  readonly cpuMs: () => number;
  readonly pause: (spanMs: number) => Promise<void>;
}

/**
 * Replays one file. Throws `RapportError` `replay.*` when there is nothing to replay, `store.*` when the folder cannot be used.
 * Always works on an embedded database in its folder, whatever server is configured.
 */
export async function runReplay(options: ReplayOptions, tools: ReplayTools): Promise<ReplayOutcome> {
  const recording = await readRecording(options.file, options.limit);
  if (recording.messages.length === 0)
    throw new RapportError(
      "replay.empty",
      `${options.file} holds no message that can be read (${recording.faults.length} bad lines).`,
      "Give a file with one JSON object a line: at, author, text, and channel or thread.",
    );
  for (const { line, why } of recording.faults) tools.say(`${options.file}:${line}: left out: ${why}`);
  const cast = castRecording(recording.messages, {
    workspaceKey: WEB_WORKSPACE_KEY,
    fileName: basename(options.file),
    roles: options.roles,
  });
  const folder = options.dataDir ?? (await mkdtemp(join(tmpdir(), "rapport-replay-")));
  try {
    const clock = stageClock(cast);
    const config = { ...tools.config, DATA_DIR: folder, DATABASE_URL: undefined };
    const foundations = await openFoundations(config, clock, tools.logger);
    try {
      const stage = await openStage(foundations, clock, cast, {
        mode: options.mode,
        articlesDir: options.articlesDir,
        pause: tools.pause,
        onDocument: tools.say,
      });
      try {
        const progress = tools.createProgress(cast.played.length);
        const beganMs = tools.elapsedMs();
        const beganCpuMs = tools.cpuMs();
        const { acceptedKeys, ...played } = await playRecording(cast.played, stage, {
          speed: options.speed,
          batchMs: DEFAULT_TENANT_SETTINGS.burstSilenceMs,
          onProgress: progress.step,
        });
        const wallMs = tools.elapsedMs() - beganMs;
        const cpuMs = tools.cpuMs() - beganCpuMs;
        progress.end();
        for (const { line, why } of played.refused) tools.say(`${options.file}:${line}: refused: ${why}`);
        const stored = await readOutcome(
          foundations.database,
          stage.tenantId,
          cast.channels.map(({ channelKey }) => channelKey),
          acceptedKeys,
        );
        return {
          ...stored,
          ...played,
          messages: recording.messages.length,
          accepted: acceptedKeys.length,
          badLines: recording.faults,
          wallMs,
          cpuMs,
        };
      } finally {
        await stage.close();
      }
    } finally {
      await foundations.close();
    }
  } finally {
    if (options.dataDir === null) await rm(folder, { recursive: true, force: true });
  }
}
