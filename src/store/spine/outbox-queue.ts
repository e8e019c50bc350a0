import type { Database } from "../database.ts";
import { OUTBOX } from "./claim-statement.ts";
import { type ClaimRequest, createClaimer } from "./claimer.ts";

/** An outbox row in hand. */
export interface OutboxRow {
  readonly tenantId: string;
  readonly workspaceId: string;
  readonly id: string;
  /** Grows in the order in which things are to be said. */
  readonly seq: number;
  readonly platform: string;
  /** Rows of one lane leave one after another. */
  readonly lane: string;
  readonly ref: string | null;
  readonly payload: unknown;
  readonly writtenAt: Date;
  readonly attempt: number;
  readonly fence: number;
  /** Why it was put back the last time. */
  readonly errorCode: string | null;
}

/** A row whose sender is gone, and for how long its lease has been over. */
export interface LostRow {
  readonly row: OutboxRow;
  readonly lostForMs: number;
}

export type SettledState = "failed" | "uncertain";

export interface OutboxQueue {
  claim(request: ClaimRequest): Promise<readonly OutboxRow[]>;
  /** Keeps the leases of the given rows, if they are still this worker's. */
  extendLeases(workerId: string, leaseMs: number, rows: readonly OutboxRow[]): Promise<void>;
  /** Back to the queue until `runAt`. */
  postpone(
    row: OutboxRow,
    workerId: string,
    wait: { readonly runAt: Date; readonly errorCode: string; readonly countsAttempt: boolean },
  ): Promise<void>;
  settle(row: OutboxRow, workerId: string, state: SettledState, errorCode: string): Promise<void>;
  /** Gives rows back as if they had never been claimed. For rows that were surely not handed to a platform. */
  release(workerId: string, rows: readonly OutboxRow[]): Promise<void>;
  /** Takes rows whose sender is gone into this worker's hand. */
  takeLost(workerId: string, leaseMs: number, everyLease: boolean): Promise<readonly LostRow[]>;
  /** Removes rows sent before the instant; gives how many. */
  clean(sentBefore: Date): Promise<number>;
}

interface Columns extends Record<string, unknown> {
  readonly tenant_id: string;
  readonly workspace_id: string;
  readonly id: string;
  readonly seq: number;
  readonly platform: string;
  readonly channel_key: string;
  readonly ref: string | null;
  readonly payload: unknown;
  readonly written_at_ms: number;
  readonly attempts: number;
  readonly fence: number;
  readonly error_code: string | null;
}

const COLUMNS = `q.tenant_id::text as tenant_id, q.workspace_id::text as workspace_id, q.id::text as id,
  q.seq::float8 as seq, q.platform, q.channel_key, q.ref, q.payload, q.attempts, q.fence, q.error_code,
  (extract(epoch from q.created_at) * 1000)::float8 as written_at_ms`;

const EXTEND = `
  update outbox o set lease_until_at = clock_timestamp() + $2::float8 * interval '1 millisecond'
  from unnest($3::uuid[], $4::uuid[], $5::int[]) as r(tenant_id, id, fence)
  where o.tenant_id = r.tenant_id and o.id = r.id and o.fence = r.fence
    and o.state = 'sending' and o.locked_by = $1`;

const MINE = "tenant_id = $1 and id = $2 and state = 'sending' and locked_by = $3 and fence = $4";

const POSTPONE = `
  update outbox set state = 'pending', run_at = $5::timestamptz, error_code = $6,
    attempts = case when $7::boolean then attempts else greatest(0, attempts - 1) end,
    locked_by = null, lease_until_at = null
  where ${MINE}`;

const SETTLE = `
  update outbox set state = $5, error_code = $6, locked_by = null, lease_until_at = null where ${MINE}`;

const RELEASE = `
  update outbox o set state = 'pending', attempts = greatest(0, attempts - 1), locked_by = null, lease_until_at = null
  from unnest($2::uuid[], $3::uuid[], $4::int[]) as r(tenant_id, id, fence)
  where o.tenant_id = r.tenant_id and o.id = r.id and o.fence = r.fence
    and o.state = 'sending' and o.locked_by = $1`;

const TAKE_LOST = `
  with gone as (
    select tenant_id, id,
      greatest(0, extract(epoch from clock_timestamp() - lease_until_at) * 1000)::float8 as lost_for_ms
    from outbox
    where state = 'sending' and (lease_until_at < clock_timestamp() or $3::boolean)
    order by seq limit 100 for update skip locked)
  update outbox q set locked_by = $1, fence = q.fence + 1,
    lease_until_at = clock_timestamp() + $2::float8 * interval '1 millisecond'
  from gone g where q.tenant_id = g.tenant_id and q.id = g.id
  returning ${COLUMNS}, g.lost_for_ms`;

const CLEAN = `
  with old as (select tenant_id, id from outbox where state = 'sent' and sent_at < $1::timestamptz limit 500)
  delete from outbox q using old o where q.tenant_id = o.tenant_id and q.id = o.id
  returning q.id::text as id`;

/** The statements over the outbox, all as the spine's role, each a transaction of its own. */
export function createOutboxQueue(database: Database): OutboxQueue {
  const claim = createClaimer<Columns>(database, OUTBOX, COLUMNS);
  const mine = (row: OutboxRow, workerId: string) => [row.tenantId, row.id, workerId, row.fence];
  return {
    async claim(request) {
      return (await claim(request)).map(toRow).sort((a, b) => a.seq - b.seq);
    },
    async extendLeases(workerId, leaseMs, rows) {
      await database.spineQuery(EXTEND, [workerId, leaseMs, ...columnsOf(rows)]);
    },
    async postpone(row, workerId, { runAt, errorCode, countsAttempt }) {
      const wait = [runAt.toISOString(), errorCode, countsAttempt];
      await database.spineQuery(POSTPONE, [...mine(row, workerId), ...wait]);
    },
    async settle(row, workerId, state, errorCode) {
      await database.spineQuery(SETTLE, [...mine(row, workerId), state, errorCode]);
    },
    async release(workerId, rows) {
      await database.spineQuery(RELEASE, [workerId, ...columnsOf(rows)]);
    },
    async takeLost(workerId, leaseMs, everyLease) {
      const rows = await database.spineQuery<Columns & { lost_for_ms: number }>(TAKE_LOST, [
        workerId,
        leaseMs,
        everyLease,
      ]);
      return rows.map((row) => ({ row: toRow(row), lostForMs: row.lost_for_ms }));
    },
    async clean(sentBefore) {
      return (await database.spineQuery(CLEAN, [sentBefore.toISOString()])).length;
    },
  };
}

const columnsOf = (rows: readonly OutboxRow[]) => [
  rows.map((row) => row.tenantId),
  rows.map((row) => row.id),
  rows.map((row) => row.fence),
];

const toRow = (row: Columns): OutboxRow => ({
  tenantId: row.tenant_id,
  workspaceId: row.workspace_id,
  id: row.id,
  seq: row.seq,
  platform: row.platform,
  lane: row.channel_key,
  ref: row.ref,
  payload: row.payload,
  writtenAt: new Date(row.written_at_ms),
  attempt: row.attempts,
  fence: row.fence,
  errorCode: row.error_code,
});
