import { type SQL, sql } from "drizzle-orm";
import { createEmotionStore } from "./emotion-store.ts";
import { forgetInDigests } from "./privacy-analysis.ts";
import { oneOf, type Traces } from "./privacy-traces.ts";
import type { Room } from "./room.ts";
import { asSpine } from "./spine/as-spine.ts";

const ERASED = "(erased)";

type Run = (name: string, statement: SQL) => Promise<void>;

/**
 * Before a person's traces are looked for: nothing of the person can be added to them any more. Events go, those in hand
 * too (whoever works on one is fenced; one that is being closed just now is waited for), then the row is locked that
 * every turn of the person locks. `false`: nobody of that id.
 */
export async function stopWorkOn(room: Room, personId: string): Promise<boolean> {
  const tenant = room.tenantId;
  const person = sql`from people where tenant_id = ${tenant}::uuid and id::text = ${personId}`;
  const [known] = await room.tx.rows<{ person_key: string; workspace_id: string }>(
    sql`select person_key, workspace_id::text as workspace_id ${person}`,
  );
  if (!known) return false;
  await asSpine(room.tx, tenant, () =>
    room.tx.rows(sql`
      delete from inbox where tenant_id = ${tenant}::uuid and workspace_id = ${known.workspace_id}::uuid
        and state in ('ready', 'active', 'dead') and payload -> 'actor' ->> 'personKey' = ${known.person_key}`),
  );
  return (await room.tx.rows(sql`select 1 as held ${person} for update`)).length > 0;
}

/** Roll-ups lose the readings' shares and keep counts of messages; the rest of the person goes. */
export async function erasePerson(room: Room, traces: Traces): Promise<Readonly<Record<string, number>>> {
  const erased: Record<string, number> = {};
  const run: Run = async (name, statement) => {
    erased[name] = (erased[name] ?? 0) + (await room.tx.rows(sql`${statement} returning 1 as gone`)).length;
  };
  await asSpine(room.tx, room.tenantId, () => eraseWaiting(room.tenantId, traces, run));
  await eraseFiles(room.tenantId, traces, run);
  await erasePosts(room.tenantId, traces, run);
  erased.digests = await forgetInDigests(room, traces);
  erased.emotionReadings = await createEmotionStore(room).removeOfPerson(traces.personId);
  await eraseRows(room.tenantId, traces, run);
  await eraseNames(room.tenantId, traces, run);
  await run("person", sql`delete from people where tenant_id = ${room.tenantId} and id = ${traces.personId}`);
  return erased;
}

async function eraseRows(tenant: string, traces: Traces, run: Run): Promise<void> {
  const { personId } = traces;
  const threads = oneOf(traces.threadIds);
  const own = oneOf(traces.messageIds);
  const surveys = oneOf(traces.surveyIds);
  await run(
    "emotionCorrections",
    sql`delete from emotion_corrections where tenant_id = ${tenant} and corrected_by_id = ${personId}`,
  );
  await run(
    "riskFlags",
    sql`delete from risk_flags where tenant_id = ${tenant} and (customer_id = ${personId} or thread_id::text in ${threads})`,
  );
  await run(
    "turns",
    sql`delete from turns where tenant_id = ${tenant} and (thread_id::text in ${threads} or message_id::text in ${own})`,
  );
  await run(
    "answers",
    sql`delete from answers where tenant_id = ${tenant} and id::text in ${oneOf(traces.answerIds)}`,
  );
  await run(
    "ratings",
    sql`delete from csat_responses where tenant_id = ${tenant} and survey_id::text in ${surveys}`,
  );
  await run("surveys", sql`delete from csat_surveys where tenant_id = ${tenant} and id::text in ${surveys}`);
  await run(
    "ticketEvents",
    sql`delete from ticket_events where tenant_id = ${tenant} and ticket_id::text in ${oneOf(traces.ticketIds)}`,
  );
  await run(
    "messages",
    sql`delete from messages where tenant_id = ${tenant} and (author_id = ${personId} or (author_role = 'bot' and thread_id::text in ${threads}))`,
  );
  await run(
    "staffMessages",
    sql`update messages set text = ${ERASED} where tenant_id = ${tenant} and author_role in ('agent', 'manager', 'admin')
      and (thread_id::text in ${threads} or thread_id in
        (select id from threads where tenant_id = ${tenant} and thread_key in ${oneOf(traces.cardThreadKeys)}))`,
  );
  await run(
    "tickets",
    sql`update tickets set subject = ${ERASED}, customer_id = null where tenant_id = ${tenant} and customer_id = ${personId}`,
  );
  await run(
    "threads",
    sql`update threads set customer_id = null, mood = null, risk_score = 0, risk_level = 'low', outcome = null where tenant_id = ${tenant} and customer_id = ${personId}`,
  );
}

