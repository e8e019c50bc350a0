import { statfs } from "node:fs/promises";

export interface DiskGuard {
  stop(): void;
}

const MEGABYTE = 1024 * 1024;
/** Three segments of the write-ahead log: what may still be written between two looks, with room to spare. */
const TOO_LITTLE_BYTES = 48 * MEGABYTE;
const ENOUGH_BYTES = 64 * MEGABYTE;
const LOOK_EVERY_MS = 500;

/**
 * Tells when the disk of a folder is about to be full and when it has room again. A database server that finds no room
 * for its log gives up altogether; one that was told to stop writing before goes on reading and is there at once
 * when there is room.
 */
export function guardDisk(folder: string, onChange: (isFull: boolean) => Promise<void>): DiskGuard {
  let isFull = false;
  let isLooking = false;
  const look = async (): Promise<void> => {
    if (isLooking) return;
    isLooking = true;
    try {
      const { bavail, bsize } = await statfs(folder);
      const freeBytes = bavail * bsize;
      const next = isFull ? freeBytes < ENOUGH_BYTES : freeBytes < TOO_LITTLE_BYTES;
      if (next === isFull) return;
      await onChange(next);
      isFull = next;
    } finally {
      isLooking = false;
    }
  };
  // A look that fails says nothing; the next one comes soon.
  const timer = setInterval(() => look().catch(() => undefined), LOOK_EVERY_MS).unref();
  return { stop: () => clearInterval(timer) };
}
