import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../../scripts/postgres-server.ts";

const PROGRAM = "/usr/sbin/pgbouncer";

/** Debian's package: apt-get install --no-install-recommends pgbouncer */
export const hasPgBouncer = (): boolean => existsSync(PROGRAM);

export interface PgBouncer {
  /** The same database, through the pooler. */
  urlOf(serverUrl: string): string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** PgBouncer in transaction mode before a server that trusts loopback. */
export async function startPgBouncer(serverUrl: string, poolSize = 20): Promise<PgBouncer> {
  const server = new URL(serverUrl);
  const folder = await mkdtemp(join(tmpdir(), "rapport-pgbouncer-"));
  const port = await freePort();
  const settings = join(folder, "pgbouncer.ini");
  const users = join(folder, "users.txt");
  await writeFile(
    settings,
    `[databases]
* = host=${server.hostname} port=${server.port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = trust
auth_file = ${users}
pool_mode = transaction
max_client_conn = 500
default_pool_size = ${poolSize}
`,
  );
  await writeFile(users, `"${server.username}" ""\n`);
  await chmod(folder, 0o755);
  const asOther = userInfo().uid === 0 ? ["--user", "postgres"] : [];
  const child = spawn(PROGRAM, ["--quiet", ...asOther, settings], { stdio: "ignore" });
  const ended = once(child, "exit");
  const stop = async (): Promise<void> => {
    child.kill("SIGTERM");
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  for (let tries = 0; !(await answers(port)); tries += 1) {
    if (tries > 100 || child.exitCode !== null) {
      await stop();
      throw new Error("PgBouncer did not start");
    }
    await sleep(50);
  }
  return {
    pid: child.pid ?? 0,
    urlOf(url) {
      const through = new URL(url);
      through.hostname = "127.0.0.1";
      through.port = String(port);
      return through.href;
    },
    stop,
  };
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
