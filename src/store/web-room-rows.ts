import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { FileRef, MessageContent } from "../domain/message-content.ts";
import type { NewPostRecord, PostRecord } from "../ports/stores/web-room-store.ts";

/** Shape of the statement below: instants as epoch milliseconds and JSON as text, the same from both drivers. */
export type PostRow = {
  readonly post_key: string;
  readonly channel_key: string;
  readonly thread_key: string | null;
  readonly author_key: string;
  readonly text: string;
  readonly content: string | null;
  readonly files: string;
  readonly visible_to_key: string | null;
  readonly client_key: string | null;
  readonly posted_ms: number;
  readonly edited_ms: number | null;
  readonly deleted_ms: number | null;
  readonly reactions: string | null;
  readonly reply_count: number;
  readonly last_reply_ms: number | null;
};

const ms = (column: SQL): SQL => sql`(extract(epoch from ${column}) * 1000)::float8`;

/** Posts with their reactions and the size of the thread under them. */
export function selectPosts(tenantId: string, where: SQL, tail: SQL = sql``): SQL {
  return sql`
    select p.post_key, p.channel_key, p.thread_key, p.author_key, p.text, p.content::text as content,
      p.files::text as files, p.visible_to_key, p.client_key, ${ms(sql`p.posted_at`)} as posted_ms,
      ${ms(sql`p.edited_at`)} as edited_ms, ${ms(sql`p.deleted_at`)} as deleted_ms,
      (select json_agg(json_build_array(r.emoji, r.person_key) order by r.emoji, r.person_key)::text
        from web_reactions r where r.tenant_id = p.tenant_id and r.post_key = p.post_key) as reactions,
      t.reply_count, ${ms(sql`t.last_reply_at`)} as last_reply_ms
    from web_posts p
    left join lateral (
      select count(*)::int as reply_count, max(c.posted_at) as last_reply_at from web_posts c
      where p.thread_key is null and c.tenant_id = p.tenant_id and c.channel_key = p.channel_key
        and c.thread_key = p.post_key and c.visible_to_key is null and c.deleted_at is null
    ) t on true
    where p.tenant_id = ${tenantId}::uuid and ${where} ${tail}`;
}

/** What the `content` column holds: the bot's message, and what else a post says beside its text. */
interface Extras {
  readonly message: MessageContent | null;
  readonly replyToKey: string | null;
}

export function extrasJson(post: Pick<NewPostRecord, "content" | "replyToKey">): string | null {
  if (post.content === null && post.replyToKey === null) return null;
  const extras: Extras = { message: post.content, replyToKey: post.replyToKey };
  return JSON.stringify(extras);
}

/** One row of `jsonb_to_recordset` in the statement that adds posts. */
export function insertRow(post: NewPostRecord): Record<string, unknown> {
  const extras = extrasJson(post);
  return {
    post_key: post.postKey,
    channel_key: post.channelKey,
    thread_key: post.threadKey,
    author_key: post.authorKey,
    text: post.text,
    content: extras === null ? null : JSON.parse(extras),
    files: post.files,
    visible_to_key: post.visibleToKey,
    client_key: post.clientKey,
    posted_at: post.postedAt.toISOString(),
  };
}

const reactionPairs = z.array(z.tuple([z.string(), z.string()]));

export function toPostRecord(row: PostRow): PostRecord {
  const extras = row.content === null ? null : (JSON.parse(row.content) as Extras);
  return {
    postKey: row.post_key,
    channelKey: row.channel_key,
    threadKey: row.thread_key,
    replyToKey: extras?.replyToKey ?? null,
    authorKey: row.author_key,
    text: row.text,
    content: extras?.message ?? null,
    files: JSON.parse(row.files) as FileRef[],
    visibleToKey: row.visible_to_key,
    clientKey: row.client_key,
    postedAt: new Date(row.posted_ms),
    editedAt: toDate(row.edited_ms),
    deletedAt: toDate(row.deleted_ms),
    reactions: groupReactions(row.reactions),
    replyCount: row.reply_count,
    lastReplyAt: toDate(row.last_reply_ms),
  };
}

/** A post that was written this moment: nobody can have answered or reacted yet. */
export const freshRecord = (post: NewPostRecord): PostRecord => ({
  editedAt: null,
  deletedAt: null,
  reactions: [],
  replyCount: 0,
  lastReplyAt: null,
  ...post,
});

const toDate = (epochMs: number | null): Date | null => (epochMs === null ? null : new Date(epochMs));

function groupReactions(json: string | null): PostRecord["reactions"] {
  if (json === null) return [];
  const byEmoji = new Map<string, string[]>();
  for (const [emoji, personKey] of reactionPairs.parse(JSON.parse(json))) {
    const people = byEmoji.get(emoji);
    if (people) people.push(personKey);
    else byEmoji.set(emoji, [personKey]);
  }
  return [...byEmoji].map(([emoji, personKeys]) => ({ emoji, personKeys }));
}
