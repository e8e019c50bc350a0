import { sql } from "drizzle-orm";
import type { Database } from "../database.ts";
import { asJson, limitOf, type RepairStatements, repairRows, type TroubleList } from "./trouble.ts";

/** An event that no attempt could work. Its words stay in the row until it is worked or discarded. */
export interface DeadLetter {
  readonly id: string;
  readonly tenantId: string;
  readonly workspaceId: string;
  readonly platform: string;
  readonly channelName: string | null;
  /** Kind of the event. */
  readonly kind: string;
  readonly attempts: number;
  readonly errorCode: string;
  /** ISO 8601. */
  readonly receivedAt: string;
}

interface Columns extends Record<string, unknown> {
  readonly id: string;
  readonly tenant_id: string;
  readonly workspace_id: string;
  readonly platform: string | null;
  readonly channel_name: string | null;
  readonly kind: string | null;
  readonly attempts: number;
  readonly error_code: string | null;
  readonly received_at: string;
}

interface WordColumns extends Columns {
  readonly words: string | null;
  readonly author: string | null;
}

const COLUMNS = `id::text as id, tenant_id::text as tenant_id, workspace_id::text as workspace_id,
    payload ->> 'platform' as platform, payload -> 'channel' ->> 'name' as channel_name, payload ->> 'kind' as kind,
    attempts, error_code, to_char(received_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as received_at`;

const LIST = `
  select ${COLUMNS} from inbox
  where state = 'dead' and ($1::uuid is null or tenant_id = $1::uuid)
    and ($3::text is null or payload ->> 'platform' = $3::text) and ($4::text is null or error_code = $4::text)
  order by inbox.id limit $2::int`;

const FIND = `
  select ${COLUMNS}, left(coalesce(payload ->> 'text', payload ->> 'argumentText'), 2000) as words,
    payload -> 'actor' ->> 'displayName' as author
  from inbox where id = $1::bigint and state = 'dead' and ($2::uuid is null or tenant_id = $2::uuid)`;

const STATEMENTS: RepairStatements = {
  thing: "dead-letter",
  isId: (id) => /^\d{1,18}$/.test(id),
  find: (ids, tenantId) => sql`
    select id::text as id, tenant_id::text as tenant_id, error_code, payload ->> 'platform' as platform from inbox
    where state = 'dead' and id in (select value::bigint from jsonb_array_elements_text(${asJson(ids)}::jsonb))
      and (${tenantId}::uuid is null or tenant_id = ${tenantId}::uuid)
    order by inbox.id for update`,
  /** A new id puts it behind what its channel has said since, and behind a row of the channel that is in hand. */
  replay: (id) => sql`
    update inbox set id = default, state = 'ready', attempts = 0, run_at = to_timestamp(0), error_code = null
    where id = ${id}::text::bigint and state = 'dead'`,
  discard: (id) => sql`
    update inbox set state = 'done', payload = null, error_code = 'discarded', done_at = now()
    where id = ${id}::text::bigint and state = 'dead'`,
};

export function createDeadLetters(database: Database): TroubleList<DeadLetter> {
  return {
    async list(filter) {
      const { tenantId = null, platform = null, errorCode = null } = filter ?? {};
      const values = [tenantId, limitOf(filter), platform, errorCode];
      return (await database.spineQuery<Columns>(LIST, values)).map(letterOf);
    },
    async find(id, filter) {
      if (!STATEMENTS.isId(id)) return null;
      const [row] = await database.spineQuery<WordColumns>(FIND, [id, filter?.tenantId ?? null]);
      return row ? { ...letterOf(row), words: row.words, author: row.author } : null;
    },
    repair: (repair) => repairRows(database, STATEMENTS, repair),
  };
}

const letterOf = (row: Columns): DeadLetter => ({
  id: row.id,
  tenantId: row.tenant_id,
  workspaceId: row.workspace_id,
  platform: row.platform ?? "unknown",
  channelName: row.channel_name,
  kind: row.kind ?? "unknown",
  attempts: row.attempts,
  errorCode: row.error_code ?? "unknown",
  receivedAt: row.received_at,
});
