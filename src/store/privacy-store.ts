import { type SQL, sql } from "drizzle-orm";
import type { PrivacyStore } from "../ports/stores/privacy-store.ts";
import { createEmotionStore } from "./emotion-store.ts";
import type { Room } from "./room.ts";
import { asSpine } from "./spine/as-spine.ts";

const ERASED = "(erased)";

export function createPrivacyStore(room: Room): PrivacyStore {
  const tenant = room.tenantId;
  const count = async (statement: SQL): Promise<number> =>
    Number((await room.tx.rows<{ n: number }>(statement))[0]?.n ?? 0);
  return {
    async count(personId) {
      return {
        messages: await count(
          sql`select count(*)::int as n from messages where tenant_id = ${tenant} and author_id = ${personId} and deleted_at is null`,
        ),
        readings: await count(
          sql`select count(*)::int as n from emotion_readings where tenant_id = ${tenant} and person_id = ${personId}`,
        ),
        tickets: await count(
          sql`select count(*)::int as n from tickets where tenant_id = ${tenant} and customer_id = ${personId}`,
        ),
        ratings: await count(
          sql`select count(*)::int as n from csat_surveys s join csat_responses r on r.tenant_id = s.tenant_id and r.survey_id = s.id where s.tenant_id = ${tenant} and s.customer_id = ${personId}`,
        ),
      };
    },
    export: (personId) => exportPerson(room, personId),
    erase: (personId) => erasePerson(room, personId),
  };
}

/** The rows that are about one person, by the name they have in the export. */
function exportStatements(tenant: string, personId: string): Readonly<Record<string, SQL>> {
  const threads = sql`(select id from threads where tenant_id = ${tenant} and customer_id = ${personId})`;
  return {
    person: sql`select person_key, display_name, role, opted_out_at, notice_at, created_at from people where tenant_id = ${tenant} and id = ${personId}`,
    messages: sql`select message_key, text, sent_at, edited_at from messages where tenant_id = ${tenant} and author_id = ${personId} order by sent_at`,
    emotionReadings: sql`select message_id, anger, disgust, fear, joy, neutral, sadness, surprise, sentiment, mood, risk, model, model_version, sent_at from emotion_readings where tenant_id = ${tenant} and person_id = ${personId} order by sent_at`,
    emotionCorrections: sql`select message_id, emotion, corrected_at from emotion_corrections where tenant_id = ${tenant} and corrected_by_id = ${personId}`,
    threads: sql`select id, status, opened_at, last_message_at, mood, risk_level, risk_score, outcome from threads where tenant_id = ${tenant} and customer_id = ${personId} order by opened_at`,
    riskFlags: sql`select level, score, negative_emotion_share_percent, signals, flagged_at, verdict from risk_flags where tenant_id = ${tenant} and customer_id = ${personId} order by flagged_at`,
    tickets: sql`select number, subject, state, priority, opened_at, solved_at from tickets where tenant_id = ${tenant} and customer_id = ${personId} order by number`,
    ratings: sql`select r.rating, r.comment, r.responded_at from csat_surveys s join csat_responses r on r.tenant_id = s.tenant_id and r.survey_id = s.id where s.tenant_id = ${tenant} and s.customer_id = ${personId} order by r.responded_at`,
    answers: sql`select text, kind, answered_at, feedback from answers where tenant_id = ${tenant} and thread_id in ${threads} order by answered_at`,
  };
}

async function exportPerson(room: Room, personId: string) {
  const exported: Record<string, readonly Record<string, unknown>[]> = {};
  for (const [name, statement] of Object.entries(exportStatements(room.tenantId, personId)))
    exported[name] = await room.tx.rows(statement);
  return exported;
}

