import type { Database } from "../database.ts";

/** How the spine stands; counted from its partial indexes, so the price follows the backlog and not the history. */
export interface SpineStats {
  /** Events ready or in hand. */
  readonly inboxDepth: number;
  readonly inboxActive: number;
  /** Age of the longest waiting event, 0 with none. */
  readonly inboxOldestMs: number;
  readonly deadLetters: number;
  /** Posts waiting or under way. */
  readonly outboxDepth: number;
  readonly outboxOldestMs: number;
  readonly uncertain: number;
  readonly failed: number;
  readonly timers: number;
}

interface Columns extends Record<string, unknown> {
  readonly inbox_depth: number;
  readonly inbox_active: number;
  readonly inbox_oldest_ms: number;
  readonly dead: number;
  readonly outbox_depth: number;
  readonly outbox_oldest_ms: number;
  readonly uncertain: number;
  readonly failed: number;
  readonly timers: number;
}

const ageMs = (column: string) =>
  `greatest(0, coalesce(extract(epoch from $1::timestamptz - min(${column})) * 1000, 0))::float8`;

const STATS = `
  select i.*, o.*, t.*,
    (select count(*)::int from inbox where state = 'dead') as dead,
    (select count(*)::int from timers) as timers
  from (
    select count(*)::int as inbox_depth, (count(*) filter (where state = 'active'))::int as inbox_active,
      ${ageMs("received_at")} as inbox_oldest_ms
    from inbox where state in ('ready', 'active')) i,
  (
    select count(*)::int as outbox_depth, ${ageMs("created_at")} as outbox_oldest_ms
    from outbox where state in ('pending', 'sending')) o,
  (
    select (count(*) filter (where state = 'uncertain'))::int as uncertain,
      (count(*) filter (where state = 'failed'))::int as failed
    from outbox where state in ('failed', 'uncertain') and payload is not null) t`;

export async function readSpineStats(database: Database, now: Date): Promise<SpineStats> {
  const [row] = await database.spineQuery<Columns>(STATS, [now.toISOString()]);
  if (!row) throw new Error("an aggregate gave no row");
  return {
    inboxDepth: row.inbox_depth,
    inboxActive: row.inbox_active,
    inboxOldestMs: row.inbox_oldest_ms,
    deadLetters: row.dead,
    outboxDepth: row.outbox_depth,
    outboxOldestMs: row.outbox_oldest_ms,
    uncertain: row.uncertain,
    failed: row.failed,
    timers: row.timers,
  };
}
