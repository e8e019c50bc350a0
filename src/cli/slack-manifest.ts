import { writeFile } from "node:fs/promises";
import { argv, stdout } from "node:process";
import { fileURLToPath } from "node:url";
import { type ManifestCommand, renderManifest } from "../../adapters/slack/index.ts";
import { createCommands } from "../commands/create-commands.ts";
import { createChartPainter } from "../digests/chart/chart-painter.ts";
import { createDigests } from "../digests/create-digests.ts";
import { createExtractiveWriter } from "../knowledge/answer/extractive-writer.ts";
import type { KnowledgeIndex } from "../ports/knowledge-index.ts";
import { silentLogger } from "../ports/logger.ts";

/**
 * `npm run manifest:slack` prints the Slack app's manifest; `-- --url https://desk.example` for that address,
 * `-- --socket` for Socket Mode, `-- --write` renews `adapters/slack/manifest.yaml`.
 */
const FILE = new URL("../../adapters/slack/manifest.yaml", import.meta.url);
const EXAMPLE_URL = "https://rapport.example.com";

/** Every command as it is defined; none is run here. */
export function commandTable(): readonly ManifestCommand[] {
  const { list } = createCommands({
    get index(): KnowledgeIndex {
      throw new Error("no command is run here");
    },
    writer: createExtractiveWriter(),
    digests: createDigests({ painter: createChartPainter(), logger: silentLogger }),
  });
  return list.map(({ name, usage, summary }) => ({ name, usage, summary }));
}

export const slackManifest = (publicUrl = EXAMPLE_URL, isSocketMode = false): string =>
  renderManifest({ commands: commandTable(), publicUrl, isSocketMode });

async function main(args: readonly string[]): Promise<void> {
  const urlAt = args.indexOf("--url");
  const url = urlAt < 0 ? undefined : args[urlAt + 1]?.replace(/\/+$/, "");
  if (args.includes("--write")) await writeFile(FILE, slackManifest());
  else stdout.write(slackManifest(url, args.includes("--socket")));
}

if (argv[1] === fileURLToPath(import.meta.url)) await main(argv.slice(2));
