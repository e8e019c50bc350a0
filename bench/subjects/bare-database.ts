import type { PgDatabase, PgQueryResultHKT } from "drizzle-orm/pg-core";

/** Runs one prepared statement. */
export type BareStatement = (
  text: string,
  values: readonly (string | readonly string[])[],
) => Promise<unknown>;

/** A driver as it comes, without anything of ours around it; in the role that may write the inbox. */
export interface BareDatabase {
  readonly run: BareStatement;
  readonly db: PgDatabase<PgQueryResultHKT>;
  close(): Promise<void>;
}

const POOL = 16;

export async function openBare(url: string): Promise<BareDatabase> {
  if (url.startsWith("pglite:")) return openBarePglite(url.slice("pglite:".length));
  const [{ default: postgres }, { drizzle }] = await Promise.all([
    import("postgres"),
    import("drizzle-orm/postgres-js"),
  ]);
  const options = { max: POOL, onnotice: () => undefined, connection: { role: "rapport_spine" } };
  const client = postgres(url, options);
  // Drizzle changes how its client reads and writes values; the bare one stays as it is.
  const forDrizzle = postgres(url, options);
  return {
    run: (text, values) =>
      client.unsafe(
        text,
        values.map((value) => (typeof value === "string" ? value : [...value])),
        { prepare: true },
      ),
    db: drizzle(forDrizzle),
    async close() {
      await Promise.all([client.end({ timeout: 1 }), forDrizzle.end({ timeout: 1 })]);
    },
  };
}

async function openBarePglite(folder: string): Promise<BareDatabase> {
  const [{ PGlite }, { drizzle }] = await Promise.all([
    import("@electric-sql/pglite"),
    import("drizzle-orm/pglite"),
  ]);
  const pglite = await PGlite.create(folder);
  await pglite.exec("set time zone 'UTC'; set role rapport_spine");
  return {
    run: (text, values) => pglite.query(text, [...values]),
    db: drizzle(pglite),
    close: () => pglite.close(),
  };
}
