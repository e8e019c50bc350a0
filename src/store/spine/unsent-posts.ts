import type { Database } from "../database.ts";
import { MOST_LISTED, type TroubleFilter, type TroubleList } from "./dead-letters.ts";

/** A post whose fate nobody knows, or that a platform refused. */
export interface UnsentPost {
  readonly id: string;
  readonly tenantId: string;
  readonly workspaceId: string;
  readonly platform: string;
  readonly channelKey: string;
  readonly ref: string | null;
  /** What was asked of the platform: `post`, `update` ... */
  readonly kind: string;
  readonly state: "uncertain" | "failed";
  readonly attempts: number;
  readonly errorCode: string;
  /** ISO 8601. */
  readonly createdAt: string;
}

interface Columns extends Record<string, unknown> {
  readonly id: string;
  readonly tenant_id: string;
  readonly workspace_id: string;
  readonly platform: string;
  readonly channel_key: string;
  readonly ref: string | null;
  readonly kind: string | null;
  readonly state: "uncertain" | "failed";
  readonly attempts: number;
  readonly error_code: string | null;
  readonly created_at: string;
}

const IN_TROUBLE = `state in ('failed', 'uncertain') and payload is not null`;

const LIST = `
  select id::text as id, tenant_id::text as tenant_id, workspace_id::text as workspace_id, platform, channel_key, ref,
    payload ->> 'kind' as kind, state, attempts, error_code,
    to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as created_at
  from outbox where ${IN_TROUBLE} and ($1::uuid is null or tenant_id = $1::uuid)
  order by seq limit $2::int`;

const REPLAY = `
  update outbox set seq = default, state = 'pending', attempts = 0, run_at = to_timestamp(0), error_code = null
  where id = $1::uuid and ${IN_TROUBLE} and ($2::uuid is null or tenant_id = $2::uuid)
  returning 1 as moved`;

const DISCARD = `
  update outbox set state = 'failed', payload = null, error_code = 'discarded'
  where id = $1::uuid and ${IN_TROUBLE} and ($2::uuid is null or tenant_id = $2::uuid)
  returning 1 as moved`;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Uncertain and refused posts. A replayed post may be there twice: that is for the person to judge. */
export function createUnsentPosts(database: Database): TroubleList<UnsentPost> {
  const move = async (statement: string, id: string, filter: TroubleFilter | undefined) =>
    UUID.test(id) && (await database.spineQuery(statement, [id, filter?.tenantId ?? null])).length > 0;
  return {
    async list(filter) {
      const limit = Math.min(MOST_LISTED, filter?.limit ?? MOST_LISTED);
      const rows = await database.spineQuery<Columns>(LIST, [filter?.tenantId ?? null, limit]);
      return rows.map((row) => ({
        id: row.id,
        tenantId: row.tenant_id,
        workspaceId: row.workspace_id,
        platform: row.platform,
        channelKey: row.channel_key,
        ref: row.ref,
        kind: row.kind ?? "unknown",
        state: row.state,
        attempts: row.attempts,
        errorCode: row.error_code ?? "unknown",
        createdAt: row.created_at,
      }));
    },
    replay: (id, filter) => move(REPLAY, id, filter),
    discard: (id, filter) => move(DISCARD, id, filter),
  };
}
