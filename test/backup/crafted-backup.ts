import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import type { Header } from "../../src/backup/backup-file.ts";

export interface CraftedTable {
  readonly name: string;
  readonly columns: readonly string[];
  /** Fields as COPY text. */
  readonly rows: readonly (readonly string[])[];
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** A backup written by hand, from what the format says and not by the program. */
export function craftLines(
  schemaVersion: number,
  tables: readonly CraftedTable[],
  sequences: Header["sequences"] = [],
): string {
  const header: Header = {
    format: "rapport-backup",
    formatVersion: 1,
    madeAt: "2026-03-01T10:00:00.000Z",
    rapport: "0.0.9",
    madeFrom: "postgres",
    schemaVersion,
    tables: tables.map(({ name, columns, rows }) => ({ name, columns: [...columns], rows: rows.length })),
    sequences,
  };
  const bodies = tables.map(({ rows }) => rows.map((fields) => `${fields.join("\t")}\n`).join(""));
  const before = `${JSON.stringify(header)}\n${bodies.join("")}`;
  const seals = Object.fromEntries(tables.map(({ name }, index) => [name, sha256(bodies[index] ?? "")]));
  return `${before}${JSON.stringify({ tables: seals, sha256: sha256(before) })}\n`;
}

export const writeCrafted = (path: string, lines: string): Promise<void> => writeFile(path, gzipSync(lines));
