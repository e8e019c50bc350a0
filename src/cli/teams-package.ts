import { readFile, writeFile } from "node:fs/promises";
import { argv, env, stdout } from "node:process";
import { fileURLToPath } from "node:url";
import { renderManifest } from "../../adapters/teams/index.ts";
import { commandTable } from "../app/command-table.ts";
import { readVersion } from "../app/version.ts";
import { RapportError } from "../domain/errors.ts";
import { zipOf } from "./zip.ts";

/**
 * `npm run teams:package -- --app-id GUID --url https://desk.example` writes the app that is uploaded to Teams;
 * `-- --mentions-only` asks for no permission to read what does not mention the bot; `-- --out FILE` names the file.
 * The id and address are taken from MICROSOFT_APP_ID and PUBLIC_URL where they are set.
 */
const ICONS = new URL("../../adapters/teams/icons/", import.meta.url);
const GUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

export interface PackageWish {
  readonly appId: string;
  readonly publicUrl: string;
  readonly isMentionsOnly: boolean;
}

export const teamsManifest = ({ appId, publicUrl, isMentionsOnly }: PackageWish) =>
  renderManifest({ appId, publicUrl, isMentionsOnly, version: readVersion(), commands: commandTable() });

/** Manifest and icons, as one archive. */
export async function teamsPackage(wish: PackageWish): Promise<Buffer> {
  const manifest = Buffer.from(`${JSON.stringify(teamsManifest(wish), null, 2)}\n`, "utf8");
  return zipOf([
    { name: "manifest.json", bytes: manifest },
    { name: "color.png", bytes: await drawIcon("color") },
    { name: "outline.png", bytes: await drawIcon("outline") },
  ]);
}

async function drawIcon(name: "color" | "outline"): Promise<Uint8Array> {
  const { Resvg } = await import("@resvg/resvg-js");
  const svg = await readFile(new URL(`${name}.svg`, ICONS), "utf8");
  return new Resvg(svg, { font: { loadSystemFonts: false } }).render().asPng();
}

/** @throws RapportError `teams.package` for an id or address that Teams would refuse. */
export function readWish(
  args: readonly string[],
  given: Readonly<Record<string, string | undefined>>,
): PackageWish {
  const appId = optionOf(args, "--app-id") ?? given.MICROSOFT_APP_ID ?? "";
  const publicUrl = (optionOf(args, "--url") ?? given.PUBLIC_URL ?? "").replace(/\/+$/, "");
  if (!GUID.test(appId) || !/^https:\/\/[^/\s]+$/.test(publicUrl))
    throw new RapportError(
      "teams.package",
      "The app's id or address is missing or not right.",
      "npm run teams:package -- --app-id <Microsoft App ID> --url https://<the address of Rapport>",
    );
  return { appId: appId.toLowerCase(), publicUrl, isMentionsOnly: args.includes("--mentions-only") };
}

function optionOf(args: readonly string[], name: string): string | undefined {
  const at = args.indexOf(name);
  return at < 0 ? undefined : args[at + 1];
}

async function main(args: readonly string[]): Promise<void> {
  const file = optionOf(args, "--out") ?? "rapport-teams.zip";
  try {
    await writeFile(file, await teamsPackage(readWish(args, env)));
    stdout.write(`${file} is written. Upload it in Teams: Apps, Manage your apps, Upload an app.\n`);
  } catch (fault) {
    if (!(fault instanceof RapportError)) throw fault;
    stdout.write(`${fault.message}\n${fault.cure}\n`);
    process.exitCode = 1;
  }
}

if (argv[1] === fileURLToPath(import.meta.url)) await main(argv.slice(2));
