import { randomUUID } from "node:crypto";
import { desc, eq, isNull } from "drizzle-orm";
import type { RiskFlag, RiskFlagStore } from "../ports/stores/desk-stores.ts";
import { firstOf, mine, type Room } from "./room.ts";
import { riskFlags } from "./schema/index.ts";

export function createRiskFlagStore(room: Room): RiskFlagStore {
  return {
    async add(flag) {
      const [row] = await room.sql
        .insert(riskFlags)
        .values({ tenantId: room.tenantId, id: randomUUID(), ...flag })
        .returning();
      if (!row) throw new Error("an insert gave no row");
      return toFlag(row);
    },

    async findOpen(threadId) {
      const rows = await room.sql
        .select()
        .from(riskFlags)
        .where(mine(room, riskFlags, eq(riskFlags.threadId, threadId), isNull(riskFlags.verdict)))
        .orderBy(desc(riskFlags.flaggedAt))
        .limit(1);
      return firstOf(rows.map(toFlag));
    },

    async listByThread(threadId) {
      const rows = await room.sql
        .select()
        .from(riskFlags)
        .where(mine(room, riskFlags, eq(riskFlags.threadId, threadId)))
        .orderBy(riskFlags.flaggedAt, riskFlags.id);
      return rows.map(toFlag);
    },

    async changeEvidence(id, { signals, score, level }) {
      await room.sql
        .update(riskFlags)
        .set({ signals, score, level })
        .where(mine(room, riskFlags, eq(riskFlags.id, id)));
    },

    async remove(id) {
      await room.sql.delete(riskFlags).where(mine(room, riskFlags, eq(riskFlags.id, id)));
    },

    async giveVerdict(id, verdict) {
      await room.sql
        .update(riskFlags)
        .set(verdict)
        .where(mine(room, riskFlags, eq(riskFlags.id, id)));
    },
  };
}

const toFlag = (row: typeof riskFlags.$inferSelect): RiskFlag => ({
  id: row.id,
  threadId: row.threadId,
  customerId: row.customerId,
  level: row.level,
  score: row.score,
  negativeEmotionSharePercent: row.negativeEmotionSharePercent,
  signals: row.signals,
  flaggedAt: row.flaggedAt,
  verdict: row.verdict,
});
