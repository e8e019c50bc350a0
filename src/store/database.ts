import type { SQL } from "drizzle-orm";
import type { PgDatabase, PgQueryResultHKT } from "drizzle-orm/pg-core";
import type * as schema from "./schema/index.ts";

/** Drizzle over either driver; inside a transaction this is the transaction. */
export type Sql = PgDatabase<PgQueryResultHKT, typeof schema>;

/** The two roles of migration 0001. Business rows are seen as `rapport_desk` of one tenant, the spine's as `rapport_spine`. */
export type DatabaseRole = "rapport_desk" | "rapport_spine";

/** One transaction. The role can be changed inside it, so that facts and outbox commit together. */
export interface Transaction {
  readonly sql: Sql;
  /** Rows of a raw statement, the same shape on both drivers: bigint as number, timestamps as text, jsonb parsed. */
  rows<Row extends Record<string, unknown>>(statement: SQL): Promise<readonly Row[]>;
  as(role: DatabaseRole, tenantId: string | null): Promise<void>;
  /** Last things before the commit, in the order given; a rejection rolls everything back. The hook enters the role it needs. */
  beforeCommit(hook: () => Promise<void>): void;
  /**
   * A statement ($1 ...) whose answer nobody needs: it travels with the commit, behind the hooks and in the order given,
   * in the role that is entered by then. Should it fail, nothing is committed and the transaction rejects.
   */
  last(text: string, parameters: readonly unknown[]): void;
}

/** PGlite or PostgreSQL behind one door. */
export interface Database {
  readonly kind: "pglite" | "postgres";
  transaction<T>(
    role: DatabaseRole,
    tenantId: string | null,
    work: (tx: Transaction) => Promise<T>,
  ): Promise<T>;
  /**
   * Hot path of the spine: one statement with positional parameters ($1 ...), prepared where the driver can, as `rapport_spine`.
   * On PGlite it is a transaction of its own.
   */
  spineQuery<Row extends Record<string, unknown>>(
    text: string,
    parameters: readonly unknown[],
  ): Promise<readonly Row[]>;
  /** Wakes listeners of the channel in every process; only a hint above polling. */
  notify(channel: string, payload: string): Promise<void>;
  /** `onGap`: hints may have been lost just now. Gives a function that stops listening. */
  listen(
    channel: string,
    onPayload: (payload: string) => void,
    onGap?: () => void,
  ): Promise<() => Promise<void>>;
  ping(): Promise<void>;
  close(): Promise<void>;
}
