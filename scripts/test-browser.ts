/**
 * Builds the console and plays the product's story in Debian's Chromium against `npm start`.
 *
 *   npm run test:browser                          checks only
 *   npm run test:browser -- --pictures FOLDER     leaves a picture of every page there
 *
 * CHROMIUM names another browser than /usr/bin/chromium.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { resolve } from "node:path";

const chromium = process.env.CHROMIUM ?? "/usr/bin/chromium";

async function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const child = spawn(command, args, { stdio: "inherit", env });
  const [code] = await once(child, "exit");
  return typeof code === "number" ? code : 1;
}

async function main(): Promise<number> {
  if (!existsSync(chromium)) {
    process.stderr.write(
      `There is no browser at ${chromium}. Install Debian's package: apt-get install --no-install-recommends chromium\n`,
    );
    return 1;
  }
  const wanted = process.argv.indexOf("--pictures");
  const folder = wanted === -1 ? "" : resolve(process.argv[wanted + 1] ?? "pictures");
  const built = await run("npm", ["run", "--silent", "build:console"], process.env);
  if (built !== 0) return built;
  return run("npx", ["vitest", "run", "--config", "test/browser/vitest.config.ts"], {
    ...process.env,
    PICTURES: folder,
  });
}

process.exitCode = await main();
