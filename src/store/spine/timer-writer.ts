import { sql } from "drizzle-orm";
import type { TimerWriter } from "../../ports/stores/outbox-writer.ts";
import type { Transaction } from "../database.ts";
import { asSpine } from "./as-spine.ts";
import { storableJson } from "./clean-text.ts";

/** Sets and cancels persisted waits in the transaction of the facts behind them. */
export function createTimerWriter(tx: Transaction, tenantId: string): TimerWriter {
  return {
    async set(timer) {
      await asSpine(tx, tenantId, () =>
        tx.rows(sql`
          insert into timers (tenant_id, name, subject_id, workspace_id, payload, due_at)
          values (${tenantId}::uuid, ${timer.name}, ${timer.subjectId}, ${timer.workspaceId}::uuid,
            ${storableJson(timer.event)}::text::jsonb, ${timer.dueAt.toISOString()}::timestamptz)
          on conflict (tenant_id, name, subject_id) do update
            set workspace_id = excluded.workspace_id, payload = excluded.payload, due_at = excluded.due_at`),
      );
    },
    async cancel(name, subjectId) {
      await asSpine(tx, tenantId, () =>
        tx.rows(sql`
          delete from timers
          where tenant_id = ${tenantId}::uuid and name = ${name} and subject_id = ${subjectId}`),
      );
    },
  };
}
