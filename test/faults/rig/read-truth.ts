import { sql } from "drizzle-orm";
import type { Database } from "../../../src/store/database.ts";
import { openDatabase } from "../../../src/store/open-database.ts";

/** What a desk's database holds, read past the product. */
export interface DeskTruth {
  /** Messages of customers, and of people whose standing could not be read in time: the token in their words, their thread and what was made of them. */
  readonly messages: readonly {
    readonly token: string;
    readonly messageKey: string;
    readonly threadKey: string;
    readonly turns: number;
    readonly readings: number;
    readonly tickets: number;
  }[];
  /** Messages among them whose author's standing was not known in time. */
  readonly ofUnknownStanding: number;
  /** Threads in which a post is listed for a person as uncertain or refused; `null` is the top of a channel. */
  readonly listed: readonly (string | null)[];
  readonly uncertain: number;
  readonly refused: number;
  readonly deadLetters: number;
  /** Events and posts that are neither done nor given up. */
  readonly unfinished: number;
  /** Most attempts that a done event has had. */
  readonly mostAttempts: number;
  /** Posts of the browser chat by the bot; of other platforms the platform's own journal tells. */
  readonly webPosts: readonly {
    readonly postKey: string;
    readonly copyKey: string;
    readonly channelKey: string;
    readonly threadKey: string | null;
    readonly text: string;
  }[];
  readonly digests: number;
  readonly erasures: number;
  readonly people: readonly string[];
}

/** Opens the database of a desk that is gone, looks, and closes it. */
export async function readTruth(url: string): Promise<DeskTruth> {
  const database = await openDatabase({ url });
  try {
    return await truthOf(database);
  } finally {
    await database.close();
  }
}

export async function truthOf(database: Database): Promise<DeskTruth> {
  const [tenant] = await database.spineQuery<{ id: string }>(
    "select id::text as id from tenants limit 1",
    [],
  );
  if (tenant === undefined) throw new Error("the desk has no tenant");
  const desk = <Row extends Record<string, unknown>>(statement: ReturnType<typeof sql>) =>
    database.transaction("rapport_desk", tenant.id, (tx) => tx.rows<Row>(statement));
  const messages = await desk<MessageRow>(sql`
    select m.text, m.message_key, t.thread_key, m.author_role,
      (select count(*)::int from turns u where u.tenant_id = m.tenant_id and u.message_id = m.id and u.cause = 'message') as turns,
      (select count(*)::int from emotion_readings e where e.tenant_id = m.tenant_id and e.message_id = m.id) as readings,
      (select count(*)::int from tickets k where k.tenant_id = m.tenant_id and k.thread_id = m.thread_id) as tickets
    from messages m join threads t on t.tenant_id = m.tenant_id and t.id = m.thread_id
    where m.author_role in ('customer', 'unknown') order by m.sent_at, m.id`);
  const webPosts = await desk<WebPostRow>(sql`
    select post_key, client_key, channel_key, thread_key, text, visible_to_key from web_posts
    where author_key = 'rapport' and deleted_at is null order by post_key`);
  const [counts] = await desk<{ digests: number; erasures: number }>(sql`
    select (select count(*)::int from digests) as digests,
      (select count(*)::int from audit_log where action = 'privacy.erase') as erasures`);
  const people = await desk<{ person_key: string }>(sql`select person_key from people`);
  const posts = await database.spineQuery<{ state: string; thread_key: string | null }>(
    "select state, payload ->> 'threadKey' as thread_key from outbox where state <> 'sent'",
    [],
  );
  const events = await database.spineQuery<{ state: string; most: number; count: number }>(
    "select state, max(attempts)::int as most, count(*)::int as count from inbox group by state",
    [],
  );
  const eventsIn = (...states: string[]) =>
    events.filter(({ state }) => states.includes(state)).reduce((sum, { count }) => sum + count, 0);
  const listed = posts.filter(({ state }) => state === "uncertain" || state === "failed");
  return {
    messages: messages.map((row) => ({
      token: tokenOf(row.text) ?? "",
      messageKey: row.message_key,
      threadKey: row.thread_key,
      turns: row.turns,
      readings: row.readings,
      tickets: row.tickets,
    })),
    ofUnknownStanding: messages.filter(({ author_role }) => author_role === "unknown").length,
    listed: listed.map((row) => row.thread_key),
    uncertain: posts.filter(({ state }) => state === "uncertain").length,
    refused: posts.filter(({ state }) => state === "failed").length,
    deadLetters: eventsIn("dead"),
    unfinished: posts.length - listed.length + eventsIn("ready", "active"),
    mostAttempts: events.find(({ state }) => state === "done")?.most ?? 0,
    webPosts: webPosts.map((row) => ({
      postKey: row.post_key,
      copyKey: row.client_key ?? row.post_key,
      channelKey: row.visible_to_key === null ? row.channel_key : `@${row.visible_to_key}`,
      threadKey: row.thread_key,
      text: row.text,
    })),
    digests: counts?.digests ?? 0,
    erasures: counts?.erasures ?? 0,
    people: people.map(({ person_key }) => person_key),
  };
}

interface MessageRow extends Record<string, unknown> {
  readonly text: string;
  readonly message_key: string;
  readonly thread_key: string;
  readonly author_role: "customer" | "unknown";
  readonly turns: number;
  readonly readings: number;
  readonly tickets: number;
}

interface WebPostRow extends Record<string, unknown> {
  readonly post_key: string;
  readonly client_key: string | null;
  readonly channel_key: string;
  readonly thread_key: string | null;
  readonly text: string;
  readonly visible_to_key: string | null;
}

/** Every event of the rig carries a word of its own, by which it is known again wherever its words arrive. */
export const tokenOf = (text: string): string | null => /\bRIG\d+\b/.exec(text)?.[0] ?? null;
