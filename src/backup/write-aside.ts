import { randomUUID } from "node:crypto";
import { access, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { RapportError } from "../domain/errors.ts";

/** A new file that nobody sees before it is whole and on the disk; only its owner may read it. */
export async function writeAside(
  path: string,
  replace: boolean,
  work: (file: { write(bytes: Uint8Array): Promise<void> }) => Promise<void>,
): Promise<void> {
  if (!replace && (await isThere(path))) {
    throw new RapportError(
      "backup.file-exists",
      "There is a file of this name already.",
      "Choose another name, or add --replace.",
    );
  }
  const aside = `${path}.${randomUUID().slice(0, 8)}.part`;
  try {
    const file = await open(aside, "wx", 0o600);
    try {
      await work({
        // A short write is not an error of its own: the rest is written again and tells why.
        async write(bytes) {
          for (let at = 0; at < bytes.length; ) at += (await file.write(bytes, at)).bytesWritten;
        },
      });
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(aside, path);
  } catch (error) {
    await rm(aside, { force: true });
    throw writeFault(error, dirname(path));
  }
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

function writeFault(error: unknown, folder: string): unknown {
  const code = error instanceof Error && "code" in error ? error.code : null;
  if (code === "ENOSPC" || code === "EDQUOT" || code === "EFBIG")
    return new RapportError(
      "backup.disk-full",
      "The disk is full: the backup was not made, and what was begun is removed.",
      `Make room on the disk of ${folder}, or name a file on another one.`,
    );
  if (code === "ENOENT" || code === "EACCES" || code === "EROFS" || code === "EPERM" || code === "ENOTDIR")
    return new RapportError(
      "backup.not-writable",
      `The backup cannot be written to ${folder} (${String(code)}).`,
      "Name a file in a folder that exists and that you may write.",
    );
  return error;
}
