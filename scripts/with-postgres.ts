/**
 * Runs a command beside a PostgreSQL server of its own: in a temporary folder, on a free port, with default durability.
 *
 *   npm run test:postgres                    the suites that both databases must pass
 *   npm run test:postgres -- -- npm run bench    anything else
 *
 * Uses the newest Debian server under /usr/lib/postgresql; TEST_DATABASE_URL names it for the command.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chown, mkdtemp, readdir, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";

const SERVERS = "/usr/lib/postgresql";
const SUITES = ["npx", "vitest", "run", "test/store", "test/stories", "test/faults"];

async function findServer(): Promise<string | null> {
  const majors = await readdir(SERVERS).catch(() => []);
  const newest = majors
    .map(Number)
    .filter(Number.isInteger)
    .sort((a, b) => b - a)[0];
  return newest === undefined ? null : join(SERVERS, String(newest), "bin");
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}

async function finish(
  command: string,
  args: readonly string[],
  options: Parameters<typeof spawn>[2],
): Promise<number> {
  const child = spawn(command, args, options);
  const [code] = await once(child, "exit");
  return typeof code === "number" ? code : 1;
}

/** The server refuses to run as root; Debian's package brings the user `postgres`. */
async function asServerUser(command: string, args: readonly string[], cwd: string): Promise<void> {
  const isRoot = userInfo().uid === 0;
  const [program, programArgs] = isRoot
    ? ["setpriv", [...(await serverUser()), command, ...args]]
    : [command, args];
  const code = await finish(program, programArgs, { cwd, stdio: ["ignore", "ignore", "inherit"] });
  if (code !== 0) throw new Error(`${command} ended with ${code}`);
}

const serverUser = async (): Promise<readonly string[]> => {
  const { uid, gid } = await idsOfPostgres();
  return [`--reuid=${uid}`, `--regid=${gid}`, "--clear-groups", "--"];
};

async function idsOfPostgres(): Promise<{ readonly uid: number; readonly gid: number }> {
  const read = async (flag: string): Promise<number> => {
    const child = spawn("id", [flag, "postgres"], { stdio: ["ignore", "pipe", "ignore"] });
    const chunks: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    await once(child, "close");
    return Number(Buffer.concat(chunks).toString("utf8"));
  };
  return { uid: await read("-u"), gid: await read("-g") };
}

async function runBesideServer(bin: string, command: readonly string[]): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), "rapport-postgres-"));
  if (userInfo().uid === 0) {
    const { uid, gid } = await idsOfPostgres();
    await chown(folder, uid, gid);
  }
  const data = join(folder, "data");
  const port = await freePort();
  const control = (...args: string[]) =>
    asServerUser(join(bin, "pg_ctl"), ["--pgdata", data, ...args], folder);
  let isRunning = false;
  try {
    await asServerUser(
      join(bin, "initdb"),
      ["--pgdata", data, "--username=postgres", "--auth=trust", "--encoding=UTF8"],
      folder,
    );
    const settings = `-p ${port} -k ${folder} -c listen_addresses=127.0.0.1`;
    await control("--options", settings, "--log", join(folder, "log"), "--wait", "start");
    isRunning = true;
    const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
    const [program = "", ...args] = command;
    return await finish(program, args, { stdio: "inherit", env: { ...process.env, TEST_DATABASE_URL: url } });
  } finally {
    if (isRunning) await control("--mode=immediate", "--wait", "stop");
    await rm(folder, { recursive: true, force: true });
  }
}

// An interrupt reaches the command as well; the server is stopped when it has ended.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => undefined);

const bin = await findServer();
if (bin === null) {
  process.stderr.write(
    "No PostgreSQL server was found. Install Debian's package: apt-get install --no-install-recommends postgresql\n",
  );
  process.exitCode = 1;
} else {
  const divider = process.argv.indexOf("--");
  const command = divider === -1 ? SUITES : process.argv.slice(divider + 1);
  process.exitCode = await runBesideServer(bin, command);
}
