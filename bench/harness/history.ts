import { CHANNELS, PERSONAS } from "../load/requests.ts";
import type { BenchServer } from "./program.ts";

/** Messages of a stored conversation. */
const PER_THREAD = 20;
const DAYS = 90;
/** Rows in the order of their keys and no wait for the disk: a million in about a minute on two cores. */
const QUICKLY = "set synchronous_commit = off; set session_replication_role = replica;";

/**
 * A past of so many messages for the one company of a database that a desk has made: conversations, readings of their
 * mood, the room's posts and the closed rows of the inbox, by the people and in the channels that the load uses.
 */
export async function storeHistory(
  server: BenchServer,
  databaseUrl: string,
  messages: number,
): Promise<void> {
  const at = `now() - interval '${DAYS} days' * (1 - n / ${messages}.0)`;
  const id = (kind: string): string => `('${kind}' || lpad(to_hex(n), 24, '0'))::uuid`;
  const thread = `('0000beef' || lpad(to_hex((n - 1) / ${PER_THREAD}), 24, '0'))::uuid`;
  const root = `'a' || lpad(((n - 1) / ${PER_THREAD} * ${PER_THREAD} + 1)::text, 11, '0')`;
  const key = `'a' || lpad(n::text, 11, '0')`;
  const place = `((n - 1) / ${PER_THREAD}) % ${CHANNELS}`;
  const person = `((n - 1) / ${PER_THREAD}) % ${PERSONAS}`;
  const series = (count: number): string => `generate_series(1, ${count}) n`;
  await server.run(
    databaseUrl,
    `${QUICKLY}
    create temporary table home as
      select t.id as tenant, w.id as workspace from tenants t join workspaces w on w.tenant_id = t.id limit 1;
    create temporary table places as
      select (row_number() over (order by channel_key)) - 1 as place, id, channel_key from channels
      where channel_key like 'bench-%';
    insert into people (tenant_id, id, workspace_id, person_key, display_name, role, created_at)
      select tenant, ('0000fade' || lpad(to_hex(n - 1), 24, '0'))::uuid, workspace, 'bench-person-' || (n - 1),
        'Person ' || (n - 1), 'customer', now() - interval '${DAYS} days'
      from home, ${series(PERSONAS)} on conflict do nothing;
    insert into threads (tenant_id, id, channel_id, thread_key, customer_id, status, opened_at, last_message_at, mood)
      select tenant, ('0000beef' || lpad(to_hex(n - 1), 24, '0'))::uuid, p.id,
        'a' || lpad(((n - 1) * ${PER_THREAD} + 1)::text, 11, '0'),
        ('0000fade' || lpad(to_hex((n - 1) % ${PERSONAS}), 24, '0'))::uuid, 'closed',
        now() - interval '${DAYS} days' * (1 - n / ${messages / PER_THREAD}.0),
        now() - interval '${DAYS} days' * (1 - n / ${messages / PER_THREAD}.0), 'engaged'
      from home, ${series(Math.ceil(messages / PER_THREAD))} join places p on p.place = (n - 1) % ${CHANNELS};
    insert into messages (tenant_id, id, thread_id, channel_id, message_key, author_id, author_role, text, sent_at)
      select tenant, ${id("00000a11")}, ${thread}, p.id, ${key},
        ('0000fade' || lpad(to_hex(${person}), 24, '0'))::uuid, 'customer',
        'The parcel was due on Tuesday, its page has not moved since, and the number begins with RX' || n, ${at}
      from home, ${series(messages)} join places p on p.place = ${place};
    insert into emotion_readings (tenant_id, message_id, thread_id, person_id, anger, disgust, fear, joy, neutral,
        sadness, surprise, sentiment, mood, risk, model, model_version, sent_at, platform)
      select tenant, ${id("00000a11")}, ${thread}, ('0000fade' || lpad(to_hex(${person}), 24, '0'))::uuid,
        0.1, 0, 0.1, 0.1, 0.6, 0.1, 0, 0, 'engaged', 0.1, 'bench', '1', ${at}, 'web'
      from home, ${series(messages)};
    insert into web_posts (tenant_id, post_key, channel_key, thread_key, author_key, text, files, client_key, posted_at)
      select tenant, ${key}, 'bench-' || (${place}), nullif(${root}, ${key}), 'bench-person-' || (${person}),
        'The parcel was due on Tuesday, its page has not moved since, and the number begins with RX' || n, '[]',
        'past-' || lpad(n::text, 11, '0'), ${at}
      from home, ${series(messages)};
    insert into inbox (tenant_id, workspace_id, order_key, dedupe_key, state, run_at, received_at, done_at)
      select tenant, workspace, 'bench-' || (${place}) || '/' || ${root}, 'web:post:' || ${key}, 'done', ${at}, ${at}, ${at}
      from home, ${series(messages)};
    analyze people; analyze threads; analyze messages; analyze emotion_readings; analyze web_posts; analyze inbox`,
  );
}
