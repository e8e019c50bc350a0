import { RapportError } from "../domain/errors.ts";
import type { Database } from "./database.ts";

export interface DatabaseOptions {
  /** `pglite:DIR`, `pglite:memory`, or `postgres://...`. */
  readonly url: string;
  /** PostgreSQL behind a pooler in transaction mode: the way past it, for migrations and for listening. */
  readonly directUrl?: string | undefined;
  /** PostgreSQL: named statements; by default only without a pooler. */
  readonly isPrepared?: boolean | undefined;
  /** PostgreSQL: connections for transactions; the spine's statements have a few of their own. */
  readonly poolSize?: number;
  /** PostgreSQL: as the embedded database always does. Costs every promise of the process; for tests. */
  readonly refusesNesting?: boolean;
}

/**
 * Opens and migrates the database. Rejects with `RapportError` `store.*`: a folder in use, a folder that is not ours,
 * a server that does not answer or does not let us in.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { url } = options;
  if (url.startsWith("pglite:")) {
    const { openPglite } = await import("./embedded/pglite-database.ts");
    const place = url.slice("pglite:".length);
    if (place !== "") return openPglite(place === "memory" ? null : place);
  }
  if (url.startsWith("postgres://") || url.startsWith("postgresql://")) {
    const { openPostgres } = await import("./server/postgres-database.ts");
    return openPostgres({ ...options, poolSize: options.poolSize ?? 10 });
  }
  throw new RapportError(
    "store.url",
    "The database address is not understood.",
    "Set DATABASE_URL to pglite:<folder> or postgres://<user>:<password>@<host>/<database>.",
  );
}
