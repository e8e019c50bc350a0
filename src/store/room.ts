import { and, eq, type SQL } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { Sql, Transaction } from "./database.ts";
import type { RollupBuffer } from "./rollup-buffer.ts";

/** What every store of one tenant works with inside one transaction. */
export interface Room {
  readonly tx: Transaction;
  readonly sql: Sql;
  readonly tenantId: string;
  readonly rollups: RollupBuffer;
}

/** The tenant's own rows of a table. Row-level security says the same; said here, keys and indexes begin with it too. */
export const mine = (
  room: Room,
  table: { readonly tenantId: PgColumn },
  ...conditions: (SQL | undefined)[]
): SQL | undefined => and(eq(table.tenantId, room.tenantId), ...conditions);

export const firstOf = <Row>(rows: readonly Row[]): Row | null => rows[0] ?? null;
