import { writeFile } from "node:fs/promises";
import { argv, stdout } from "node:process";
import { fileURLToPath } from "node:url";
import { renderManifest } from "../../adapters/slack/index.ts";
import { commandTable } from "../app/command-table.ts";

/**
 * `npm run manifest:slack` prints the Slack app's manifest; `-- --url https://desk.example` for that address,
 * `-- --socket` for Socket Mode, `-- --write` renews `adapters/slack/manifest.yaml`.
 */
const FILE = new URL("../../adapters/slack/manifest.yaml", import.meta.url);
const EXAMPLE_URL = "https://rapport.example.com";

export const slackManifest = (publicUrl = EXAMPLE_URL, isSocketMode = false): string =>
  renderManifest({ commands: commandTable(), publicUrl, isSocketMode });

async function main(args: readonly string[]): Promise<void> {
  const urlAt = args.indexOf("--url");
  const url = urlAt < 0 ? undefined : args[urlAt + 1]?.replace(/\/+$/, "");
  if (args.includes("--write")) await writeFile(FILE, slackManifest());
  else stdout.write(slackManifest(url, args.includes("--socket")));
}

if (argv[1] === fileURLToPath(import.meta.url)) await main(argv.slice(2));
