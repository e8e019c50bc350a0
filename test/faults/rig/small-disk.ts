import { execFile, spawn } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { userInfo } from "node:os";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A disk of its own that can be filled without harm to the machine's. */
export interface SmallDisk {
  readonly folder: string;
  remove(): Promise<void>;
}

/** A tmpfs of so many MB; `null` where this user may not mount one. */
export async function mountSmallDisk(folder: string, megabytes: number): Promise<SmallDisk | null> {
  if (userInfo().uid !== 0) return null;
  await mkdir(folder, { recursive: true });
  try {
    await run("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", folder]);
  } catch {
    return null;
  }
  return {
    folder,
    remove: async () => {
      await run("umount", ["--lazy", folder]);
    },
  };
}

/** Limits the size of every file a running process may write from now on; `null` lifts it. Linux. */
export async function limitFileSize(pid: number, bytes: number | null): Promise<void> {
  const limit = bytes === null ? "unlimited" : String(bytes);
  await run("prlimit", [`--pid=${pid}`, `--fsize=${limit}:unlimited`]);
}

/** The arguments that start a program under such a limit. */
export const underFileLimit = (bytes: number, command: string, args: readonly string[]) => ({
  command: "prlimit",
  args: [`--fsize=${bytes}:unlimited`, command, ...args] as const,
});

/** Whether `prlimit` is there. */
export async function canLimitFiles(): Promise<boolean> {
  const child = spawn("prlimit", ["--version"], { stdio: "ignore" });
  return new Promise((resolve) => {
    child.once("error", () => resolve(false));
    child.once("exit", (code) => resolve(code === 0));
  });
}
