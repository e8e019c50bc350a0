import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { z } from "zod";
import { RapportError } from "../../domain/errors.ts";

export const CORPUS_ROW = z.object({
  id: z.coerce.string(),
  title: z
    .string()
    .nullish()
    .transform((title) => title ?? ""),
  text: z.string(),
});
export const QUERY_ROW = z.object({ id: z.coerce.string(), text: z.string() });
export const LABEL_ROW = z.object({
  id: z.coerce.string(),
  relevant: z.array(z.coerce.string()).default([]),
  answerable: z.boolean(),
});
export type CorpusRow = z.infer<typeof CORPUS_ROW>;
export type QueryRow = z.infer<typeof QUERY_ROW>;
export type LabelRow = z.infer<typeof LABEL_ROW>;

export interface RowFault {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly why: string;
}

/**
 * Rows of a JSON Lines file, gzipped or not (told by its first bytes). A bad line is reported and costs no other line.
 * Throws `eval.unreadable` when the file cannot be read to its end.
 */
export async function readRows<T>(
  file: string,
  schema: z.ZodType<T>,
  onFault: (fault: RowFault) => void,
): Promise<T[]> {
  const rows: T[] = [];
  let line = 0;
  try {
    for await (const text of createInterface({
      input: await openText(file),
      crlfDelay: Number.POSITIVE_INFINITY,
    })) {
      line += 1;
      const clean = line === 1 ? text.replace(/^\uFEFF/, "") : text;
      if (clean.trim() === "") continue;
      const row = parseRow(clean, schema);
      if (row.kind === "row") rows.push(row.row);
      else onFault({ file, line, why: row.why });
    }
  } catch (cause) {
    throw new RapportError(
      "eval.unreadable",
      `${file} cannot be read.`,
      "Check the path, the rights and that a .gz file is whole.",
      {
        cause,
      },
    );
  }
  return rows;
}

type Parsed<T> = { readonly kind: "row"; readonly row: T } | { readonly kind: "fault"; readonly why: string };

function parseRow<T>(text: string, schema: z.ZodType<T>): Parsed<T> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: "fault", why: "not JSON" };
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return { kind: "row", row: parsed.data };
  const [issue] = parsed.error.issues;
  return { kind: "fault", why: `${issue?.path.join(".") || "row"}: ${issue?.message ?? "wrong shape"}` };
}

const GZIP_MAGIC = Buffer.from([0x1f, 0x8b]);

async function openText(file: string): Promise<Readable> {
  const handle = await open(file, "r");
  const start = Buffer.alloc(2);
  try {
    await handle.read(start, 0, 2, 0);
  } finally {
    await handle.close();
  }
  const raw = createReadStream(file);
  if (!start.equals(GZIP_MAGIC)) return raw;
  const unzipped = createGunzip();
  raw.once("error", (error) => unzipped.destroy(error));
  return raw.pipe(unzipped);
}
