import { z } from "zod";
import { RapportError } from "../domain/errors.ts";

/**
 * A backup is one gzip stream of lines: the header as JSON, then the rows of each table in the header's order and number
 * as lines of COPY text in the order of the primary key, then the seal as JSON. It holds no database's own format, so a
 * desk may move from PGlite to PostgreSQL and back.
 */
export const FORMAT_VERSION = 1;

const name = z.string().regex(/^[a-z_][a-z0-9_]{0,62}$/);

export const headerSchema = z.object({
  format: z.literal("rapport-backup"),
  formatVersion: z.number().int(),
  /** ISO 8601. */
  madeAt: z.iso.datetime(),
  rapport: z.string(),
  madeFrom: z.enum(["pglite", "postgres"]),
  /** Creation instant of the newest migration that the database had, in ms; Drizzle counts versions by it. */
  schemaVersion: z.number().int(),
  tables: z.array(z.object({ name, columns: z.array(name).min(1), rows: z.number().int().nonnegative() })),
  sequences: z.array(z.object({ table: name, column: name, last: z.number().int().positive() })),
});

export const sealSchema = z.object({
  /** SHA-256 of each table's lines. */
  tables: z.record(z.string(), z.string().length(64)),
  /** SHA-256 of all lines before this one. */
  sha256: z.string().length(64),
});

export type Header = z.infer<typeof headerSchema>;
export type Seal = z.infer<typeof sealSchema>;

export const rowsOf = ({ tables }: Header): number => tables.reduce((sum, { rows }) => sum + rows, 0);

export const notABackup = (): RapportError =>
  new RapportError(
    "backup.not-a-backup",
    "The file is not a backup of Rapport.",
    "Name a file that `npm run backup` wrote.",
  );

export const truncated = (): RapportError =>
  new RapportError(
    "backup.truncated",
    "The backup ends too early: it was cut off while it was written or copied.",
    "Copy the file again from where it was made, or take an older backup. Nothing was changed.",
  );

export const damaged = (where: string): RapportError =>
  new RapportError(
    "backup.damaged",
    `The backup is damaged: ${where} does not match its checksum.`,
    "Copy the file again from where it was made, or take an older backup. Nothing was changed.",
  );

export const madeByNewer = (): RapportError =>
  new RapportError(
    "backup.newer",
    "The backup was made by a newer version of Rapport than this one.",
    "Install that version or a later one and restore with it. Nothing was changed.",
  );
