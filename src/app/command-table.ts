import { createCommands } from "../commands/create-commands.ts";
import { createChartPainter } from "../digests/chart/chart-painter.ts";
import { createDigests } from "../digests/create-digests.ts";
import { createExtractiveWriter } from "../knowledge/answer/extractive-writer.ts";
import type { KnowledgeIndex } from "../ports/knowledge-index.ts";
import { silentLogger } from "../ports/logger.ts";
import { NO_SURVEYOR } from "../ports/surveyor.ts";

export interface NamedCommand {
  readonly name: string;
  readonly usage: string;
  readonly summary: string;
  /** Offered while the argument is typed. */
  readonly choices: readonly string[];
}

/** Every command as it is defined, for manifests and for telling commands from words; none is run here. */
export function commandTable(): readonly NamedCommand[] {
  const { list } = createCommands({
    get index(): KnowledgeIndex {
      throw new Error("no command is run here");
    },
    writer: createExtractiveWriter(),
    digests: createDigests({ painter: createChartPainter(), logger: silentLogger }),
    surveyor: NO_SURVEYOR,
  });
  return list.map(({ name, usage, summary, choices = [] }) => ({ name, usage, summary, choices }));
}
