import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import { RapportError } from "../domain/errors.ts";
import {
  damaged,
  FORMAT_VERSION,
  type Header,
  headerSchema,
  madeByNewer,
  notABackup,
  rowsOf,
  sealSchema,
  truncated,
} from "./backup-file.ts";

const LINE_FEED = 0x0a;
/** Lines are handed on in pieces of about this size. */
const PIECE_BYTES = 2 * 1024 * 1024;
/** A header has a few thousand characters. */
const LONGEST_HEADER = 1024 * 1024;

export interface BackupReader {
  onHeader?(header: Header): Promise<void>;
  /** Whole lines of one table. */
  onLines?(table: string, lines: Uint8Array<ArrayBuffer>, rows: number): Promise<void>;
  onProgress?(done: number, total: number): void;
}

/**
 * Reads a backup from beginning to end and proves it whole. What is handed on is proved only when this resolves.
 * Rejects with `backup.not-a-backup`, `backup.truncated`, `backup.damaged`, `backup.newer`, `backup.not-readable`.
 */
export async function readBackup(path: string, reader: BackupReader): Promise<Header> {
  const lines = splitLines(inflate(path));
  try {
    const whole = createHash("sha256");
    const first = await lines.next();
    if (first.done === true) throw notABackup();
    whole.update(first.value).update("\n");
    const header = parseHeader(first.value);
    await reader.onHeader?.(header);
    const found = await readTables(header, lines, whole, reader);
    const last = await lines.next();
    if (last.done === true) throw truncated();
    const seal = sealSchema.safeParse(parseJson(last.value));
    if (!seal.success) throw damaged("the end of the file");
    for (const [table, sha256] of found)
      if (seal.data.tables[table] !== sha256) throw damaged(`table ${table}`);
    if (seal.data.sha256 !== whole.digest("hex")) throw damaged("the file");
    if ((await lines.next()).done !== true) throw damaged("what follows the end");
    return header;
  } finally {
    await lines.return(undefined);
  }
}

async function readTables(
  header: Header,
  lines: AsyncGenerator<Buffer, void>,
  whole: ReturnType<typeof createHash>,
  { onLines, onProgress }: BackupReader,
): Promise<ReadonlyMap<string, string>> {
  const total = rowsOf(header);
  const found = new Map<string, string>();
  let done = 0;
  for (const { name, rows } of header.tables) {
    const hash = createHash("sha256");
    let piece: Buffer[] = [];
    let pieceBytes = 0;
    const flush = async (): Promise<void> => {
      if (piece.length === 0) return;
      const bytes = joinLines(piece, pieceBytes);
      const count = piece.length;
      piece = [];
      pieceBytes = 0;
      hash.update(bytes);
      whole.update(bytes);
      await onLines?.(name, bytes, count);
      done += count;
      onProgress?.(done, total);
    };
    for (let row = 0; row < rows; row++) {
      const line = await lines.next();
      if (line.done === true) throw truncated();
      piece.push(line.value);
      pieceBytes += line.value.length + 1;
      if (pieceBytes >= PIECE_BYTES) await flush();
    }
    await flush();
    found.set(name, hash.digest("hex"));
  }
  return found;
}

function joinLines(lines: readonly Buffer[], bytes: number): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(bytes);
  let at = 0;
  for (const line of lines) {
    joined.set(line, at);
    at += line.length;
    joined[at++] = LINE_FEED;
  }
  return joined;
}

function parseHeader(line: Buffer): Header {
  const value = parseJson(line);
  const version = headerSchema.pick({ format: true, formatVersion: true }).safeParse(value);
  if (!version.success) throw notABackup();
  if (version.data.formatVersion > FORMAT_VERSION) throw madeByNewer();
  const header = headerSchema.safeParse(value);
  if (!header.success) throw damaged("the header");
  return header.data;
}

function parseJson(line: Buffer): unknown {
  if (line.length > LONGEST_HEADER) return null;
  try {
    return JSON.parse(line.toString("utf8"));
  } catch {
    return null;
  }
}

/** The lines without their line feeds. A last one without it is an end that came too early. */
async function* splitLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void> {
  let rest: Buffer[] = [];
  for await (const chunk of chunks) {
    let from = 0;
    for (;;) {
      const to = chunk.indexOf(LINE_FEED, from);
      if (to === -1) break;
      const tail = chunk.subarray(from, to);
      yield rest.length === 0 ? tail : Buffer.concat([...rest, tail]);
      rest = [];
      from = to + 1;
    }
    if (from < chunk.length) rest.push(chunk.subarray(from));
  }
  if (rest.length > 0) throw truncated();
}

async function* inflate(path: string): AsyncGenerator<Buffer, void> {
  const file = createReadStream(path, { highWaterMark: 256 * 1024 });
  const gunzip = createGunzip({ chunkSize: 256 * 1024 });
  file.on("error", (error) => gunzip.destroy(error));
  file.pipe(gunzip);
  try {
    for await (const chunk of gunzip) yield chunk as Buffer;
  } catch (error) {
    throw readFault(error, gunzip.bytesWritten);
  } finally {
    file.destroy();
    gunzip.destroy();
  }
}

function readFault(error: unknown, bytesRead: number): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "Z_BUF_ERROR") return truncated();
  if (code.startsWith("Z_")) return bytesRead < 1024 ? notABackup() : damaged("the compressed text");
  if (code === "ENOENT")
    return new RapportError("backup.no-file", "There is no such file.", "Check the name of the backup.");
  if (code.startsWith("E"))
    return new RapportError(
      "backup.not-readable",
      `The backup cannot be read (${code}).`,
      "Check the file's rights and its disk.",
    );
  return error;
}
