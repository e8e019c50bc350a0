import { PLATFORMS, type Platform } from "../../domain/channel.ts";
import type { Database } from "../database.ts";

export interface QueueStats {
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
}

/** How the spine stands; counted from its partial indexes, so the price follows the backlog and not the history. */
export interface SpineStats extends QueueStats {
  readonly timers: number;
  readonly platforms: Readonly<Record<Platform, QueueStats>>;
}

interface Columns extends Record<string, unknown> {
  readonly part: "inbox" | "dead" | "outbox" | "trouble" | "timers";
  readonly platform: string | null;
  readonly depth: number;
  readonly other: number;
  readonly oldest_ms: number;
}

const ageMs = (column: string) =>
  `greatest(0, coalesce(extract(epoch from $1::timestamptz - min(${column})) * 1000, 0))::float8`;

const OWNER = "inbox i join workspaces w on w.tenant_id = i.tenant_id and w.id = i.workspace_id";

const STATS = `
  select 'inbox' as part, w.platform, count(*)::int as depth, (count(*) filter (where i.state = 'active'))::int as other,
    ${ageMs("i.received_at")} as oldest_ms
  from ${OWNER} where i.state in ('ready', 'active') group by w.platform
  union all
  select 'dead', w.platform, count(*)::int, 0, 0 from ${OWNER} where i.state = 'dead' group by w.platform
  union all
  select 'outbox', platform, count(*)::int, 0, ${ageMs("created_at")}
  from outbox where state in ('pending', 'sending') group by platform
  union all
  select 'trouble', platform, (count(*) filter (where state = 'uncertain'))::int,
    (count(*) filter (where state = 'failed'))::int, 0
  from outbox where state in ('failed', 'uncertain') and payload is not null group by platform
  union all
  select 'timers', null, count(*)::int, 0, 0 from timers`;

const NOTHING: QueueStats = {
  inboxDepth: 0,
  inboxActive: 0,
  inboxOldestMs: 0,
  deadLetters: 0,
  outboxDepth: 0,
  outboxOldestMs: 0,
  uncertain: 0,
  failed: 0,
};

export async function readSpineStats(database: Database, now: Date): Promise<SpineStats> {
  const rows = await database.spineQuery<Columns>(STATS, [now.toISOString()]);
  const platforms = Object.fromEntries(
    PLATFORMS.map((platform) => [platform, statsOf(rows.filter((row) => row.platform === platform))]),
  ) as Record<Platform, QueueStats>;
  return {
    ...statsOf(rows),
    timers: rows.find(({ part }) => part === "timers")?.depth ?? 0,
    platforms,
  };
}

/** Sums of counts, the largest of ages. */
function statsOf(rows: readonly Columns[]): QueueStats {
  const total: { -readonly [Key in keyof QueueStats]: QueueStats[Key] } = { ...NOTHING };
  for (const { part, depth, other, oldest_ms } of rows) {
    if (part === "inbox") {
      total.inboxDepth += depth;
      total.inboxActive += other;
      total.inboxOldestMs = Math.max(total.inboxOldestMs, oldest_ms);
    } else if (part === "dead") total.deadLetters += depth;
    else if (part === "outbox") {
      total.outboxDepth += depth;
      total.outboxOldestMs = Math.max(total.outboxOldestMs, oldest_ms);
    } else if (part === "trouble") {
      total.uncertain += depth;
      total.failed += other;
    }
  }
  return total;
}
