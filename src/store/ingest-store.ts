import { type SQL, sql } from "drizzle-orm";
import { DEFAULT_TENANT_SETTINGS } from "../domain/tenant-settings.ts";
import type {
  Background,
  BackgroundRequest,
  Held,
  IngestStore,
  Place,
  TurnFactsToKeep,
} from "../ports/stores/ingest-store.ts";
import { toChannel } from "./channel-store.ts";
import { toResponse } from "./csat-store.ts";
import { toTag, toTagRow } from "./emotion-rows.ts";
import { countReading } from "./emotion-store.ts";
import { fromJson, fromJsonOrNull, toJson } from "./json-rows.ts";
import { toMessage } from "./message-store.ts";
import { toPerson } from "./person-store.ts";
import { firstOf, type Room } from "./room.ts";
import {
  channels,
  csatResponses,
  emotionReadings,
  messages,
  people,
  threads,
  turns,
  workspaces,
} from "./schema/index.ts";
import { storableJson } from "./spine/clean-text.ts";
import { toThread } from "./thread-store.ts";
import { toWorkspace } from "./workspace-store.ts";

/**
 * The hot path: four statements for a message, written by hand so that each is one round trip and, being always the same
 * text, is planned once for each connection. Workspace, tenant, channel and people are joined in and not cached: a
 * change of policy counts from the next statement on, in every process.
 */
export function createIngestStore(room: Room): IngestStore {
  const one = async (statement: SQL): Promise<Readonly<Record<string, unknown>> | null> =>
    firstOf(await room.tx.rows(statement));
  return {
    async findPlace(keys) {
      const row = await one(placeStatement(room.tenantId, keys));
      return row === null ? null : toPlace(row);
    },
    async background(request) {
      return toBackground((await one(backgroundStatement(room.tenantId, request))) ?? {});
    },
    async hold(rows) {
      return toHeld((await one(holdStatement(room.tenantId, rows))) ?? {});
    },
    async keep(facts) {
      const row = (await one(keepStatement(room.tenantId, facts))) ?? {};
      const { thread, message, reading } = facts;
      const isKept =
        (thread === null || row.threads === 1) &&
        (message === null || row.messages === 1) &&
        (thread !== null || row.changed === 1);
      if (!isKept) return "conflict";
      if (reading !== null && row.readings === 1) {
        const { tag, platform, sentAt } = reading;
        countReading(room, { ...toTagRow(tag), platform, sentAt }, 1);
        room.rollups.addDesk({ at: sentAt, platform, metric: "analysed", count: 1, sum: 0 });
      }
      return "kept";
    },
  };
}

const placeStatement = (tenantId: string, keys: Parameters<IngestStore["findPlace"]>[0]): SQL => sql`
  select to_jsonb(w) as workspace, t.settings, to_jsonb(c) as channel, to_jsonb(p) as person,
    to_jsonb(m) as message, to_jsonb(mt) as message_thread, to_jsonb(k) as thread,
    to_jsonb(r) as root, to_jsonb(rt) as root_thread, to_jsonb(o) as recent_thread
  from workspaces w
  join tenants t on t.id = w.tenant_id
  left join channels c on c.tenant_id = w.tenant_id and c.workspace_id = w.id and c.channel_key = ${keys.channelKey}
  left join people p on p.tenant_id = w.tenant_id and p.workspace_id = w.id and p.person_key = ${keys.personKey}
  left join messages m on m.tenant_id = w.tenant_id and m.channel_id = c.id and m.message_key = ${keys.messageKey}::text
  left join threads mt on mt.tenant_id = w.tenant_id and mt.id = m.thread_id
  left join threads k on k.tenant_id = w.tenant_id and k.channel_id = c.id and k.thread_key = ${keys.threadKey}::text
  left join messages r on r.tenant_id = w.tenant_id and r.channel_id = c.id and r.message_key = ${keys.rootKey}::text
  left join threads rt on rt.tenant_id = w.tenant_id and rt.id = r.thread_id
  left join lateral (
    select * from threads n where n.tenant_id = w.tenant_id and n.channel_id = c.id and n.customer_id = p.id
      and n.status = 'open' and n.last_message_at >=
        case c.purpose when 'direct' then ${keys.directSince.toISOString()}::timestamptz
          else ${keys.since.toISOString()}::timestamptz end
    order by n.last_message_at desc, n.opened_at desc limit 1) o on true
  where w.tenant_id = ${tenantId}::uuid and w.id = ${keys.workspaceId}::uuid`;

