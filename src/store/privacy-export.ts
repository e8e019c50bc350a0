import { type SQL, sql } from "drizzle-orm";
import { oneOf, type Traces } from "./privacy-traces.ts";

/** The rows that are about one person, by the name they have in the export. Names of other people are left out. */
export function exportStatements(tenant: string, traces: Traces): Readonly<Record<string, SQL>> {
  const { personId, personKey } = traces;
  const own = oneOf(traces.messageIds);
  const statements: Record<string, SQL> = {
    person: sql`select person_key, display_name, role, opted_out_at, notice_at, created_at from people where tenant_id = ${tenant} and id = ${personId}`,
    messages: sql`select message_key, text, permalink, sent_at, edited_at, deleted_at from messages where tenant_id = ${tenant} and author_id = ${personId} order by sent_at`,
    attachments: sql`select m.message_key, a.name, a.media_type, a.size_bytes, a.state, a.created_at from attachments a join messages m on m.tenant_id = a.tenant_id and m.id = a.message_id where a.tenant_id = ${tenant} and a.message_id::text in ${own} order by a.created_at`,
    emotionReadings: sql`select message_id, anger, disgust, fear, joy, neutral, sadness, surprise, sentiment, mood, risk, model, model_version, sent_at from emotion_readings where tenant_id = ${tenant} and person_id = ${personId} order by sent_at`,
    emotionCorrections: sql`select message_id, emotion, corrected_at from emotion_corrections where tenant_id = ${tenant} and (corrected_by_id = ${personId} or message_id::text in ${own})`,
    threads: sql`select thread_key, status, opened_at, last_message_at, first_agent_reply_at, first_bot_reply_at, mood, risk_level, risk_score, risk_at, flagged_at, outcome from threads where tenant_id = ${tenant} and customer_id = ${personId} order by opened_at`,
    riskFlags: sql`select level, score, negative_emotion_share_percent, signals, flagged_at, verdict, verdict_at from risk_flags where tenant_id = ${tenant} and customer_id = ${personId} order by flagged_at`,
    tickets: sql`select number, subject, state, priority, opened_by, opened_at, claimed_at, solved_at, due_at from tickets where tenant_id = ${tenant} and customer_id = ${personId} order by number`,
    ticketEvents: sql`select t.number, e.kind, e.happened_at, case when e.actor_id = ${personId} then e.detail end as detail from ticket_events e join tickets t on t.tenant_id = e.tenant_id and t.id = e.ticket_id where e.tenant_id = ${tenant} and t.customer_id = ${personId} order by e.happened_at`,
    surveys: sql`select sent_at from csat_surveys where tenant_id = ${tenant} and customer_id = ${personId} order by sent_at`,
    ratings: sql`select r.rating, r.comment, r.responded_at from csat_surveys s join csat_responses r on r.tenant_id = s.tenant_id and r.survey_id = s.id where s.tenant_id = ${tenant} and s.customer_id = ${personId} order by r.responded_at`,
    answers: sql`select text, kind, citations, answered_at, feedback from answers where tenant_id = ${tenant} and message_id::text in ${own} order by answered_at`,
    turns: sql`select message_id, cause, emotion, risk, request, decision, handled_at from turns where tenant_id = ${tenant} and message_id::text in ${own} order by handled_at`,
    audit: sql`select action, happened_at from audit_log where tenant_id = ${tenant} and (actor = ${personId} or subject = ${personId}) order by happened_at`,
  };
  if (!traces.isOnWeb) return statements;
  return {
    ...statements,
    posts: sql`select channel_key, thread_key, text, files, posted_at, edited_at from web_posts where tenant_id = ${tenant} and author_key = ${personKey} and deleted_at is null order by post_key`,
    reactions: sql`select post_key, emoji from web_reactions where tenant_id = ${tenant} and person_key = ${personKey}`,
  };
}