/** Where other rows name the person: as owner, as actor, in words about what the person did. */
async function eraseNames(tenant: string, traces: Traces, run: Run): Promise<void> {
  const { personId, displayName } = traces;
  await run(
    "conversationReferences",
    sql`delete from conversation_references where tenant_id = ${tenant} and channel_key in ${oneOf(traces.directChannelKeys)}`,
  );
  // What is younger is about to be taken, and leaves nothing behind.
  await run(
    "heldAnswers",
    sql`update held_answers set answer = '' where tenant_id = ${tenant} and answer <> '' and left_at < now() - interval '10 seconds'`,
  );
  await run(
    "channels",
    sql`update channels set name = ${ERASED}, channel_key = 'erased:' || id::text where tenant_id = ${tenant} and id::text in ${oneOf(traces.directChannelIds)}`,
  );
  await run(
    "workspaces",
    sql`update workspaces w set role_rules = w.role_rules #- array['people', p.person_key] from people p
      where w.tenant_id = ${tenant} and p.tenant_id = ${tenant} and p.id = ${personId} and w.id = p.workspace_id
        and w.role_rules -> 'people' ? p.person_key`,
  );
  await run(
    "auditLog",
    sql`update audit_log set actor = case when actor = ${personId} then ${ERASED} else actor end, subject = case when subject = ${personId} then ${ERASED} else subject end where tenant_id = ${tenant} and (actor = ${personId} or subject = ${personId})`,
  );
  await run(
    "ticketEvents",
    sql`update ticket_events set actor_id = null, detail = replace(detail, ${displayName}, ${ERASED}) where tenant_id = ${tenant} and actor_id = ${personId}`,
  );
  await run(
    "tickets",
    sql`update tickets set assignee_id = null, assigned_because = null where tenant_id = ${tenant} and assignee_id = ${personId}`,
  );
  await run(
    "surveys",
    sql`update csat_surveys set owner_id = null where tenant_id = ${tenant} and owner_id = ${personId}`,
  );
  await run(
    "riskFlags",
    sql`update risk_flags set verdict_by_id = null where tenant_id = ${tenant} and verdict_by_id = ${personId}`,
  );
}

/** Attachments of the person, exports that were made for the person, and transcripts of tickets on which the person wrote. */
async function eraseFiles(tenant: string, traces: Traces, run: Run): Promise<void> {
  const { personId, personKey } = traces;
  await run(
    "files",
    sql`delete from files where tenant_id = ${tenant} and id::text in (
      select detail ->> 'fileId' from audit_log where tenant_id = ${tenant} and (
        (subject = ${personId} and action in ('privacy.export', 'ticket.transcript'))
        or (action = 'ticket.transcript' and detail ->> 'number' in (
          select t.number::text from tickets t join messages m on m.tenant_id = t.tenant_id and m.thread_id = t.thread_id
          where t.tenant_id = ${tenant} and m.author_id = ${personId}))))`,
  );
  const attached = sql`from attachments where tenant_id = ${tenant} and message_id::text in ${oneOf(traces.messageIds)}`;
  await run(
    "files",
    sql`delete from files where tenant_id = ${tenant} and id in (select file_id ${attached})`,
  );
  await run("attachments", sql`delete ${attached}`);
  if (!traces.isOnWeb) return;
  await run(
    "files",
    sql`delete from files where tenant_id = ${tenant} and id::text in (
      select file ->> 'fileId' from web_posts w, jsonb_array_elements(w.files) file where w.tenant_id = ${tenant} and w.author_key = ${personKey})`,
  );
}

/** Posts of ours that name or quote the person; those of cards can be found still, so that the card can say what happened. */
const refsOf = (tenant: string, traces: Traces): SQL => sql`(
  select ref from posts where tenant_id = ${tenant} and (
    ref in ${oneOf([
      ...traces.ticketIds.map((id) => `card:${id}`),
      ...traces.answerIds.map((id) => `answer:${id}`),
      ...traces.surveyIds.map((id) => `csat:${id}`),
    ])}
    or starts_with(ref, ${`about:${traces.personId}:`})
    or channel_key in ${oneOf(traces.directChannelKeys)}
    or (starts_with(ref, 'opened:') and message_key in ${oneOf(traces.threadKeys)})))`;

