/**
 * Runs a command beside a PostgreSQL server of its own: in a temporary folder, on a free port, with default durability.
 *
 *   npm run test:postgres                    the suites that both databases must pass
 *   npm run test:postgres -- -- npm run bench    anything else
 *
 * Uses the newest Debian server under /usr/lib/postgresql; TEST_DATABASE_URL names it for the command.
 */
import { findPostgres, finish, NO_SERVER, startPostgres } from "./postgres-server.ts";

const SUITES = [
  "npx",
  "vitest",
  "run",
  "test/store",
  "test/stories",
  "test/faults",
  "test/adapters/discord/whole-story.test.ts",
];

async function runBesideServer(bin: string, command: readonly string[]): Promise<number> {
  const server = await startPostgres(bin);
  try {
    const [program = "", ...args] = command;
    return await finish(program, args, {
      stdio: "inherit",
      env: { ...process.env, TEST_DATABASE_URL: server.url },
    });
  } finally {
    await server.remove();
  }
}

// An interrupt reaches the command as well; the server is stopped when it has ended.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => undefined);

const bin = await findPostgres();
if (bin === null) {
  process.stderr.write(NO_SERVER);
  process.exitCode = 1;
} else {
  const divider = process.argv.indexOf("--");
  const command = divider === -1 ? SUITES : process.argv.slice(divider + 1);
  process.exitCode = await runBesideServer(bin, command);
}