function toPlace(row: Readonly<Record<string, unknown>>): Place {
  const thread = (json: unknown) => mapped(fromJsonOrNull(threads, json), toThread);
  const message = (json: unknown) => mapped(fromJsonOrNull(messages, json), toMessage);
  return {
    workspace: toWorkspace(fromJson(workspaces, row.workspace)),
    settings: { ...DEFAULT_TENANT_SETTINGS, ...(row.settings as object) },
    channel: mapped(fromJsonOrNull(channels, row.channel), toChannel),
    person: mapped(fromJsonOrNull(people, row.person), toPerson),
    message: message(row.message),
    messageThread: thread(row.message_thread),
    thread: thread(row.thread),
    root: message(row.root),
    rootThread: thread(row.root_thread),
    recentThread: thread(row.recent_thread),
  };
}

const backgroundStatement = (tenantId: string, request: BackgroundRequest): SQL => {
  const tenant = sql`${tenantId}::uuid`;
  const thread = sql`${request.threadId}::uuid`;
  const author = sql`${request.authorId}::uuid`;
  return sql`
    select
      (select to_jsonb(p) from people p where p.tenant_id = ${tenant} and p.id = ${request.customerId}::uuid) as customer,
      (select jsonb_agg(jsonb_build_object('message', to_jsonb(h), 'reading', to_jsonb(e)) order by h.sent_at, h.message_key)
       from (select * from messages where tenant_id = ${tenant} and thread_id = ${thread}
         order by sent_at desc, message_key desc limit ${request.historyLength}::int) h
       left join emotion_readings e on e.tenant_id = ${tenant} and e.message_id = h.id) as history,
      (select jsonb_agg(jsonb_build_object('id', o.id, 'sent_at', o.sent_at) order by o.sent_at, o.message_key)
       from (select id, sent_at, message_key from messages where tenant_id = ${tenant} and author_id = ${author}
         order by sent_at desc, message_key desc limit ${request.ownLength}::int) o) as own,
      (select jsonb_agg(to_jsonb(r) order by r.responded_at desc) from csat_surveys s
       join csat_responses r on r.tenant_id = ${tenant} and r.survey_id = s.id
       where s.tenant_id = ${tenant} and s.customer_id = ${author}) as ratings,
      (select jsonb_agg(s ->> 'name') from risk_flags f, jsonb_array_elements(f.signals) s
       where f.tenant_id = ${tenant} and f.thread_id = ${thread} and f.verdict = 'false-alarm') as dismissed,
      exists (select 1 from tickets k where k.tenant_id = ${tenant} and k.thread_id = ${thread}
        and k.state not in ('solved', 'closed')) as has_open_ticket`;
};

function toBackground(row: Readonly<Record<string, unknown>>): Background {
  const list = <T>(json: unknown): readonly T[] => (json ?? []) as readonly T[];
  return {
    customer: mapped(fromJsonOrNull(people, row.customer), toPerson),
    history: list<{ message: unknown; reading: unknown }>(row.history).map(({ message, reading }) => ({
      message: toMessage(fromJson(messages, message)),
      tag: mapped(fromJsonOrNull(emotionReadings, reading), toTag),
    })),
    own: list<{ id: string; sent_at: string }>(row.own).map(({ id, sent_at }) => ({
      id,
      sentAt: new Date(sent_at),
    })),
    ratings: list(row.ratings).map((rating) => toResponse(fromJson(csatResponses, rating))),
    dismissedSignals: list(row.dismissed),
    hasOpenTicket: row.has_open_ticket === true,
  };
}

