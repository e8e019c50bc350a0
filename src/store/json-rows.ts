import { getTableColumns, type Table } from "drizzle-orm";

/** A row of the table as `to_jsonb` gives it, read as Drizzle would read its columns. */
export function fromJson<T extends Table>(table: T, json: unknown): T["$inferSelect"] {
  const row: Record<string, unknown> = {};
  const given = json as Readonly<Record<string, unknown>>;
  for (const [name, column] of Object.entries(getTableColumns(table))) {
    const value = given[column.name] ?? null;
    row[name] = value === null ? null : column.mapFromDriverValue(value);
  }
  // One property for each column of the table.
  return row as T["$inferSelect"];
}

/** The same where there may be no row. */
export const fromJsonOrNull = <T extends Table>(table: T, json: unknown): T["$inferSelect"] | null =>
  json === null || json === undefined ? null : fromJson(table, json);

/** For `jsonb_populate_record`: what is not given keeps what the record has, which is null for a new row. */
export function toJson<T extends Table>(
  table: T,
  row: Partial<T["$inferInsert"]>,
): Readonly<Record<string, unknown>> {
  const values: Readonly<Record<string, unknown>> = row;
  const json: Record<string, unknown> = {};
  for (const [name, column] of Object.entries(getTableColumns(table))) json[column.name] = values[name];
  return json;
}