/** Roll-ups lose the readings' shares and keep counts of messages; the rest of the person goes. */
async function erasePerson(room: Room, personId: string): Promise<Readonly<Record<string, number>>> {
  const tenant = room.tenantId;
  const erased: Record<string, number> = {};
  const run = async (name: string, statement: SQL): Promise<void> => {
    erased[name] = (erased[name] ?? 0) + (await room.tx.rows(sql`${statement} returning 1 as gone`)).length;
  };
  const threads = sql`(select id from threads where tenant_id = ${tenant} and customer_id = ${personId})`;
  const tickets = sql`(select id from tickets where tenant_id = ${tenant} and customer_id = ${personId})`;
  await eraseWaiting(room, personId, erased);
  await erasePosts(room, personId, run);
  erased.emotionReadings = await createEmotionStore(room).removeOfPerson(personId);
  await run(
    "emotionCorrections",
    sql`delete from emotion_corrections where tenant_id = ${tenant} and corrected_by_id = ${personId}`,
  );
  await run(
    "riskFlags",
    sql`delete from risk_flags where tenant_id = ${tenant} and customer_id = ${personId}`,
  );
  await run("turns", sql`delete from turns where tenant_id = ${tenant} and thread_id in ${threads}`);
  await run("answers", sql`delete from answers where tenant_id = ${tenant} and thread_id in ${threads}`);
  await run(
    "ratings",
    sql`delete from csat_responses where tenant_id = ${tenant} and survey_id in (select id from csat_surveys where tenant_id = ${tenant} and customer_id = ${personId})`,
  );
  await run(
    "surveys",
    sql`delete from csat_surveys where tenant_id = ${tenant} and customer_id = ${personId}`,
  );
  await run(
    "ticketEvents",
    sql`delete from ticket_events where tenant_id = ${tenant} and ticket_id in ${tickets}`,
  );
  await run(
    "messages",
    sql`delete from messages where tenant_id = ${tenant} and (author_id = ${personId} or (author_role = 'bot' and thread_id in ${threads}))`,
  );
  await run(
    "tickets",
    sql`update tickets set subject = ${ERASED}, customer_id = null where tenant_id = ${tenant} and customer_id = ${personId}`,
  );
  await run(
    "threads",
    sql`update threads set customer_id = null, mood = null, risk_score = 0, risk_level = 'low' where tenant_id = ${tenant} and customer_id = ${personId}`,
  );
  await run("person", sql`delete from people where tenant_id = ${tenant} and id = ${personId}`);
  return erased;
}

type Run = (name: string, statement: SQL) => Promise<void>;

/** What the browser chat keeps of the person: own posts, and our posts that quote them. Emptied rows keep threads together. */
async function erasePosts(room: Room, personId: string, run: Run): Promise<void> {
  const tenant = room.tenantId;
  const key = sql`(select p.person_key from people p join workspaces w on w.tenant_id = p.tenant_id and w.id = p.workspace_id where p.tenant_id = ${tenant} and p.id = ${personId} and w.platform = 'web')`;
  const refs = sql`(select 'card:' || id::text from tickets where tenant_id = ${tenant} and customer_id = ${personId}
    union all select 'answer:' || a.id::text from answers a join threads t on t.tenant_id = a.tenant_id and t.id = a.thread_id where a.tenant_id = ${tenant} and t.customer_id = ${personId})`;
  await run(
    "webPosts",
    sql`update web_posts set text = '', content = null, files = '[]'::jsonb, deleted_at = coalesce(deleted_at, now()) where tenant_id = ${tenant} and (author_key = ${key} or visible_to_key = ${key})`,
  );
  await run(
    "webPosts",
    sql`update web_posts set text = ${ERASED}, content = null where tenant_id = ${tenant} and post_key in (select message_key from posts where tenant_id = ${tenant} and ref in ${refs})`,
  );
  await run("posts", sql`delete from posts where tenant_id = ${tenant} and ref in ${refs}`);
}

/** Inbox, outbox and timers: done rows hold no text; what waits or failed does. */
async function eraseWaiting(room: Room, personId: string, erased: Record<string, number>): Promise<void> {
  const tenant = room.tenantId;
  const known = await room.tx.rows<{ person_key: string; workspace_id: string }>(
    sql`select person_key, workspace_id from people where tenant_id = ${tenant} and id = ${personId}`,
  );
  const person = known[0];
  if (!person) return;
  const messages = await room.tx.rows<{ id: string }>(
    sql`select id from messages where tenant_id = ${tenant} and author_id = ${personId}`,
  );
  const tickets = await room.tx.rows<{ id: string }>(
    sql`select id from tickets where tenant_id = ${tenant} and customer_id = ${personId}`,
  );
  const subjects = JSON.stringify([...messages, ...tickets].map(({ id }) => id));
  await asSpine(room.tx, tenant, async () => {
    const gone = async (statement: SQL): Promise<number> => (await room.tx.rows(statement)).length;
    const byPerson = sql`tenant_id = ${tenant} and workspace_id = ${person.workspace_id}::uuid and payload->'actor'->>'personKey' = ${person.person_key}`;
    erased.inbox = await gone(
      sql`delete from inbox where ${byPerson} and state in ('ready', 'dead') returning 1 as gone`,
    );
    erased.timers = await gone(sql`delete from timers where ${byPerson} returning 1 as gone`);
    erased.outbox = await gone(
      sql`delete from outbox where tenant_id = ${tenant} and payload is not null and state <> 'sending'
        and split_part(cause_key, ':', 2) in (select jsonb_array_elements_text(${subjects}::jsonb)) returning 1 as gone`,
    );
  });
}
