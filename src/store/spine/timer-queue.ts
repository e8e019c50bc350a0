import type { Database } from "../database.ts";

const MOST = 256;

/** `orderKeyOf` in SQL, so that a timer enters the inbox in one statement; a test holds the two together. */
const ORDER_KEY = `(payload -> 'channel' ->> 'channelKey') || coalesce('/' || (payload ->> 'threadKey'), '')`;

const MOVE = `
  with due as (
    delete from timers t using (
      select tenant_id, name, subject_id from timers where due_at <= $1::timestamptz
      order by due_at limit ${MOST} for update skip locked) d
    where t.tenant_id = d.tenant_id and t.name = d.name and t.subject_id = d.subject_id
    returning t.tenant_id, t.workspace_id, t.payload, t.due_at
  ),
  moved as (
    insert into inbox (tenant_id, workspace_id, order_key, dedupe_key, payload, run_at, received_at)
    select tenant_id, workspace_id, ${ORDER_KEY}, payload ->> 'dedupeKey', payload, to_timestamp(0), $1::timestamptz
    from due order by due_at
    on conflict (tenant_id, workspace_id, dedupe_key) do nothing
  )
  select count(*)::int as due from due`;

/** Moves due timers into the inbox, at most 256 at a time; gives how many. A crash before the commit moves none of them. */
export async function moveDueTimers(database: Database, now: Date): Promise<number> {
  const rows = await database.spineQuery<{ due: number }>(MOVE, [now.toISOString()]);
  return rows[0]?.due ?? 0;
}

export const MOST_TIMERS_MOVED = MOST;