/** The count over the people who are locked must be known before the thread is looked at: so people are locked first. */
const holdStatement = (tenantId: string, rows: Parameters<IngestStore["hold"]>[0]): SQL => sql`
  with held as materialized (
    select * from people where tenant_id = ${tenantId}::uuid
      and id in (select jsonb_array_elements_text(${JSON.stringify(rows.personIds)}::text::jsonb)::uuid)
    order by id for share),
  thread as materialized (
    select * from threads where tenant_id = ${tenantId}::uuid and id = ${rows.threadId}::uuid
      and (select count(*) from held) >= 0
    for update)
  select (select jsonb_agg(to_jsonb(h)) from held h) as people, (select to_jsonb(h) from thread h) as thread,
    (select mode from channels where tenant_id = ${tenantId}::uuid and id = ${rows.channelId}::uuid) as channel_mode,
    (select purpose from channels where tenant_id = ${tenantId}::uuid and id = ${rows.channelId}::uuid) as channel_purpose,
    (select to_jsonb(w) from workspaces w where w.tenant_id = ${tenantId}::uuid and w.id = ${rows.workspaceId}::uuid) as workspace,
    exists (select 1 from tickets where tenant_id = ${tenantId}::uuid and thread_id = ${rows.threadId}::uuid) as has_ticket`;

function toHeld(row: Readonly<Record<string, unknown>>): Held {
  return {
    thread: mapped(fromJsonOrNull(threads, row.thread), toThread),
    people: ((row.people ?? []) as readonly unknown[]).map((person) => toPerson(fromJson(people, person))),
    channelMode: (row.channel_mode ?? null) as Held["channelMode"],
    channelPurpose: (row.channel_purpose ?? null) as Held["channelPurpose"],
    workspace: mapped(fromJsonOrNull(workspaces, row.workspace), toWorkspace),
    hasTicket: row.has_ticket === true,
  };
}

function keepStatement(tenantId: string, facts: TurnFactsToKeep): SQL {
  const { thread, message, reading, turn, threadId, change } = facts;
  const opened = thread && toJson(threads, { tenantId, ...thread, ...change });
  const read = reading && toJson(emotionReadings, { tenantId, ...reading, ...toTagRow(reading.tag) });
  return sql`
    with opened as (
      insert into threads select * from jsonb_populate_record(null::threads, ${document(opened)})
      where ${thread !== null}::boolean on conflict do nothing returning 1),
    stored as (
      insert into messages select * from jsonb_populate_record(null::messages,
        ${document(message && toJson(messages, { tenantId, ...message }))})
      where ${message !== null}::boolean on conflict do nothing returning 1),
    tagged as (
      insert into emotion_readings select * from jsonb_populate_record(null::emotion_readings, ${document(read)})
      where ${reading !== null}::boolean on conflict do nothing returning 1),
    noted as (
      insert into turns select * from jsonb_populate_record(null::turns, ${document(toJson(turns, { tenantId, ...turn }))})
      returning 1),
    changed as (
      update threads t set (last_message_at, first_agent_reply_at, bot_quiet_at, mood, risk_level, risk_score,
          risk_at, bot_state) =
        (select n.last_message_at, n.first_agent_reply_at, n.bot_quiet_at, n.mood, n.risk_level, n.risk_score,
          n.risk_at, n.bot_state from jsonb_populate_record(t, ${document(toJson(threads, change))}) n)
      where t.tenant_id = ${tenantId}::uuid and t.id = ${threadId}::uuid and ${thread === null}::boolean returning 1)
    select (select count(*)::int from opened) as threads, (select count(*)::int from stored) as messages,
      (select count(*)::int from tagged) as readings, (select count(*)::int from noted) as turns,
      (select count(*)::int from changed) as changed`;
}

const document = (value: unknown): SQL => sql`${value === null ? null : storableJson(value)}::text::jsonb`;

const mapped = <From, To>(value: From | null, map: (value: From) => To): To | null =>
  value === null ? null : map(value);
