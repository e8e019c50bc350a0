import { sql } from "drizzle-orm";
import type { Database } from "../database.ts";
import { asJson, limitOf, type RepairStatements, repairRows, type TroubleList } from "./trouble.ts";

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

const COLUMNS = `id::text as id, tenant_id::text as tenant_id, workspace_id::text as workspace_id, platform, channel_key,
    ref, payload ->> 'kind' as kind, state, attempts, error_code,
    to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as created_at`;

const LIST = `
  select ${COLUMNS} from outbox
  where ${IN_TROUBLE} and ($1::uuid is null or tenant_id = $1::uuid)
    and ($3::text is null or platform = $3::text) and ($4::text is null or error_code = $4::text)
    and ($5::text is null or state = $5::text)
  order by seq limit $2::int`;

const FIND = `
  select ${COLUMNS}, left(coalesce(payload -> 'content' ->> 'summary', payload -> 'form' ->> 'title'), 2000) as words
  from outbox where id = $1::uuid and ${IN_TROUBLE} and ($2::uuid is null or tenant_id = $2::uuid)`;

const STATEMENTS: RepairStatements = {
  thing: "send",
  isId: (id) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id),
  find: (ids, tenantId) => sql`
    select id::text as id, tenant_id::text as tenant_id, error_code, platform from outbox
    where ${sql.raw(IN_TROUBLE)}
      and id in (select value::uuid from jsonb_array_elements_text(${asJson(ids)}::jsonb))
      and (${tenantId}::uuid is null or tenant_id = ${tenantId}::uuid)
    order by seq for update`,
  replay: (id) => sql`
    update outbox set seq = default, state = 'pending', attempts = 0, run_at = to_timestamp(0), error_code = null
    where id = ${id}::uuid`,
  discard: (id) => sql`
    update outbox set state = 'failed', payload = null, error_code = 'discarded' where id = ${id}::uuid`,
};

/** Uncertain and refused posts. A replayed post may be there twice: that is for the person to judge. */
export function createUnsentPosts(database: Database): TroubleList<UnsentPost> {
  return {
    async list(filter) {
      const { tenantId = null, platform = null, errorCode = null, state = null } = filter ?? {};
      const values = [tenantId, limitOf(filter), platform, errorCode, state];
      return (await database.spineQuery<Columns>(LIST, values)).map(postOf);
    },
    async find(id, filter) {
      if (!STATEMENTS.isId(id)) return null;
      const [row] = await database.spineQuery<Columns & { readonly words: string | null }>(FIND, [
        id,
        filter?.tenantId ?? null,
      ]);
      return row ? { ...postOf(row), words: row.words, author: null } : null;
    },
    repair: (repair) => repairRows(database, STATEMENTS, repair),
  };
}

const postOf = (row: Columns): UnsentPost => ({
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
});
