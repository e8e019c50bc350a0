import { sql } from "drizzle-orm";
import { NO_RISK } from "../domain/churn-risk.ts";
import type { EmotionOutcome } from "../domain/emotion.ts";
import { createEmotionStore } from "./emotion-store.ts";
import { oneOf, type Traces } from "./privacy-traces.ts";
import type { Room } from "./room.ts";

const FORGOTTEN: EmotionOutcome = { kind: "not-analysed", reason: "opted-out" };

/** Readings, and every copy of what was concluded from them. Gives the number of readings. */
export async function forgetReadings(room: Room, traces: Traces): Promise<number> {
  const tenant = room.tenantId;
  const threads = oneOf(traces.threadIds);
  const removed = await createEmotionStore(room).removeOfPerson(traces.personId);
  await room.tx.rows(sql`
    update turns set emotion = ${JSON.stringify(FORGOTTEN)}::text::jsonb, risk = ${JSON.stringify(NO_RISK)}::text::jsonb,
      decision = coalesce((select jsonb_agg(action) from jsonb_array_elements(decision) action
        where action ->> 'kind' not in ('escalate', 'flag-thread')), '[]'::jsonb)
    where tenant_id = ${tenant}
      and (message_id::text in ${oneOf(traces.messageIds)} or thread_id::text in ${threads})`);
  await room.tx.rows(
    sql`delete from risk_flags where tenant_id = ${tenant} and (customer_id = ${traces.personId} or thread_id::text in ${threads})`,
  );
  await room.tx.rows(sql`
    update threads set mood = null, risk_level = 'low', risk_score = 0, risk_at = null, flagged_at = null, outcome = null
    where tenant_id = ${tenant} and id::text in ${threads}`);
  await forgetInDigests(room, traces);
  return removed;
}

interface AtRiskSummary extends Record<string, unknown> {
  readonly atRisk?: readonly { readonly threadId: string; readonly customerName: string }[];
}

/** Digests name who was at risk, with a quote: in the stored summary, and in the browser chat's copy of the post. */
export async function forgetInDigests(room: Room, traces: Traces): Promise<number> {
  const tenant = room.tenantId;
  const own = new Set(traces.threadIds);
  const digests = await room.tx.rows<{ id: string; summary: AtRiskSummary }>(sql`
    select id, summary from digests where tenant_id = ${tenant}
      and exists (select 1 from jsonb_array_elements(summary -> 'atRisk') row
        where row ->> 'threadId' in ${oneOf(traces.threadIds)})`);
  for (const { id, summary } of digests) {
    const atRisk = (summary.atRisk ?? []).filter((row) => !own.has(row.threadId));
    await room.tx.rows(sql`
      update digests set summary = ${JSON.stringify({ ...summary, atRisk })}::text::jsonb
      where tenant_id = ${tenant} and id = ${id}::uuid`);
    await forgetInDigestPost(room, `digest:${id}`, traces.displayName);
  }
  return digests.length;
}

async function forgetInDigestPost(room: Room, ref: string, name: string): Promise<void> {
  const tenant = room.tenantId;
  const rows = await room.tx.rows<{ post_key: string; content: unknown }>(sql`
    select w.post_key, w.content from web_posts w join posts p on p.tenant_id = w.tenant_id
      and p.message_key = w.post_key and p.channel_key = w.channel_key
    where w.tenant_id = ${tenant} and (p.ref = ${ref} or p.ref like ${`${ref}:%`}) and w.content is not null`);
  for (const { post_key, content } of rows) {
    await room.tx.rows(sql`
      update web_posts set content = ${JSON.stringify(withoutPerson(content, name))}::text::jsonb, text = 'Digest'
      where tenant_id = ${tenant} and post_key = ${post_key}`);
  }
}

/** List items that begin with the person's name go, however deep; whatever else the digest says stays. */
function withoutPerson(content: unknown, name: string): unknown {
  if (Array.isArray(content)) return content.map((part) => withoutPerson(part, name));
  if (!isRecord(content)) return content;
  return Object.fromEntries(
    Object.entries(content).map(([key, value]) => [
      key,
      key === "items" && Array.isArray(value)
        ? value.filter((item) => !JSON.stringify(item).includes(`${JSON.stringify(name).slice(0, -1)} (`))
        : withoutPerson(value, name),
    ]),
  );
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;
