import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, rm, truncate, utimes, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { sql } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { RapportError } from "../../src/domain/errors.ts";
import type { Database } from "../../src/store/database.ts";
import { lockFolder } from "../../src/store/embedded/folder-lock.ts";
import { makeWritableFolder } from "../../src/store/make-folder.ts";
import { openDatabase } from "../../src/store/open-database.ts";

let root: string;
let folder: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "rapport-folder-"));
  folder = join(root, "db");
});
afterEach(async () => {
  await Promise.all(children.splice(0).map(kill));
  await rm(root, { recursive: true, force: true });
});

async function start(script: string, ...parts: string[]): Promise<{ child: ChildProcess; lines: string[] }> {
  const path = fileURLToPath(new URL(`./children/${script}`, import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", path, ...parts], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  const lines: string[] = [];
  const reader = createInterface({ input: child.stdout });
  reader.on("line", (line) => lines.push(line));
  await once(reader, "line");
  return { child, lines };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGKILL");
  await exited;
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 5));
}

const faultOf = async (opening: Promise<unknown>): Promise<RapportError> =>
  opening.then(
    () => expect.fail("it opened"),
    (error: RapportError) => error,
  );

describe("the lock beside the embedded database", () => {
  const writeLock = (holder: object | string) =>
    writeFile(`${folder}.lock`, typeof holder === "string" ? holder : JSON.stringify(holder));
  const holder = { token: randomUUID(), pid: process.pid, host: hostname(), startedAt: "another/1" };

  it("keeps a second process out within two seconds, and is taken over when the first was killed", async () => {
    const { child } = await start("hold-lock.ts", folder);
    const before = performance.now();
    const fault = await faultOf(openDatabase({ url: `pglite:${folder}` }));
    expect(fault).toMatchObject({ code: "store.locked", cure: expect.stringContaining("PostgreSQL") });
    expect(fault.message).toContain(String(child.pid));
    expect(performance.now() - before).toBeLessThan(2_000);
    await kill(child);
    await (await lockFolder(folder)).release();
  });

  it("is given back on release", async () => {
    await (await lockFolder(folder)).release();
    expect(await readdir(root)).toEqual([]);
    await (await lockFolder(folder)).release();
  });

  it("is not fooled by a recycled pid", async () => {
    await writeLock(holder);
    await (await lockFolder(folder)).release();
  });

  it("trusts the heartbeat of a holder on another host", async () => {
    await writeLock({ ...holder, host: "elsewhere" });
    expect((await faultOf(lockFolder(folder))).code).toBe("store.locked");
    const longAgo = new Date(Date.now() - 60_000);
    await utimes(`${folder}.lock`, longAgo, longAgo);
    await (await lockFolder(folder)).release();
  });

  it("waits for a lock that is just being written, and clears the rest of a crash", async () => {
    await writeLock("");
    expect((await faultOf(lockFolder(folder))).code).toBe("store.locked");
    const longAgo = new Date(Date.now() - 60_000);
    await utimes(`${folder}.lock`, longAgo, longAgo);
    await (await lockFolder(folder)).release();
  });

  it("gives a stale lock to exactly one of many rivals", async () => {
    for (let round = 0; round < 5; round++) {
      await writeLock({ ...holder, token: randomUUID() });
      const results = await Promise.allSettled(Array.from({ length: 6 }, () => lockFolder(folder)));
      const won = results.filter((result) => result.status === "fulfilled");
      expect(won).toHaveLength(1);
      for (const result of results) {
        if (result.status === "rejected") expect(result.reason).toMatchObject({ code: "store.locked" });
        else await result.value.release();
      }
    }
  });
});

describe("the folder of the embedded database", () => {
  const open = (): Promise<Database> => openDatabase({ url: `pglite:${folder}` });

  it("says what is wrong with a folder that holds something else, another version or damage, and gives the lock back", async () => {
    await mkdir(folder);
    await writeFile(join(folder, "holiday.txt"), "x");
    expect((await faultOf(open())).code).toBe("store.foreign-folder");
    await writeFile(join(folder, "PG_VERSION"), "15\n");
    expect((await faultOf(open())).code).toBe("store.folder-version");
    await writeFile(join(folder, "PG_VERSION"), "18\n");
    expect((await faultOf(open())).code).toBe("store.damaged-folder");
    expect(await readdir(root)).toEqual(["db"]);
  });

  it.skipIf(process.platform !== "linux")("ends where no folder can be made, with what to do", async () => {
    for (const place of ["/proc/rapport/data", "/proc/version"]) {
      const fault = await faultOf(openDatabase({ url: `pglite:${place}/database` }));
      expect(fault.code).toBe("store.folder-not-writable");
      expect(fault.cure).toContain("DATA_DIR");
      await expect(makeWritableFolder(place)).rejects.toMatchObject({ code: "store.folder-not-writable" });
    }
    await expect(makeWritableFolder("/proc")).rejects.toMatchObject({ code: "store.folder-not-writable" });
    await makeWritableFolder(join(root, "a", "b"));
    expect(await readdir(join(root, "a", "b"))).toEqual([]);
  });

  it("starts anew when the first start was killed half-way, and refuses a database whose control file is cut", async () => {
    await mkdir(`${folder}.new`);
    await writeFile(join(`${folder}.new`, "PG_VERSION"), "18");
    const db = await open();
    expect((await faultOf(open())).code).toBe("store.locked");
    await db.close();
    await expect(db.ping()).rejects.toMatchObject({ code: "store.closed" });
    expect(await readdir(root)).toEqual(["db"]);
    await truncate(join(folder, "global", "pg_control"), 100);
    expect((await faultOf(open())).code).toBe("store.damaged-folder");
  }, 60_000);

  it("loses nothing that was committed when the process is killed under load, twice", async () => {
    const tenantId = randomUUID();
    let next = 0;
    for (let round = 0; round < 2; round++) {
      const { child, lines } = await start("insert-load.ts", folder, tenantId, String(next));
      await until(() => lines.length > 60);
      await kill(child);
      next = Number(lines.at(-1)) + 1;
      const db = await open();
      const rows = await db.transaction("rapport_desk", tenantId, (tx) =>
        tx.rows<{ number: number }>(sql`select subject::int as number from audit_log order by 1`),
      );
      await db.close();
      const numbers = rows.map((row) => row.number);
      const acknowledged = Array.from({ length: next }, (_, index) => index);
      expect(numbers.slice(0, next)).toEqual(acknowledged);
      // At most the one that was committed and not yet told.
      expect(numbers.length - next).toBeLessThanOrEqual(1);
      next = numbers.length;
    }
  }, 120_000);
});
