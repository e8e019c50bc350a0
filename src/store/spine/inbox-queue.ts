import type { Database } from "../database.ts";
import { INBOX } from "./claim-statement.ts";
import { type ClaimRequest, createClaimer } from "./claimer.ts";

/** An inbox row in hand. */
export interface ClaimedRow {
  readonly tenantId: string;
  readonly workspaceId: string;
  readonly id: number;
  /** 1 for the first. */
  readonly attempt: number;
  readonly fence: number;
  readonly payload: unknown;
}

export interface InboxQueue {
  claim(request: ClaimRequest): Promise<readonly ClaimedRow[]>;
  /** Keeps the leases of the given rows, if they are still this worker's. */
  extendLeases(workerId: string, leaseMs: number, rows: readonly ClaimedRow[]): Promise<void>;
  /** Back to the queue after a fault, to be tried again at `runAt`; `runAt: null` sends it to the dead letters. */
  fail(row: ClaimedRow, workerId: string, errorCode: string, runAt: Date | null): Promise<void>;
  /** Gives rows back as if they had never been claimed. */
  release(workerId: string, rows: readonly ClaimedRow[]): Promise<void>;
  /**
   * Rows of workers that are gone go back to the queue, and to the dead letters after `maxAttempts`, so that a message
   * that kills the process cannot do so for ever. Gives how many.
   */
  takeOver(request: { readonly maxAttempts: number; readonly everyLease: boolean }): Promise<number>;
  /** Removes rows done before the instant, at most a few hundred for each tenant. Gives how many. */
  clean(doneBefore: Date): Promise<number>;
}

interface ClaimedColumns extends Record<string, unknown> {
  readonly tenant_id: string;
  readonly workspace_id: string;
  readonly id: number;
  readonly attempts: number;
  readonly fence: number;
  readonly payload: unknown;
}

const RETURNING = `q.tenant_id::text as tenant_id, q.workspace_id::text as workspace_id, q.id::float8 as id,
  q.attempts, q.fence, q.payload`;

const EXTEND = `
  update inbox i set lease_until_at = clock_timestamp() + $2::float8 * interval '1 millisecond'
  from unnest($3::uuid[], $4::bigint[], $5::int[]) as r(tenant_id, id, fence)
  where i.tenant_id = r.tenant_id and i.id = r.id and i.fence = r.fence
    and i.state = 'active' and i.locked_by = $1`;

const FAIL = `
  update inbox set state = case when $5::timestamptz is null then 'dead' else 'ready' end,
    run_at = coalesce($5::timestamptz, run_at), error_code = $6, locked_by = null, lease_until_at = null
  where tenant_id = $1 and id = $2 and state = 'active' and locked_by = $3 and fence = $4`;

const RELEASE = `
  update inbox i set state = 'ready', attempts = greatest(0, attempts - 1), locked_by = null, lease_until_at = null
  from unnest($2::uuid[], $3::bigint[], $4::int[]) as r(tenant_id, id, fence)
  where i.tenant_id = r.tenant_id and i.id = r.id and i.fence = r.fence
    and i.state = 'active' and i.locked_by = $1`;

const TAKE_OVER = `
  with gone as (
    select tenant_id, id from inbox
    where state = 'active' and (lease_until_at < clock_timestamp() or $2::boolean)
    limit 500 for update skip locked)
  update inbox i set state = case when i.attempts >= $1::int then 'dead' else 'ready' end,
    error_code = 'work.worker-lost', locked_by = null, lease_until_at = null
  from gone g where i.tenant_id = g.tenant_id and i.id = g.id
  returning i.id::float8 as id`;

/** By the primary key, tenant by tenant from the oldest row on, so that no index is needed for it. */
const CLEAN = `
  with old as (
    select i.tenant_id, i.id from tenants t cross join lateral (
      select tenant_id, id, state, done_at from inbox
      where tenant_id = t.id and state <> 'dead' order by id limit 200) i
    where i.state = 'done' and i.done_at < $1::timestamptz)
  delete from inbox i using old o where i.tenant_id = o.tenant_id and i.id = o.id
  returning i.id::float8 as id`;

/** The statements over the inbox, all as the spine's role, each a transaction of its own. */
export function createInboxQueue(database: Database): InboxQueue {
  const claim = createClaimer<ClaimedColumns>(database, INBOX, RETURNING);
  return {
    async claim(request) {
      const rows = await claim(request);
      return rows
        .map((row) => ({
          tenantId: row.tenant_id,
          workspaceId: row.workspace_id,
          id: row.id,
          attempt: row.attempts,
          fence: row.fence,
          payload: row.payload,
        }))
        .sort((a, b) => a.id - b.id);
    },
    async extendLeases(workerId, leaseMs, rows) {
      await database.spineQuery(EXTEND, [workerId, leaseMs, ...columnsOf(rows)]);
    },
    async fail(row, workerId, errorCode, runAt) {
      const at = runAt?.toISOString() ?? null;
      await database.spineQuery(FAIL, [row.tenantId, row.id, workerId, row.fence, at, errorCode]);
    },
    async release(workerId, rows) {
      await database.spineQuery(RELEASE, [workerId, ...columnsOf(rows)]);
    },
    async takeOver({ maxAttempts, everyLease }) {
      return (await database.spineQuery(TAKE_OVER, [maxAttempts, everyLease])).length;
    },
    async clean(doneBefore) {
      return (await database.spineQuery(CLEAN, [doneBefore.toISOString()])).length;
    },
  };
}

const columnsOf = (rows: readonly ClaimedRow[]) => [
  rows.map((row) => row.tenantId),
  rows.map((row) => row.id),
  rows.map((row) => row.fence),
];
