import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { argv, stdout } from "node:process";
import { fileURLToPath } from "node:url";
import { type Capabilities, FEATURES, type Support } from "../domain/capability.ts";
import { PLATFORMS, type Platform } from "../domain/channel.ts";

/**
 * `npm run capabilities` prints what each platform can do, as Markdown, from the adapters' own tables;
 * with `-- --write` it renews the copy between the markers in README.md.
 */
const ROOT = new URL("../../", import.meta.url);
const MARKER = "<!-- capabilities -->";
const TITLES: Readonly<Record<Platform, string>> = {
  web: "Browser",
  slack: "Slack",
  discord: "Discord",
  teams: "Teams",
};

export type CapabilityTables = Partial<Record<Platform, Capabilities>>;

/** Tables of the adapters that are there: `<PLATFORM>_CAPABILITIES` of `adapters/<platform>/capabilities.ts`. */
export async function readCapabilityTables(): Promise<CapabilityTables> {
  const tables: CapabilityTables = {};
  for (const platform of PLATFORMS) {
    const file = new URL(`adapters/${platform}/capabilities.ts`, ROOT);
    if (!existsSync(file)) continue;
    const module = (await import(file.href)) as Record<string, Capabilities | undefined>;
    tables[platform] = module[`${platform.toUpperCase()}_CAPABILITIES`];
  }
  return tables;
}

export function renderCapabilities(tables: CapabilityTables): string {
  const shown = PLATFORMS.flatMap((platform) => {
    const table = tables[platform];
    return table ? [{ title: TITLES[platform], table }] : [];
  });
  const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [
    row(["", ...shown.map(({ title }) => title)]),
    row(["---", ...shown.map(() => "---")]),
    ...FEATURES.map((feature) =>
      row([feature.replaceAll("-", " "), ...shown.map(({ table }) => describe(table[feature]))]),
    ),
  ].join("\n");
}

function describe(claim: Support): string {
  if (claim.support === "yes") return "yes";
  return (claim.support === "degraded" ? `partly: ${claim.how}` : `no: ${claim.why}`).replaceAll("|", "\\|");
}

/** The text with what stands between the two markers replaced; `null` when it has no markers. */
export function withCapabilities(readme: string, table: string): string | null {
  const [before, , ...after] = readme.split(MARKER);
  if (before === undefined || after.length === 0) return null;
  return `${before}${MARKER}\n\n${table}\n\n${MARKER}${after.join(MARKER)}`;
}

async function main(): Promise<void> {
  const table = renderCapabilities(await readCapabilityTables());
  if (!argv.includes("--write")) {
    stdout.write(`${table}\n`);
    return;
  }
  const readme = new URL("README.md", ROOT);
  const renewed = withCapabilities(await readFile(readme, "utf8"), table);
  if (renewed !== null) await writeFile(readme, renewed);
}

if (argv[1] === fileURLToPath(import.meta.url)) await main();
