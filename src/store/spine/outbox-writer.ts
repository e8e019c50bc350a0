import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import type { Outbound } from "../../domain/outbound.ts";
import type { OutboxWriter } from "../../ports/stores/outbox-writer.ts";
import type { Transaction } from "../database.ts";
import { backToDesk } from "./as-spine.ts";
import { storableJson } from "./clean-text.ts";

/** Writes outbox rows in the transaction of the facts behind them. */
export function createOutboxWriter(tx: Transaction, tenantId: string): OutboxWriter {
  return {
    async add(entry) {
      const id = entry.id ?? randomUUID();
      await tx.as("rapport_spine", null);
      const [added] = await tx.rows<{ added: number }>(sql`
        with added as (
          insert into outbox (tenant_id, id, workspace_id, platform, channel_key, cause_key, ref, payload, run_at)
          values (${tenantId}::uuid, ${id}::uuid, ${entry.workspaceId}::uuid, ${entry.outbound.platform},
            ${queueOf(entry.outbound)}, ${entry.causeKey}, ${entry.ref ?? null}::text,
            ${storableJson(entry.outbound)}::text::jsonb, to_timestamp(0))
          on conflict (tenant_id, cause_key) do nothing
          returning 1)
        select count(*)::int as added, ${backToDesk(tenantId)} from added`);
      return added?.added === 1 ? id : null;
    },
  };
}

/**
 * What is said to one channel leaves in order. A direct message names a person instead, because the private channel
 * may not exist yet.
 */
export function queueOf(outbound: Outbound): string {
  return outbound.kind === "direct" ? `@${outbound.personKey}` : outbound.channelKey;
}
