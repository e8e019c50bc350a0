import { sql } from "drizzle-orm";
import type { Outbound } from "../../domain/outbound.ts";
import type { Database } from "../database.ts";
import { asDesk } from "./as-spine.ts";
import type { OutboxRow } from "./outbox-queue.ts";

/** Where an earlier post stands, named by its ref. */
export type Target =
  | { readonly kind: "posted"; readonly messageKey: string }
  /** It is still on its way. */
  | { readonly kind: "waiting" }
  /** It was never posted, or nobody knows whether. */
  | { readonly kind: "none" };

export interface SentPost {
  readonly messageKey: string | null;
  readonly permalink: string | null;
}

/** Finds the platform's key of the post that an update or deletion is about. */
export async function findTarget(database: Database, tenantId: string, ref: string): Promise<Target> {
  return database.transaction("rapport_spine", null, async (tx) => {
    const posted = await asDesk(tx, tenantId, () =>
      tx.rows<{ message_key: string }>(sql`
        select message_key from posts where tenant_id = ${tenantId}::uuid and ref = ${ref}`),
    );
    if (posted[0]) return { kind: "posted", messageKey: posted[0].message_key };
    const open = await tx.rows(sql`
      select 1 as open from outbox
      where tenant_id = ${tenantId}::uuid and ref = ${ref} and state in ('pending', 'sending')
        and payload ->> 'kind' not in ('update', 'delete') limit 1`);
    return { kind: open.length > 0 ? "waiting" : "none" };
  });
}

/** A thread under a post of ours is named `outbox:<id>` until the platform has given the post its key. */
const OUR_ROOT = /^outbox:([0-9a-f-]{36})$/;

const ROOT = "select state, sent_message_key from outbox where tenant_id = $1 and id = $2";

/** The platform's key of the thread in which something is to be said; `null` is the top of the channel. */
export async function findThreadKey(
  database: Database,
  tenantId: string,
  threadKey: string | null,
): Promise<
  { readonly kind: "known"; readonly threadKey: string | null } | Exclude<Target, { kind: "posted" }>
> {
  const rootId = threadKey === null ? undefined : OUR_ROOT.exec(threadKey)?.[1];
  if (rootId === undefined) return { kind: "known", threadKey };
  const rows = await database.spineQuery<{ state: string; sent_message_key: string | null }>(ROOT, [
    tenantId,
    rootId,
  ]);
  const root = rows[0];
  if (root?.sent_message_key) return { kind: "known", threadKey: root.sent_message_key };
  return { kind: root?.state === "pending" || root?.state === "sending" ? "waiting" : "none" };
}

const NEWER = `
  select 1 as newer from outbox
  where tenant_id = $1 and workspace_id = $2 and channel_key = $3 and seq > $4
    and state in ('pending', 'sending') and payload ->> 'targetRef' = $5 limit 1`;

/** Is there a later change of the same post? Then the earlier one need not be shown. */
export async function hasNewerChange(database: Database, row: OutboxRow, ref: string): Promise<boolean> {
  const rows = await database.spineQuery(NEWER, [row.tenantId, row.workspaceId, row.lane, row.seq, ref]);
  return rows.length > 0;
}

/**
 * What the platform has taken: the row is closed and emptied, the post can be found by its ref, and the message and the
 * thread that were stored under `outbox:<id>` get the platform's key; one transaction. A row that was called uncertain meanwhile
 * is known now. `taken` when somebody else has closed the row; `erased` when it is gone, with the person it was about.
 */
export async function markSent(
  database: Database,
  row: OutboxRow,
  workerId: string,
  outbound: Outbound,
  sent: SentPost,
  sentAt: Date,
): Promise<"closed" | "taken" | "erased"> {
  return database.transaction("rapport_spine", null, async (tx) => {
    const closed = await tx.rows(sql`
      update outbox set state = 'sent', payload = null, error_code = null, locked_by = null, lease_until_at = null,
        sent_message_key = ${sent.messageKey}::text, sent_at = ${sentAt.toISOString()}::timestamptz
      where tenant_id = ${row.tenantId}::uuid and id = ${row.id}::uuid
        and (state = 'uncertain' or (state = 'sending' and locked_by = ${workerId} and fence = ${row.fence}::int))
      returning 1 as closed`);
    if (closed.length === 0) {
      const left = await tx.rows(
        sql`select 1 as is_left from outbox where tenant_id = ${row.tenantId}::uuid and id = ${row.id}::uuid`,
      );
      return left.length === 0 ? "erased" : "taken";
    }
    const { messageKey, permalink } = sent;
    if (messageKey === null) return "closed";
    await tx.as("rapport_desk", row.tenantId);
    if (row.ref !== null) {
      await tx.rows(sql`
          insert into posts (tenant_id, ref, workspace_id, channel_key, message_key, permalink, posted_at)
          values (${row.tenantId}::uuid, ${row.ref}, ${row.workspaceId}::uuid, ${outbound.channelKey}, ${messageKey},
            ${permalink}::text, ${sentAt.toISOString()}::timestamptz)
          on conflict (tenant_id, ref) do update set workspace_id = excluded.workspace_id,
            channel_key = excluded.channel_key, message_key = excluded.message_key, permalink = excluded.permalink,
            posted_at = excluded.posted_at`);
    }
    await tx.rows(sql`
        update messages m set message_key = ${messageKey}, permalink = coalesce(${permalink}::text, m.permalink)
        where m.tenant_id = ${row.tenantId}::uuid and m.message_key = ${`outbox:${row.id}`}
          and m.channel_id in (select c.id from channels c where c.tenant_id = ${row.tenantId}::uuid
            and c.workspace_id = ${row.workspaceId}::uuid
            and (c.channel_key = ${outbound.channelKey} or ${outbound.kind === "direct"}::boolean))
          and not exists (select 1 from messages k where k.tenant_id = m.tenant_id
            and k.channel_id = m.channel_id and k.message_key = ${messageKey})`);
    if (outbound.kind !== "post" || outbound.threadKey !== null) return "closed";
    await tx.rows(sql`
        update threads t set thread_key = ${messageKey}
        where t.tenant_id = ${row.tenantId}::uuid and t.thread_key = ${`outbox:${row.id}`}
          and t.channel_id in (select c.id from channels c where c.tenant_id = ${row.tenantId}::uuid
            and c.workspace_id = ${row.workspaceId}::uuid and c.channel_key = ${outbound.channelKey})
          and not exists (select 1 from threads k where k.tenant_id = t.tenant_id
            and k.channel_id = t.channel_id and k.thread_key = ${messageKey})`);
    return "closed";
  });
}
