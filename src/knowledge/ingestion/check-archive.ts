import type { IngestLimits } from "./ingest-limits.ts";
import { type IngestRefusal, refuse } from "./ingest-outcome.ts";

const END_SIGNATURE = 0x06054b50;
const ENTRY_SIGNATURE = 0x02014b50;
const END_LENGTH = 22;
const ENTRY_LENGTH = 46;
/** Office programs reach about 1:50; a bomb starts at 1:1,000. */
const MAX_RATIO = 200;
const ENCRYPTED_FLAG = 1;
const SYMLINK_MODE = 0o12;

interface Entry {
  readonly name: string;
  readonly isEncrypted: boolean;
  readonly isSymlink: boolean;
  readonly packedBytes: number;
  readonly unpackedBytes: number;
}

/**
 * Reads the list at the end of a ZIP archive and refuses what no word processor writes, before anything is unpacked:
 * names that leave their folder, links, bombs by number, size or ratio. `null` when nothing is wrong.
 * Declared sizes can lie; the memory limit of the child process is the second line.
 */
export function checkArchive(bytes: Uint8Array, limits: IngestLimits): IngestRefusal | null {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries = readEntries(buffer, limits.maxArchiveEntries);
  if (entries === null) return refuse("ingest.broken", "The list of the archive's contents cannot be read.");
  if (entries.length > limits.maxArchiveEntries)
    return refuse("ingest.unsafe-archive", `More than ${limits.maxArchiveEntries} entries in the archive.`);
  if (entries.some((entry) => entry.isEncrypted))
    return refuse("ingest.encrypted", "The archive asks for a password.");
  if (entries.some((entry) => entry.isSymlink || leavesFolder(entry.name)))
    return refuse("ingest.unsafe-archive", "An entry of the archive points outside of it.");
  const unpacked = entries.reduce((sum, entry) => sum + entry.unpackedBytes, 0);
  const isDense = entries.some(
    (entry) => entry.unpackedBytes > 1_000_000 && entry.unpackedBytes > entry.packedBytes * MAX_RATIO,
  );
  if (unpacked > limits.maxUnpackedBytes || isDense)
    return refuse("ingest.unsafe-archive", `The archive would unpack to ${unpacked} bytes.`);
  return null;
}

const leavesFolder = (name: string): boolean =>
  name.startsWith("/") ||
  name.includes("\\") ||
  name.includes("\0") ||
  /^[a-z]:/i.test(name) ||
  name.split("/").includes("..");

function readEntries(buffer: Buffer, most: number): readonly Entry[] | null {
  const end = findEnd(buffer);
  if (end === null) return null;
  const count = buffer.readUInt16LE(end + 10);
  let at = buffer.readUInt32LE(end + 16);
  const entries: Entry[] = [];
  for (let index = 0; index < count && entries.length <= most; index += 1) {
    if (at + ENTRY_LENGTH > buffer.length || buffer.readUInt32LE(at) !== ENTRY_SIGNATURE) return null;
    const nameLength = buffer.readUInt16LE(at + 28);
    const nameAt = at + ENTRY_LENGTH;
    entries.push({
      name: buffer.toString("utf8", nameAt, nameAt + nameLength),
      isEncrypted: (buffer.readUInt16LE(at + 8) & ENCRYPTED_FLAG) !== 0,
      isSymlink: buffer.readUInt32LE(at + 38) >>> 28 === SYMLINK_MODE,
      packedBytes: buffer.readUInt32LE(at + 20),
      unpackedBytes: buffer.readUInt32LE(at + 24),
    });
    at = nameAt + nameLength + buffer.readUInt16LE(at + 30) + buffer.readUInt16LE(at + 32);
  }
  return entries.length === 0 ? null : entries;
}

/** The end record stands within the last 64 kB; a comment may follow it. */
function findEnd(buffer: Buffer): number | null {
  const lowest = Math.max(0, buffer.length - 65_535 - END_LENGTH);
  for (let at = buffer.length - END_LENGTH; at >= lowest; at -= 1)
    if (buffer.readUInt32LE(at) === END_SIGNATURE) return at;
  return null;
}
