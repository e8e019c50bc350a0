import type { Database } from "../database.ts";

/** An event that no attempt could work. Its words are not shown here; they stay in the row until it is worked or discarded. */
export interface DeadLetter {
  readonly id: string;
  readonly tenantId: string;
  readonly workspaceId: string;
  readonly platform: string;
  /** Kind of the event. */
  readonly kind: string;
  readonly attempts: number;
  readonly errorCode: string;
  /** ISO 8601. */
  readonly receivedAt: string;
}

export interface TroubleFilter {
  /** Only rows of this tenant. */
  readonly tenantId?: string;
  readonly limit?: number;
}

/** Rows that wait for a person. `replay` and `discard` give `false` when the row is not, or no longer, among them. */
export interface TroubleList<Row> {
  list(filter?: TroubleFilter): Promise<readonly Row[]>;
  /** Once more, from the end of the queue, with all attempts ahead. */
  replay(id: string, filter?: TroubleFilter): Promise<boolean>;
  /** Closes the row and empties it. */
  discard(id: string, filter?: TroubleFilter): Promise<boolean>;
}

export const MOST_LISTED = 200;

interface Columns extends Record<string, unknown> {
  readonly id: string;
  readonly tenant_id: string;
  readonly workspace_id: string;
  readonly platform: string | null;
  readonly kind: string | null;
  readonly attempts: number;
  readonly error_code: string | null;
  readonly received_at: string;
}

const LIST = `
  select id::text as id, tenant_id::text as tenant_id, workspace_id::text as workspace_id,
    payload ->> 'platform' as platform, payload ->> 'kind' as kind, attempts, error_code,
    to_char(received_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as received_at
  from inbox where state = 'dead' and ($1::uuid is null or tenant_id = $1::uuid)
  order by id limit $2::int`;

/** A new id puts it behind what its channel has said since, and behind a row of the channel that is in hand. */
const REPLAY = `
  update inbox set id = default, state = 'ready', attempts = 0, run_at = to_timestamp(0), error_code = null
  where id = $1::bigint and state = 'dead' and ($2::uuid is null or tenant_id = $2::uuid)
  returning 1 as moved`;

const DISCARD = `
  update inbox set state = 'done', payload = null, error_code = 'discarded', done_at = now()
  where id = $1::bigint and state = 'dead' and ($2::uuid is null or tenant_id = $2::uuid)
  returning 1 as moved`;

export function createDeadLetters(database: Database): TroubleList<DeadLetter> {
  const move = async (statement: string, id: string, filter: TroubleFilter | undefined) =>
    /^\d{1,18}$/.test(id) &&
    (await database.spineQuery(statement, [id, filter?.tenantId ?? null])).length > 0;
  return {
    async list(filter) {
      const limit = Math.min(MOST_LISTED, filter?.limit ?? MOST_LISTED);
      const rows = await database.spineQuery<Columns>(LIST, [filter?.tenantId ?? null, limit]);
      return rows.map((row) => ({
        id: row.id,
        tenantId: row.tenant_id,
        workspaceId: row.workspace_id,
        platform: row.platform ?? "unknown",
        kind: row.kind ?? "unknown",
        attempts: row.attempts,
        errorCode: row.error_code ?? "unknown",
        receivedAt: row.received_at,
      }));
    },
    replay: (id, filter) => move(REPLAY, id, filter),
    discard: (id, filter) => move(DISCARD, id, filter),
  };
}
