/** A PostgreSQL server of one's own: Debian's newest, in a temporary folder, on a free port, with default durability. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chown, mkdtemp, readdir, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";

const SERVERS = "/usr/lib/postgresql";

export const NO_SERVER =
  "No PostgreSQL server was found. Install Debian's package: apt-get install --no-install-recommends postgresql\n";

export interface PostgresServer {
  /** Of its superuser, on the database `postgres`. */
  readonly url: string;
  readonly port: number;
  /** Runs `pg_ctl` on this server's folder: `control("--mode=immediate", "stop")`. */
  control(...args: readonly string[]): Promise<void>;
  /** Starts it again after a `control("stop")`, on the same port. */
  start(): Promise<void>;
  /** Stops it if it runs, and removes its folder. */
  remove(): Promise<void>;
}

/** The folder of the newest server's programs. */
export async function findPostgres(): Promise<string | null> {
  const majors = await readdir(SERVERS).catch(() => []);
  const newest = majors
    .map(Number)
    .filter(Number.isInteger)
    .sort((a, b) => b - a)[0];
  return newest === undefined ? null : join(SERVERS, String(newest), "bin");
}

/** `settings`: further ones for the server, such as `-c max_connections=20`. */
export async function startPostgres(bin: string, settings = ""): Promise<PostgresServer> {
  const folder = await mkdtemp(join(tmpdir(), "rapport-postgres-"));
  if (userInfo().uid === 0) {
    const { uid, gid } = await idsOfPostgres();
    await chown(folder, uid, gid);
  }
  const data = join(folder, "data");
  const port = await freePort();
  const options = `-p ${port} -k ${folder} -c listen_addresses=127.0.0.1 ${settings}`;
  const control = (...args: readonly string[]) =>
    asServerUser(join(bin, "pg_ctl"), ["--pgdata", data, ...args], folder);
  const start = () => control("--options", options, "--log", join(folder, "log"), "--wait", "start");
  const remove = async (): Promise<void> => {
    await control("--mode=immediate", "--wait", "--silent", "stop").catch(() => undefined);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await asServerUser(
      join(bin, "initdb"),
      ["--pgdata", data, "--username=postgres", "--auth=trust", "--encoding=UTF8"],
      folder,
    );
    await start();
  } catch (fault) {
    await remove();
    throw fault;
  }
  return { url: `postgres://postgres@127.0.0.1:${port}/postgres`, port, control, start, remove };
}

/** Runs a command to its end; gives its exit code. */
export async function finish(
  command: string,
  args: readonly string[],
  options: Parameters<typeof spawn>[2],
): Promise<number> {
  const child = spawn(command, args, options);
  const [code] = await once(child, "exit");
  return typeof code === "number" ? code : 1;
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
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
