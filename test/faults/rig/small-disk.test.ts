import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";
import { canLimitFiles, mountSmallDisk, underFileLimit } from "./small-disk.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "rapport-disk-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test.skipIf(!(await canLimitFiles()))(
  "a program under a file limit cannot write past it, and lives",
  async () => {
    const script = `
    const { writeFileSync } = require("node:fs");
    writeFileSync(process.argv[1], "x".repeat(1000));
    try { writeFileSync(process.argv[1], "x".repeat(100000)); } catch (fault) { process.stdout.write(fault.code); }`;
    const { command, args } = underFileLimit(4_096, process.execPath, ["-e", script, join(folder, "file")]);
    const { stdout } = await promisify(execFile)(command, [...args]);
    expect(stdout).toBe("EFBIG");
  },
);

test("a small disk fills up, and is gone afterwards", async () => {
  const disk = await mountSmallDisk(join(folder, "disk"), 1);
  // Only root may mount one.
  if (disk === null) return;
  try {
    await expect(writeFile(join(disk.folder, "file"), Buffer.alloc(2_000_000))).rejects.toMatchObject({
      code: "ENOSPC",
    });
  } finally {
    await disk.remove();
  }
});
