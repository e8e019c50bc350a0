import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

/** Resident memory of a process in MB; 0 when it is gone. */
export async function residentMb(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024;
}

/** The highest of several looks, 20 ms apart, while the work lasts. */
export async function highestMb(pid: number | undefined, work: () => Promise<void>): Promise<number> {
  let highest = 0;
  let isOver = false;
  const ended = work().finally(() => {
    isOver = true;
  });
  while (!isOver) {
    highest = Math.max(highest, await residentMb(pid));
    await sleep(20);
  }
  await ended;
  return highest;
}
