import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import postgres from "postgres";
import type { BenchServer } from "./program.ts";

/** Linux counts in hundredths of a second (USER_HZ). */
const TICK_US = 10_000;

interface ProcessTimes {
  readonly parentPid: number;
  readonly ownUs: number;
  /** Of children that have ended. */
  readonly endedUs: number;
}

/** From `/proc/PID/stat`; `null` when the process is not there. */
export function readProcessTimes(pid: number): ProcessTimes | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    return parseProcessTimes(stat);
  } catch {
    return null;
  }
}

/** The name in brackets may hold anything, brackets too: the fields are counted behind its end. */
export function parseProcessTimes(stat: string): ProcessTimes {
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const ticks = (place: number): number => Number(fields[place] ?? 0);
  return {
    parentPid: ticks(1),
    ownUs: (ticks(11) + ticks(12)) * TICK_US,
    endedUs: (ticks(13) + ticks(14)) * TICK_US,
  };
}

function cpuOfTree(rootPid: number): number | null {
  const root = readProcessTimes(rootPid);
  if (root === null) return null;
  let total = root.ownUs + root.endedUs;
  for (const entry of readdirSync("/proc")) {
    const times = /^\d+$/.test(entry) ? readProcessTimes(Number(entry)) : null;
    if (times?.parentPid === rootPid) total += times.ownUs;
  }
  return total;
}

/** The server of TEST_DATABASE_URL. `version` is its own word. */
export async function openServer(
  url: string,
): Promise<BenchServer & { version: string; close(): Promise<void> }> {
  const client = postgres(url, { max: 1, onnotice: () => undefined });
  const [found] = await client<{ pid: number; version: string }[]>`
    select pg_backend_pid() as pid, current_setting('server_version') as version`;
  const postmasterPid = readProcessTimes(found?.pid ?? 0)?.parentPid ?? 0;
  const names: string[] = [];
  return {
    version: found?.version ?? "unknown",
    async createDatabase(copyOf) {
      const name = `rapport_bench_${randomUUID().replaceAll("-", "")}`;
      const template = copyOf === undefined ? "" : ` template ${new URL(copyOf).pathname.slice(1)}`;
      await client.unsafe(`create database ${name}${template}`);
      names.push(name);
      const address = new URL(url);
      address.pathname = `/${name}`;
      return address.href;
    },
    async run(databaseUrl, statements) {
      const inside = postgres(databaseUrl, { max: 1, onnotice: () => undefined });
      try {
        await inside.unsafe(statements);
      } finally {
        await inside.end({ timeout: 2 });
      }
    },
    cpuUs: () => cpuOfTree(postmasterPid),
    async close() {
      for (const name of names) await client.unsafe(`drop database if exists ${name} with (force)`);
      await client.end({ timeout: 2 });
    },
  };
}
