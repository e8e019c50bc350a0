import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readBackupWords } from "../../src/backup/command-line.ts";
import { writeAside } from "../../src/backup/write-aside.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "rapport-aside-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test("a disk that fills up leaves the former backup and nothing else", async () => {
  const path = join(folder, "desk");
  await writeFile(path, "former");
  const writing = writeAside(path, true, async (file) => {
    await file.write(Buffer.from("half"));
    throw Object.assign(new Error("write"), { code: "ENOSPC" });
  });
  await expect(writing).rejects.toMatchObject({ code: "backup.disk-full" });
  expect(await readdir(folder)).toEqual(["desk"]);
  expect(await readFile(path, "utf8")).toBe("former");
});

test("a folder that is not there is named with its cure", async () => {
  const writing = writeAside(join(folder, "no", "desk"), false, async () => undefined);
  await expect(writing).rejects.toMatchObject({ code: "backup.not-writable" });
});

test("the command line", () => {
  expect(readBackupWords(["a", "--hold"])).toEqual({
    path: "a",
    replace: false,
    hold: true,
    checkOnly: false,
  });
  expect(readBackupWords(["--check", "a"])).toMatchObject({ path: "a", checkOnly: true });
  expect(readBackupWords([])).toBeNull();
  for (const words of [["--what", "a"], ["a", "b"], ["--replace"]])
    expect(() => readBackupWords(words)).toThrow(expect.objectContaining({ code: "backup.usage" }));
});
