import type { SQL } from "drizzle-orm";
import type { Outbound } from "../../../src/domain/outbound.ts";
import type { Database, Transaction } from "../../../src/store/database.ts";
import type { FailPoints } from "./fail-points.ts";
import { addsPost, closesEvent, keepsEvent, type Sabotage, sabotagedRows, textOf } from "./sabotage.ts";

/** The database with fail-points around its statements and commits. */
export function withFailPoints(
  database: Database,
  points: FailPoints,
  sabotage: Sabotage | null = null,
  sendNow: (outbound: Outbound) => Promise<unknown> = async () => undefined,
): Database {
  const watched = (tx: Transaction, seen: Seen): Transaction => ({
    ...tx,
    async rows<Row extends Record<string, unknown>>(statement: SQL): Promise<readonly Row[]> {
      await points.whileAlive();
      const { text, parameters } = textOf(statement);
      if (closesEvent(text)) seen.isClosing = true;
      if (keepsEvent(text)) seen.isAccepting = true;
      const broken = sabotagedRows(tx, sabotage, statement, sendNow);
      const rows = broken ? ((await broken()) as readonly Row[]) : await tx.rows<Row>(statement);
      if (text.includes("delete from people")) points.pass("in_erase");
      if (addsPost(text) && parameters.some((parameter) => String(parameter).startsWith("digest:")))
        points.pass("in_digest");
      return rows;
    },
  });

  return {
    ...database,
    async transaction(role, tenantId, work) {
      await points.whileAlive();
      let seen: Seen = { isClosing: false, isAccepting: false };
      const result = await database.transaction(role, tenantId, async (tx) => {
        seen = { isClosing: false, isAccepting: false };
        const done = await work(watched(tx, seen));
        if (seen.isAccepting) points.pass("before_inbox_commit");
        if (seen.isClosing) points.pass("before_business_commit");
        return done;
      });
      if (seen.isAccepting) points.pass("after_inbox_commit");
      if (seen.isClosing) points.pass("after_business_commit");
      return result;
    },
    async spineQuery<Row extends Record<string, unknown>>(text: string, parameters: readonly unknown[]) {
      await points.whileAlive();
      const isAccepting = keepsEvent(text);
      if (isAccepting) points.pass("before_inbox_commit");
      const rows = await database.spineQuery<Row>(text, parameters);
      if (isAccepting) points.pass("after_inbox_commit");
      return rows;
    },
  };
}

/** What a transaction was for. */
interface Seen {
  isClosing: boolean;
  isAccepting: boolean;
}
