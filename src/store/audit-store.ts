import { randomUUID } from "node:crypto";
import { desc } from "drizzle-orm";
import type { AuditStore } from "../ports/stores/desk-stores.ts";
import { mine, type Room } from "./room.ts";
import { auditLog } from "./schema/index.ts";

export function createAuditStore(room: Room): AuditStore {
  return {
    async add(entry) {
      await room.sql.insert(auditLog).values({ tenantId: room.tenantId, id: randomUUID(), ...entry });
    },
    async list(limit) {
      return room.sql
        .select({
          actor: auditLog.actor,
          action: auditLog.action,
          subject: auditLog.subject,
          detail: auditLog.detail,
          happenedAt: auditLog.happenedAt,
        })
        .from(auditLog)
        .where(mine(room, auditLog))
        .orderBy(desc(auditLog.happenedAt), desc(auditLog.id))
        .limit(limit);
    },
  };
}
