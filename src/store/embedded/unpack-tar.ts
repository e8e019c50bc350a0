import { mkdir, writeFile } from "node:fs/promises";
import { join, normalize } from "node:path";

const BLOCK = 512;
/** The thousand small files of a cluster are written some at a time: waiting for each costs most of a second. */
const FILES_AT_ONCE = 32;

/** Unpacks plain files and folders of a ustar archive (no links, no long names) into an existing folder. */
export async function unpackTar(archive: Uint8Array, folder: string): Promise<void> {
  let offset = 0;
  let writing: Promise<void>[] = [];
  while (offset + BLOCK <= archive.length && archive[offset] !== 0) {
    const name = field(archive, offset, 0, 100);
    const sizeBytes = Number.parseInt(field(archive, offset, 124, 12), 8);
    const isFolder = field(archive, offset, 156, 1) === "5";
    const path = join(folder, normalize(`/${name}`));
    if (isFolder) await mkdir(path, { recursive: true, mode: 0o700 });
    else {
      const start = offset + BLOCK;
      writing.push(writeFile(path, archive.subarray(start, start + sizeBytes), { mode: 0o600 }));
    }
    if (writing.length === FILES_AT_ONCE) {
      await Promise.all(writing);
      writing = [];
    }
    offset += BLOCK + (isFolder ? 0 : Math.ceil(sizeBytes / BLOCK) * BLOCK);
  }
  await Promise.all(writing);
}

function field(archive: Uint8Array, header: number, from: number, length: number): string {
  const bytes = archive.subarray(header + from, header + from + length);
  const end = bytes.indexOf(0);
  return Buffer.from(end === -1 ? bytes : bytes.subarray(0, end))
    .toString("utf8")
    .trim();
}
