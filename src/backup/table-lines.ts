import { createHash } from "node:crypto";
import type { TableFacts } from "./catalog.ts";
import type { Session } from "./session.ts";

/** How much text one look at a table may bring into memory. */
const AIM_BYTES = 2 * 1024 * 1024;
const MOST_ROWS = 2_000;
const FIRST_ROWS = 100;
/** Stored files are up to 20 MB each. */
const MOST_FILES = 4;

/** The same text on every server: instants in UTC, floats to the last digit, bytes as hexadecimal. */
export const PLAIN_TEXT = `
  set local time zone 'UTC'; set local datestyle = 'ISO, YMD'; set local extra_float_digits = 1;
  set local bytea_output = 'hex'; set local intervalstyle = 'iso_8601'`;

export async function listTenants(session: Session): Promise<readonly string[]> {
  await enter(session, "rapport_spine", "");
  const rows = await session.rows<{ id: string }>("select id::text as id from tenants order by tenants.id");
  await leave(session);
  return rows.map(({ id }) => id);
}

export async function countRows(
  session: Session,
  table: TableFacts,
  tenants: readonly string[],
): Promise<number> {
  let total = 0;
  await behindWalls(session, table, tenants, async () => {
    const [row] = await session.rows<{ n: number }>(`select count(*)::int as n from "${table.name}"`);
    total += row?.n ?? 0;
  });
  return total;
}

/** Hands over the table's lines in the order of its key, each with its line feed. */
export async function readTable(
  session: Session,
  table: TableFacts,
  tenants: readonly string[],
  take: (lines: Buffer, rows: number) => Promise<void>,
): Promise<void> {
  const most = table.hasBytes ? MOST_FILES : MOST_ROWS;
  await behindWalls(session, table, tenants, async () => {
    await session.exec(
      `declare saved no scroll cursor for select ${table.line} as line from "${table.name}" order by ${table.order}`,
    );
    let next = Math.min(FIRST_ROWS, most);
    for (;;) {
      const rows = await session.rows<{ line: string }>(`fetch ${next} from saved`);
      if (rows.length > 0) {
        const lines = Buffer.from(`${rows.map(({ line }) => line).join("\n")}\n`);
        await take(lines, rows.length);
        next = Math.max(1, Math.min(most, Math.floor((AIM_BYTES * rows.length) / lines.length)));
      } else break;
    }
    await session.exec("close saved");
  });
}

export async function hashTable(
  session: Session,
  table: TableFacts,
  tenants: readonly string[],
): Promise<{ readonly rows: number; readonly sha256: string }> {
  const hash = createHash("sha256");
  let total = 0;
  await readTable(session, table, tenants, async (lines, rows) => {
    hash.update(lines);
    total += rows;
  });
  return { rows: total, sha256: hash.digest("hex") };
}

/** The login may be the tables' owner, who is held back by forced walls as well: rows are read through the two roles. */
async function behindWalls(
  session: Session,
  { wall }: TableFacts,
  tenants: readonly string[],
  work: () => Promise<void>,
): Promise<void> {
  if (wall === "spine") {
    await enter(session, "rapport_spine", "");
    await work();
  } else {
    for (const tenantId of tenants) {
      await enter(session, "rapport_desk", tenantId);
      await work();
    }
  }
  await leave(session);
}

const enter = (session: Session, role: string, tenantId: string): Promise<unknown> =>
  session.rows("select set_config('role', $1, true), set_config('rapport.tenant_id', $2, true)", [
    role,
    tenantId,
  ]);

const leave = (session: Session): Promise<void> => session.exec("set local role none");
