import { RapportError } from "../domain/errors.ts";
import type { Session } from "./session.ts";

export interface TableFacts {
  readonly name: string;
  readonly columns: readonly string[];
  /** One row as one line of COPY text, as an SQL expression. */
  readonly line: string;
  readonly order: string;
  /** `spine`: readable as a whole as `rapport_spine`; `tenant`: one tenant at a time as `rapport_desk`. */
  readonly wall: "spine" | "tenant";
  /** Rows are as long as somebody's file. */
  readonly hasBytes: boolean;
}

export interface Catalog {
  readonly schemaVersion: number;
  readonly tables: readonly TableFacts[];
  readonly identities: readonly { readonly table: string; readonly column: string }[];
}

interface ColumnRow extends Record<string, unknown> {
  readonly table: string;
  readonly column: string;
  readonly type: string;
  readonly is_identity: boolean;
  readonly key_place: number | null;
  readonly is_spine: boolean;
}

const COLUMNS = `
  select c.relname as table, a.attname as column, t.typname as type, a.attidentity <> '' as is_identity,
    array_position(i.indkey::int2[], a.attnum) as key_place,
    exists (select from pg_policies p where p.schemaname = 'public' and p.tablename = c.relname
      and 'rapport_spine' = any(p.roles) and p.cmd in ('ALL', 'SELECT')) as is_spine
  from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    join pg_type t on t.oid = a.atttypid
    join pg_index i on i.indrelid = c.oid and i.indisprimary
  where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
    and exists (select from pg_policies p where p.schemaname = 'public' and p.tablename = c.relname)
  order by c.relname collate "C", a.attnum`;

/** Types whose text holds neither a backslash nor a line's end. */
const PLAIN = new Set(["uuid", "bool", "int2", "int4", "int8", "float4", "float8", "timestamptz", "date"]);
const WORDS = new Set(["text", "varchar"]);

/** Tables as they are, which may be another version than the program's. Rapport's own are those with a wall. */
export async function readCatalog(session: Session): Promise<Catalog> {
  const schemaVersion = await readSchemaVersion(session);
  const columns = await session.rows<ColumnRow>(COLUMNS);
  const names = [...new Set(columns.map(({ table }) => table))];
  if (schemaVersion === null || names.length === 0) throw nothingToSave();
  return {
    schemaVersion,
    tables: names.map((name) =>
      tableFacts(
        name,
        columns.filter(({ table }) => table === name),
      ),
    ),
    identities: columns
      .filter(({ is_identity }) => is_identity)
      .map(({ table, column }) => ({ table, column })),
  };
}

/** `null`: no migration of Rapport has run here. */
export async function readSchemaVersion(session: Session): Promise<number | null> {
  const [found] = await session.rows<{ is_there: boolean }>(
    "select to_regclass('drizzle.__drizzle_migrations') is not null as is_there",
  );
  if (found?.is_there !== true) return null;
  const [newest] = await session.rows<{ version: number | null }>(
    "select max(created_at)::float8 as version from drizzle.__drizzle_migrations",
  );
  return newest?.version ?? null;
}

function tableFacts(name: string, columns: readonly ColumnRow[]): TableFacts {
  const key = columns
    .filter(({ key_place }) => key_place !== null)
    .sort((a, b) => Number(a.key_place) - Number(b.key_place));
  return {
    name,
    columns: columns.map(({ column }) => column),
    line: columns
      .map(({ column, type }) => `coalesce(${fieldText(`"${column}"`, type)}, '\\N')`)
      .join(" || e'\\t' || "),
    order: key.map(({ column, type }) => `"${column}"${WORDS.has(type) ? ' collate "C"' : ""}`).join(", "),
    wall: columns.some(({ is_spine }) => is_spine) ? "spine" : "tenant",
    hasBytes: columns.some(({ type }) => type === "bytea"),
  };
}

function fieldText(column: string, type: string): string {
  const text = `${column}::text`;
  if (PLAIN.has(type)) return text;
  return `replace(replace(replace(replace(${text}, '\\', '\\\\'), e'\\n', '\\n'), e'\\r', '\\r'), e'\\t', '\\t')`;
}

const nothingToSave = (): RapportError =>
  new RapportError(
    "backup.nothing-there",
    "The database holds no desk of Rapport.",
    "Check DATABASE_URL or DATA_DIR: they must be those the desk is started with.",
  );
