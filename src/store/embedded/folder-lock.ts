import { randomUUID } from "node:crypto";
import { open, readFile, rename, rm, stat, utimes } from "node:fs/promises";
import { hostname } from "node:os";
import { kill, pid } from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { RapportError } from "../../domain/errors.ts";

const HEARTBEAT_MS = 2_000;
/** A holder on another host (a shared volume) is judged by its heartbeat alone. */
const FOREIGN_HOST_STALE_MS = 20_000;
/** A lock file is created first and written after: an unreadable one is young or the rest of a crash. */
const UNREADABLE_STALE_MS = 1_000;
/** Long enough for a rival that judged the same stale lock to have done its renaming. */
const SETTLE_MS = 50;

const Holder = z.object({
  token: z.string(),
  pid: z.number().int(),
  host: z.string(),
  /** Tells a process from a later one with the same pid; `null` where the system does not say. */
  startedAt: z.string().nullable(),
});
type Holder = z.infer<typeof Holder>;

export interface FolderLock {
  release(): Promise<void>;
}

/** Takes `<folder>.lock`, or rejects with `store.locked` while another process holds it. A dead holder's lock is taken over. */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const path = `${folder}.lock`;
  const self: Holder = { token: randomUUID(), pid, host: hostname(), startedAt: await startOf(pid) };
  for (let attempt = 0; attempt < 5; attempt++) {
    if ((await create(path, self)) && (await stillMine(path, self))) return hold(path, self);
    await clearStale(path);
  }
  throw lockedBy(null);
}

async function create(path: string, self: Holder): Promise<boolean> {
  try {
    const file = await open(path, "wx", 0o600);
    try {
      await file.writeFile(JSON.stringify(self));
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw new RapportError(
      "store.folder-not-writable",
      `The lock file beside the database folder cannot be written (${codeOf(error)}).`,
      "Give Rapport's user the right to write the folder and its parent.",
    );
  }
}

async function stillMine(path: string, self: Holder): Promise<boolean> {
  await sleep(SETTLE_MS);
  return (await readHolder(path))?.token === self.token;
}

/** Removes the lock of a dead holder; rejects when the holder lives. */
async function clearStale(path: string): Promise<void> {
  const holder = await readHolder(path);
  const ageMs = await ageOf(path);
  if (ageMs === null) return;
  if (await isAlive(holder, ageMs)) throw lockedBy(holder);
  // Renaming has one winner; what was renamed may already be a rival's new lock, which then goes back.
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return;
    throw error;
  }
  const moved = await readHolder(aside);
  if (moved?.token === holder?.token) return rm(aside, { force: true });
  await rename(aside, path);
}

async function isAlive(holder: Holder | null, ageMs: number): Promise<boolean> {
  if (holder === null) return ageMs < UNREADABLE_STALE_MS;
  if (holder.host !== hostname()) return ageMs < FOREIGN_HOST_STALE_MS;
  try {
    kill(holder.pid, 0);
  } catch (error) {
    if (codeOf(error) === "ESRCH") return false;
  }
  // The pid lives; is it the process that took the lock, or did the number come round again?
  return holder.startedAt === (await startOf(holder.pid));
}

/** Boot and start tick of a process, where /proc says them. */
async function startOf(processId: number): Promise<string | null> {
  try {
    const [stats, boot] = await Promise.all([
      readFile(`/proc/${processId}/stat`, "utf8"),
      readFile("/proc/sys/kernel/random/boot_id", "utf8"),
    ]);
    // Field 22, counted after the command name, which may hold spaces and brackets.
    const startTick = stats.slice(stats.lastIndexOf(")") + 2).split(" ")[19];
    return `${boot.trim()}/${startTick}`;
  } catch {
    return null;
  }
}

function hold(path: string, self: Holder): FolderLock {
  const heartbeat = setInterval(() => {
    const now = new Date();
    // A missed beat matters only to other hosts, and the next one comes soon.
    utimes(path, now, now).catch(() => undefined);
  }, HEARTBEAT_MS);
  heartbeat.unref();
  return {
    release: async () => {
      clearInterval(heartbeat);
      if ((await readHolder(path))?.token === self.token) await rm(path, { force: true });
    },
  };
}

async function readHolder(path: string): Promise<Holder | null> {
  try {
    return Holder.parse(JSON.parse(await readFile(path, "utf8")));
  } catch {
    return null;
  }
}

async function ageOf(path: string): Promise<number | null> {
  try {
    return Date.now() - (await stat(path)).mtimeMs;
  } catch {
    return null;
  }
}

function lockedBy(holder: Holder | null): RapportError {
  const who = holder === null ? "another process" : `process ${holder.pid} on ${holder.host}`;
  return new RapportError(
    "store.locked",
    `The database folder is in use by ${who}.`,
    "Stop the other Rapport first; for several processes use PostgreSQL (DATABASE_URL=postgres://...).",
  );
}

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "unknown";
