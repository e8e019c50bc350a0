import { eq, type SQL } from "drizzle-orm";
import type { ChurnRisk } from "../domain/churn-risk.ts";
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

    async dropEvidence(threadId, messageId) {
      for (const turn of await list(eq(turns.threadId, threadId))) {
        const without = <Risk extends ChurnRisk>(risk: Risk): Risk => ({
          ...risk,
          signals: risk.signals.filter((signal) => signal.messageId !== messageId),
        });
        const decision = turn.decision.map((action) =>
          "risk" in action ? { ...action, risk: without(action.risk) } : action,
        );
        await room.sql
          .update(turns)
          .set({ risk: without(turn.risk), decision })
          .where(mine(room, turns, eq(turns.id, turn.id)));
      }
    },
  };
}

function toRecord({ tenantId: _, ...record }: typeof turns.$inferSelect): TurnRecord {
  return record;
}
