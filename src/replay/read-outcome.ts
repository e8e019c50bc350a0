import { type SQL, sql } from "drizzle-orm";
import type { Database, Transaction } from "../store/database.ts";

/** Counted things by name, the most frequent first. */
export type Counts = readonly (readonly [name: string, count: number])[];

/** What stands in the desk's tables after a replay, in the channels that were replayed. */
export interface StoredOutcome {
  readonly stored: number;
  /** Accepted events without a message row. */
  readonly lost: number;
  readonly tagged: number;
  readonly notAnalysed: Counts;
  /** Readings of words whose author is not a customer: must be 0. */
  readonly wrongfullyTagged: number;
  readonly threads: number;
  /** Threads in which a request was seen. */
  readonly requests: number;
  readonly noise: Counts;
  readonly answered: number;
  readonly clarified: number;
  readonly suggested: number;
  readonly handedOff: Counts;
  readonly silent: Counts;
  readonly flagged: number;
  readonly evidence: Counts;
  readonly tickets: Counts;
  readonly unanswered: number;
  readonly answeredByHumans: number;
  readonly digests: number;
  /** The same cause answered twice, or the same words said twice in one thread: must be 0. */
  readonly doubled: number;
  readonly unsent: number;
  readonly deadLetters: number;
}

const MOST_REASONS = 10;

/** Reads the outcome by SQL, as the tenant. `acceptedKeys` are the message keys the door took. */
export async function readOutcome(
  database: Database,
  tenantId: string,
  channelKeys: readonly string[],
  acceptedKeys: readonly string[],
): Promise<StoredOutcome> {
  const inRoom = await database.transaction("rapport_desk", tenantId, (tx) =>
    readTables(tx, tenantId, channelKeys, acceptedKeys),
  );
  const [trouble] = await database.spineQuery<{ unsent: number; dead: number }>(
    `select (select count(*)::int from outbox where state in ('failed', 'uncertain', 'pending', 'sending')) as unsent,
      (select count(*)::int from inbox where state = 'dead') as dead`,
    [],
  );
  return { ...inRoom, unsent: trouble?.unsent ?? 0, deadLetters: trouble?.dead ?? 0 };
}

type InRoom = Omit<StoredOutcome, "unsent" | "deadLetters">;

async function readTables(
  tx: Transaction,
  tenantId: string,
  channelKeys: readonly string[],
  acceptedKeys: readonly string[],
): Promise<InRoom> {
  const tenant = sql`${tenantId}::uuid`;
  const channels = sql`(select id from channels where tenant_id = ${tenant}
    and channel_key in (select jsonb_array_elements_text(${JSON.stringify(channelKeys)}::jsonb)))`;
  const threads = sql`(select id from threads where tenant_id = ${tenant} and channel_id in ${channels})`;
  const messages = sql`messages m where m.tenant_id = ${tenant} and m.channel_id in ${channels}`;
  const turns = sql`turns t where t.tenant_id = ${tenant} and t.thread_id in ${threads}`;
  const answers = sql`answers a where a.tenant_id = ${tenant} and a.thread_id in ${threads}`;
  const count = async (from: SQL): Promise<number> => {
    const [row] = await tx.rows<{ count: number }>(sql`select count(*)::int as count from ${from}`);
    return row?.count ?? 0;
  };
  const counts = async (name: SQL, from: SQL): Promise<Counts> => {
    const rows = await tx.rows<{ name: string; count: number }>(
      sql`select ${name} as name, count(*)::int as count from ${from} group by 1 order by 2 desc, 1 limit ${MOST_REASONS}`,
    );
    return rows.map((row) => [row.name, row.count]);
  };
  const actions = sql`(select t.id, t.thread_id, t.message_id, t.cause, action from turns t,
    jsonb_array_elements(t.decision) action
    where t.tenant_id = ${tenant} and t.thread_id in ${threads}) x`;

  return {
    stored: await count(sql`${messages} and m.author_role <> 'bot'`),
    lost: await count(sql`jsonb_array_elements_text(${JSON.stringify(acceptedKeys)}::jsonb) k
      where not exists (select 1 from ${messages} and m.message_key = k)`),
    tagged: await count(sql`emotion_readings e where e.tenant_id = ${tenant} and e.thread_id in ${threads}`),
    notAnalysed: await counts(
      sql`t.emotion ->> 'reason'`,
      sql`${turns} and t.cause = 'message' and t.emotion ->> 'kind' = 'not-analysed'`,
    ),
    wrongfullyTagged: await count(sql`emotion_readings e join messages m
      on m.tenant_id = e.tenant_id and m.id = e.message_id
      where e.tenant_id = ${tenant} and m.channel_id in ${channels} and m.author_role <> 'customer'`),
    threads: await count(sql`threads h where h.tenant_id = ${tenant} and h.channel_id in ${channels}`),
    requests: await count(sql`(select distinct x.thread_id from ${actions}
      where action ->> 'kind' in ('reply', 'clarify', 'suggest', 'hand-off', 'wait')) r`),
    noise: await counts(
      sql`t.request ->> 'noise'`,
      sql`${turns} and t.cause = 'message' and t.request ->> 'noise' is not null`,
    ),
    answered: await count(sql`${answers} and a.kind = 'reply'`),
    clarified: await count(sql`${answers} and a.kind = 'clarify'`),
    suggested: await count(sql`${answers} and a.kind = 'suggest'`),
    handedOff: await counts(sql`action ->> 'says'`, sql`${actions} where action ->> 'kind' = 'hand-off'`),
    silent: await counts(
      sql`regexp_replace(action ->> 'reason', ' \\(\\d+ % sure\\)', '')`,
      sql`${actions} where action ->> 'kind' = 'stay-silent'`,
    ),
    flagged: await count(sql`risk_flags f where f.tenant_id = ${tenant} and f.thread_id in ${threads}`),
    evidence: await counts(
      sql`signal ->> 'name'`,
      sql`risk_flags f, jsonb_array_elements(f.signals) signal
        where f.tenant_id = ${tenant} and f.thread_id in ${threads}`,
    ),
    tickets: await counts(
      sql`k.state`,
      sql`tickets k where k.tenant_id = ${tenant} and k.thread_id in ${threads}`,
    ),
    unanswered: await count(sql`threads h where h.tenant_id = ${tenant} and h.channel_id in ${channels}
      and h.customer_id is not null and h.first_agent_reply_at is null and h.first_bot_reply_at is null`),
    answeredByHumans: await count(sql`threads h where h.tenant_id = ${tenant}
      and h.channel_id in ${channels} and h.first_agent_reply_at is not null`),
    digests: await count(sql`digests d where d.tenant_id = ${tenant}`),
    doubled: await count(sql`(
      select 1 from ${answers} group by a.message_id having count(*) > 1
      union all
      select 1 from web_posts p where p.tenant_id = ${tenant} and p.author_key = 'rapport'
        and p.thread_key is not null and p.deleted_at is null and p.visible_to_key is null
        and p.channel_key in (select jsonb_array_elements_text(${JSON.stringify(channelKeys)}::jsonb))
      group by p.channel_key, p.thread_key, p.text having count(*) > 1) d`),
  };
}
