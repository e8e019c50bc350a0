import type { Writable } from "node:stream";
import type { PGlite } from "@electric-sql/pglite";
import { RapportError } from "../domain/errors.ts";
import { faultOf, toStoreError } from "../store/store-error.ts";

/** One connection to either database: all that saving and restoring need of it. */
export interface Session {
  readonly kind: "pglite" | "postgres";
  /** Statements without parameters. */
  exec(statements: string): Promise<void>;
  rows<Row extends Record<string, unknown>>(
    statement: string,
    parameters?: readonly string[],
  ): Promise<readonly Row[]>;
  /** `COPY <target> FROM`; whole lines of COPY text. */
  copyIn(target: string, lines: Uint8Array<ArrayBuffer>): Promise<void>;
  close(): Promise<void>;
}

/** The folder's lock is the caller's affair. */
export async function openPgliteSession(folder: string): Promise<Session> {
  const { PGlite } = await import("@electric-sql/pglite");
  return pgliteSession(await PGlite.create(folder, { parsers: { 20: Number } }));
}

export function pgliteSession(pglite: PGlite): Session {
  return {
    kind: "pglite",
    exec: async (statements) => {
      await pglite.exec(statements);
    },
    rows: async <Row>(statement: string, parameters: readonly string[] = []) =>
      (await pglite.query<Row>(statement, [...parameters])).rows,
    copyIn: async (target, lines) => {
      await pglite.query(`copy ${target} from '/dev/blob'`, [], { blob: new Blob([lines]) });
    },
    close: () => pglite.close(),
  };
}

const CONNECT_TIMEOUT_S = 5;

export async function openPostgresSession(url: string): Promise<Session> {
  const { default: postgres } = await import("postgres");
  const client = postgres(url, {
    max: 1,
    max_lifetime: null,
    connect_timeout: CONNECT_TIMEOUT_S,
    onnotice: () => undefined,
    types: { int8: { to: 20, from: [20], parse: Number, serialize: String } },
    // A statement over a large table may take its time, and the server's own limits are made for a desk.
    connection: {
      application_name: "rapport-backup",
      statement_timeout: 0,
      idle_in_transaction_session_timeout: 0,
    },
  });
  const session: Session = {
    kind: "postgres",
    exec: async (statements) => {
      await client.unsafe(statements);
    },
    rows: async <Row extends Record<string, unknown>>(
      statement: string,
      parameters: readonly string[] = [],
    ) => [...(await client.unsafe<Row[]>(statement, [...parameters]))],
    async copyIn(target, lines) {
      const writable = await client.unsafe(`copy ${target} from stdin`).writable();
      await handOver(writable, lines);
      // The driver (3.4.9) has let go of the stream by then and tells nobody when the server refuses the rows: the next
      // statement of the transaction does.
      await client.unsafe("select 1").catch((error: unknown) => {
        throw faultOf(error).code === "25P02" ? rowsRefused() : error;
      });
    },
    close: () => client.end({ timeout: 1 }),
  };
  try {
    await session.exec("select 1");
    return session;
  } catch (error) {
    await session.close();
    throw toStoreError(error);
  }
}

/** Resolves when the end of the rows was written too: a statement before it would break the copy. */
async function handOver(writable: Writable, lines: Uint8Array): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const end = writable._final.bind(writable);
    writable._final = (callback) => {
      end(callback);
      resolve();
    };
    writable.on("error", reject);
    writable.end(lines);
  });
}

const rowsRefused = (): RapportError =>
  new RapportError(
    "restore.rows-refused",
    "The database server did not take the rows. Nothing was restored.",
    "Look into the server's log: its disk may be full.",
  );