/** What the browser chat keeps: the person's posts, and posts of the bot and of staff to or about the person. Emptied rows keep threads together. */
async function erasePosts(tenant: string, traces: Traces, run: Run): Promise<void> {
  const refs = refsOf(tenant, traces);
  const others = sql`(select person_key from people where tenant_id = ${tenant} and workspace_id = ${traces.workspaceId}::uuid and role in ('customer', 'unknown'))`;
  const emptied = sql`update web_posts set text = ${ERASED}, content = null, files = '[]'::jsonb where tenant_id = ${tenant}`;
  await run(
    "webPosts",
    sql`${emptied} and post_key in (select message_key from posts where tenant_id = ${tenant} and ref in ${refs})`,
  );
  if (traces.isOnWeb) {
    const key = traces.personKey;
    const keys = oneOf([...traces.threadKeys, ...traces.cardThreadKeys]);
    await run(
      "webPosts",
      sql`update web_posts set text = '', content = null, files = '[]'::jsonb, client_key = 'erased:' || post_key, deleted_at = coalesce(deleted_at, now()) where tenant_id = ${tenant} and (author_key = ${key} or visible_to_key = ${key})`,
    );
    await run(
      "webPosts",
      sql`${emptied} and author_key not in ${others} and (thread_key in ${keys} or post_key in ${oneOf(traces.threadKeys)} or channel_key in ${oneOf(traces.directChannelKeys)})`,
    );
    await run(
      "webReactions",
      sql`delete from web_reactions where tenant_id = ${tenant} and person_key = ${key}`,
    );
  }
  await run(
    "posts",
    sql`delete from posts where tenant_id = ${tenant} and ref in ${refs} and not starts_with(ref, 'card:')`,
  );
}

/**
 * Inbox, outbox and timers: done rows hold no text; what waits or failed does. Rows of what was done stay, because a
 * platform may deliver an event again, but not under the person's key. A post in mid-send is taken back by
 * its sender, who finds its row gone.
 */
async function eraseWaiting(tenant: string, traces: Traces, run: Run): Promise<void> {
  const { personId, personKey, workspaceId } = traces;
  const here = sql`tenant_id = ${tenant} and workspace_id = ${workspaceId}::uuid`;
  const subjects = oneOf([
    personId,
    ...traces.messageIds,
    ...traces.ticketIds,
    ...traces.answerIds,
    ...traces.surveyIds,
    ...traces.threadIds,
  ]);
  const direct = oneOf(traces.directChannelKeys);
  const isTheirs = sql`(payload -> 'actor' ->> 'personKey' = ${personKey} or payload -> 'channel' ->> 'channelKey' in ${direct})`;
  await run(
    "inbox",
    sql`delete from inbox where ${here} and ${isTheirs} and state in ('ready', 'active', 'dead')`,
  );
  await run(
    "inboxKeys",
    sql`update inbox set dedupe_key = replace(dedupe_key, ':' || ${personKey}::text || ':', ':erased:') where ${here} and state = 'done' and strpos(dedupe_key, ':' || ${personKey}::text || ':') > 0`,
  );
  await run(
    "inboxKeys",
    sql`update inbox set order_key = 'erased' where ${here} and state = 'done' and split_part(order_key, '/', 1) in ${direct}`,
  );
  await run("timers", sql`delete from timers where ${here} and (${isTheirs} or subject_id in ${subjects})`);
  await run(
    "outbox",
    sql`delete from outbox where tenant_id = ${tenant} and payload is not null and (
      split_part(cause_key, ':', 2) in ${subjects} or split_part(payload ->> 'targetRef', ':', 2) in ${subjects}
      or strpos(ref, ${personId}::text) > 0
      or (workspace_id = ${workspaceId}::uuid and (payload ->> 'personKey' = ${personKey} or channel_key in ${direct}
        or payload ->> 'threadKey' in ${oneOf(traces.threadKeys)})))`,
  );
  await run(
    "outboxKeys",
    sql`update outbox set cause_key = replace(cause_key, ':' || ${personKey}::text || ':', ':erased:') where ${here} and strpos(cause_key, ':' || ${personKey}::text || ':') > 0`,
  );
  await run(
    "outboxKeys",
    sql`update outbox set channel_key = 'erased' where ${here} and payload is null and (channel_key in ${direct} or channel_key = '@' || ${personKey}::text)`,
  );
  await run(
    "outboxKeys",
    sql`update outbox set cause_key = 'erased:' || id::text, ref = null where tenant_id = ${tenant} and payload is null
      and string_to_array(cause_key, ':') && array${subjects}`,
  );
  await run(
    "outboxKeys",
    sql`update outbox set ref = null where tenant_id = ${tenant} and strpos(ref, ${personId}::text) > 0`,
  );
}
