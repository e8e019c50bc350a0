import { eq, type SQL } from "drizzle-orm";
import type { TurnRecord, TurnStore } from "../ports/stores/desk-stores.ts";
import { mine, type Room } from "./room.ts";
import { turns } from "./schema/index.ts";

export function createTurnStore(room: Room): TurnStore {
  const list = async (condition: SQL): Promise<readonly TurnRecord[]> => {
    const rows = await room.sql
      .select()
      .from(turns)
      .where(mine(room, turns, condition))
      .orderBy(turns.handledAt, turns.id);
    return rows.map(toRecord);
  };
  return {
    async add(turn) {
      await room.sql.insert(turns).values({ tenantId: room.tenantId, ...turn });
    },
    listByMessage: (messageId) => list(eq(turns.messageId, messageId)),
    listByThread: (threadId) => list(eq(turns.threadId, threadId)),
  };
}

function toRecord({ tenantId: _, ...record }: typeof turns.$inferSelect): TurnRecord {
  return record;
}
