import { once } from "node:events";
import type { PGlite } from "@electric-sql/pglite";
import { toStoreError } from "../store/store-error.ts";

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
      const ended = once(writable, "finish");
      writable.end(lines);
      await ended;
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
