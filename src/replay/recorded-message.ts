import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { z } from "zod";
import { errorCode, RapportError } from "../domain/errors.ts";
import { ROLES } from "../domain/role.ts";

const KEY_LENGTH = 120;
const key = z.string().trim().min(1).max(KEY_LENGTH);

const rowSchema = z
  .object({
    id: key.optional(),
    channel: key.optional(),
    thread: key.optional(),
    at: z.iso.datetime({ offset: true }),
    author: key,
    role: z.enum(ROLES).default("unknown"),
    text: z.string(),
    replyTo: z.array(z.string()).optional(),
    conversation: z.string().optional(),
  })
  .refine((row) => row.channel !== undefined || row.thread !== undefined, {
    path: ["channel"],
    message: "neither channel nor thread is given",
  });

/** One message of a recorded conversation. */
export interface RecordedMessage extends Omit<z.infer<typeof rowSchema>, "id" | "at"> {
  readonly id: string;
  readonly at: Date;
  /** 1-based, of the file. */
  readonly line: number;
}

export interface LineFault {
  /** 1-based. */
  readonly line: number;
  readonly why: string;
}

export interface Recording {
  readonly messages: readonly RecordedMessage[];
  readonly faults: readonly LineFault[];
}

/**
 * Messages of a JSON Lines file, gzipped or not (told by its first bytes), in the order of the file. A bad line is
 * named and costs no other line; a file that ends early keeps what came before.
 * Throws `replay.unreadable` when the file cannot be opened.
 */
export async function readRecording(file: string, limit = Number.POSITIVE_INFINITY): Promise<Recording> {
  const messages: RecordedMessage[] = [];
  const faults: LineFault[] = [];
  const source = await openText(file);
  let line = 0;
  try {
    for await (const text of createInterface({ input: source, crlfDelay: Number.POSITIVE_INFINITY })) {
      if (messages.length >= limit) break;
      line += 1;
      const clean = line === 1 ? text.replace(/^\uFEFF/, "") : text;
      if (clean.trim() === "") continue;
      const parsed = parseLine(clean, line);
      if ("why" in parsed) faults.push(parsed);
      else messages.push(parsed);
    }
  } catch (fault) {
    faults.push({ line: line + 1, why: `the file cannot be read further (${errorCode(fault)})` });
  } finally {
    source.destroy();
  }
  return { messages, faults };
}

/** Pure: one line -> a message, or why it is none. */
export function parseLine(text: string, line: number): RecordedMessage | LineFault {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { line, why: "not JSON" };
  }
  const parsed = rowSchema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return { line, why: `${issue?.path.join(".") || "row"}: ${issue?.message ?? "wrong shape"}` };
  }
  const { id, at, ...row } = parsed.data;
  return { ...row, id: id ?? `line-${line}`, at: new Date(at), line };
}

const GZIP_MAGIC = Buffer.from([0x1f, 0x8b]);

async function openText(file: string): Promise<Readable> {
  const start = Buffer.alloc(2);
  try {
    const handle = await open(file, "r");
    try {
      await handle.read(start, 0, 2, 0);
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw new RapportError(
      "replay.unreadable",
      `${file} cannot be read.`,
      "Give the path of a JSON Lines file, gzipped or not.",
      { cause },
    );
  }
  const raw = createReadStream(file);
  if (!start.equals(GZIP_MAGIC)) return raw;
  const unzipped = createGunzip();
  raw.once("error", (error) => unzipped.destroy(error));
  return raw.pipe(unzipped);
}
