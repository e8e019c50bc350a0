import { sql } from "drizzle-orm";
import type { TimerWriter } from "../../ports/stores/outbox-writer.ts";
import type { Transaction } from "../database.ts";
import { backToDesk } from "./as-spine.ts";
import { storableJson } from "./clean-text.ts";

type Wait = Parameters<TimerWriter["set"]>[0];

/**
 * Sets and cancels persisted waits in the transaction of the facts behind them. Nobody reads them in there: they are
 * gathered, the last word on each counts, and one statement writes them when the transaction ends.
 */
export function createTimerWriter(tx: Transaction, tenantId: string): TimerWriter {
  const changes = new Map<string, Pick<Wait, "name" | "subjectId"> & { readonly wait: Wait | null }>();
  const note = (name: string, subjectId: string, wait: Wait | null): void => {
    changes.set(JSON.stringify([name, subjectId]), { name, subjectId, wait });
  };

  tx.beforeCommit(async () => {
    if (changes.size === 0) return;
    const all = [...changes.values()];
    const cancelled = all.filter(({ wait }) => wait === null);
    const set = all.flatMap(({ wait }) => (wait === null ? [] : [wait]));
    await tx.as("rapport_spine", null);
    await tx.rows(sql`
      with cancelled as (
        delete from timers t using jsonb_to_recordset(${storableJson(cancelled)}::text::jsonb)
          as c("name" text, "subjectId" text)
        where t.tenant_id = ${tenantId}::uuid and t.name = c.name and t.subject_id = c."subjectId"),
      placed as (
        insert into timers (tenant_id, name, subject_id, workspace_id, payload, due_at)
        select ${tenantId}::uuid, s.name, s."subjectId", s."workspaceId", s.event, s."dueAt"
        from jsonb_to_recordset(${storableJson(set)}::text::jsonb)
          as s("name" text, "subjectId" text, "workspaceId" uuid, "event" jsonb, "dueAt" timestamptz)
        order by s.name, s."subjectId"
        on conflict (tenant_id, name, subject_id) do update
          set workspace_id = excluded.workspace_id, payload = excluded.payload, due_at = excluded.due_at)
      select ${backToDesk(tenantId)}`);
  });

  return {
    async set(timer) {
      note(timer.name, timer.subjectId, timer);
    },
    async cancel(name, subjectId) {
      note(name, subjectId, null);
    },
  };
}
