/**
 * Teams in Microsoft's own client for bots, the Microsoft 365 Agents Playground, fetched on the first run. Plays the whole
 * story with the product's own process on PGlite and on PostgreSQL, a part of it by the playground's page in Chromium,
 * and holds the manifest against Microsoft's public schema.
 *
 *   npm run test:teams
 *   npm run test:teams -- -t "on PGlite"      more arguments are vitest's
 *
 * PostgreSQL is the server of TEST_DATABASE_URL, or Debian's, started for the run.
 */
import { fetchPlayground } from "../test/counterparts/teams/playground.ts";
import { findPostgres, finish, NO_SERVER, startPostgres } from "./postgres-server.ts";

const SUITE = ["vitest", "run", "--config", "test/counterparts/teams/vitest.config.ts"];

async function main(args: readonly string[]): Promise<number> {
  fetchPlayground();
  const play = (url: string) =>
    finish("npx", [...SUITE, ...args], {
      stdio: "inherit",
      env: { ...process.env, TEST_DATABASE_URL: url },
    });
  const given = process.env.TEST_DATABASE_URL;
  if (given) return play(given);
  const bin = await findPostgres();
  if (bin === null) {
    process.stderr.write(NO_SERVER);
    return 1;
  }
  const server = await startPostgres(bin);
  try {
    return await play(server.url);
  } finally {
    await server.remove();
  }
}

// An interrupt reaches the suite as well; the server is stopped when it has ended.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => undefined);
process.exitCode = await main(process.argv.slice(2));
