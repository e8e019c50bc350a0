import { createHash } from "node:crypto";
import { once } from "node:events";
import { createGzip } from "node:zlib";
import { FORMAT_VERSION, type Header, rowsOf, type Seal } from "./backup-file.ts";
import { type Catalog, readCatalog } from "./catalog.ts";
import type { Session } from "./session.ts";
import { countRows, listTenants, PLAIN_TEXT, readTable } from "./table-lines.ts";
import { writeAside } from "./write-aside.ts";

/** Most of the saving for a fraction of the time of level 6. */
const GZIP_LEVEL = 3;

export interface SaveOptions {
  /** Written beside itself and renamed when it is whole; only its owner may read it. */
  readonly path: string;
  /** Takes the place of a file that is there. */
  readonly replace: boolean;
  readonly version: string;
  readonly madeAt: Date;
  readonly onProgress: (done: number, total: number) => void;
}

/** Everything of one instant: all tables are read in one snapshot. Secrets are saved as they are stored. */
export async function saveBackup(session: Session, options: SaveOptions): Promise<Header> {
  await session.exec("begin isolation level repeatable read read only");
  try {
    await session.exec(PLAIN_TEXT);
    // The first statement that reads takes the snapshot.
    const tenants = await listTenants(session);
    const catalog = await readCatalog(session);
    const header = await readHeader(session, catalog, tenants, options);
    await writeAside(options.path, options.replace, async (file) => {
      const gzip = createGzip({ level: GZIP_LEVEL });
      const drained = drainInto(gzip, file);
      // Told when it is awaited below; until then it must not count as unhandled.
      drained.catch(() => undefined);
      try {
        await writeLines(session, catalog, tenants, header, options, async (lines) => {
          if (!gzip.write(lines)) await Promise.race([once(gzip, "drain"), drained]);
        });
        gzip.end();
      } catch (error) {
        gzip.destroy();
        await drained.catch(() => undefined);
        throw error;
      }
      await drained;
    });
    return header;
  } finally {
    await session.exec("rollback").catch(() => undefined);
  }
}

async function readHeader(
  session: Session,
  { schemaVersion, tables, identities }: Catalog,
  tenants: readonly string[],
  { version, madeAt }: SaveOptions,
): Promise<Header> {
  const counted: Header["tables"] = [];
  for (const table of tables)
    counted.push({
      name: table.name,
      columns: [...table.columns],
      rows: await countRows(session, table, tenants),
    });
  const sequences: Header["sequences"] = [];
  for (const { table, column } of identities) {
    const [row] = await session.rows<{ last: number | null }>(
      "select pg_sequence_last_value(pg_get_serial_sequence($1, $2)::regclass)::float8 as last",
      [`"${table}"`, column],
    );
    if (row?.last) sequences.push({ table, column, last: row.last });
  }
  return {
    format: "rapport-backup",
    formatVersion: FORMAT_VERSION,
    madeAt: madeAt.toISOString(),
    rapport: version,
    madeFrom: session.kind,
    schemaVersion,
    tables: counted,
    sequences,
  };
}

async function writeLines(
  session: Session,
  { tables }: Catalog,
  tenants: readonly string[],
  header: Header,
  { onProgress }: SaveOptions,
  write: (lines: Buffer) => Promise<void>,
): Promise<void> {
  const whole = createHash("sha256");
  const put = async (lines: Buffer): Promise<void> => {
    whole.update(lines);
    await write(lines);
  };
  await put(Buffer.from(`${JSON.stringify(header)}\n`));
  const total = rowsOf(header);
  const seals: Seal["tables"] = {};
  let done = 0;
  for (const table of tables) {
    const hash = createHash("sha256");
    await readTable(session, table, tenants, async (lines, rows) => {
      hash.update(lines);
      await put(lines);
      done += rows;
      onProgress(done, total);
    });
    seals[table.name] = hash.digest("hex");
  }
  const seal: Seal = { tables: seals, sha256: whole.digest("hex") };
  await write(Buffer.from(`${JSON.stringify(seal)}\n`));
}

interface Sink {
  write(bytes: Uint8Array): Promise<void>;
}

async function drainInto(gzip: AsyncIterable<Buffer>, file: Sink): Promise<void> {
  for await (const bytes of gzip) await file.write(bytes);
}
