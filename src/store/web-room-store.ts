import { randomUUID } from "node:crypto";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { RapportError } from "../domain/errors.ts";
import type {
  NewPostRecord,
  PostRecord,
  RoomMember,
  RoomNotice,
  RoomPlace,
  WebRoomStore,
} from "../ports/stores/web-room-store.ts";
import type { Database, Transaction } from "./database.ts";
import { createGroupWriter } from "./group-writer.ts";
import {
  extrasJson,
  freshRecord,
  insertRow,
  type PostRow,
  selectPosts,
  toPostRecord,
} from "./web-room-rows.ts";

const NOTICE_CHANNEL = "rapport_web_room";
/** PostgreSQL carries 8,000 bytes in a notice; a larger form reaches the windows of its own process only. */
const MAX_NOTICE_BYTES = 7_500;

const noticeSchema = z.object({
  origin: z.string(),
  tenantId: z.string(),
  notice: z.discriminatedUnion("kind", [
    z.object({ kind: z.enum(["post-added", "post-changed"]), postKey: z.string() }),
    z.object({ kind: z.literal("channel-added"), channelKey: z.string() }),
    z.object({ kind: z.literal("form-opened"), personKey: z.string(), eventJson: z.string() }),
  ]),
});

/** The room's tables on either database, as `rapport_desk` of the tenant. */
export function createWebRoomStore(database: Database, tenantId: string): WebRoomStore {
  const origin = randomUUID();
  const inRoom = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> =>
    database.transaction("rapport_desk", tenantId, work);
  const one = async (tx: Transaction, where: SQL): Promise<PostRecord | null> => {
    const [row] = await tx.rows<PostRow>(selectPosts(tenantId, where));
    return row ? toPostRecord(row) : null;
  };
  const posts = createGroupWriter<NewPostRecord, { post: PostRecord; isNew: boolean }>((batch) =>
    inRoom((tx) => addPosts(tx, tenantId, batch)),
  );
  // A round trip for each notice was a quarter of what a post cost.
  const notices = createGroupWriter<string, null>(async (payloads) => {
    const statement = "select pg_notify($1, notice) from unnest($2::text[]) as n(notice)";
    await database.spineQuery(statement, [NOTICE_CHANNEL, payloads]);
    return payloads.map(() => null);
  });

  return {
    members: () =>
      inRoom((tx) =>
        tx.rows<RoomMember & Record<string, unknown>>(sql`
          select person_key as "personKey", display_name as "displayName", role
          from web_people where tenant_id = ${tenantId}::uuid order by role, display_name`),
      ),

    async putMembers(members) {
      await inRoom((tx) =>
        tx.rows(sql`
          insert into web_people (tenant_id, person_key, display_name, role)
          select ${tenantId}::uuid, m."personKey", m."displayName", m.role
          from jsonb_to_recordset(${JSON.stringify(members)}::jsonb)
            as m("personKey" text, "displayName" text, role text)
          on conflict (tenant_id, person_key)
            do update set display_name = excluded.display_name, role = excluded.role`),
      );
    },

    places: () =>
      inRoom((tx) =>
        tx.rows<RoomPlace & Record<string, unknown>>(sql`
          select channel_key as "channelKey", name, kind, person_key as "personKey"
          from web_channels where tenant_id = ${tenantId}::uuid order by kind, channel_key`),
      ),

    async putPlaces(places) {
      await inRoom((tx) =>
        tx.rows(sql`
          insert into web_channels (tenant_id, channel_key, name, kind, person_key)
          select ${tenantId}::uuid, c."channelKey", c.name, c.kind, c."personKey"
          from jsonb_to_recordset(${JSON.stringify(places)}::jsonb)
            as c("channelKey" text, name text, kind text, "personKey" text)
          on conflict (tenant_id, channel_key) do nothing`),
      );
    },

    addPost: (post) => posts.write(post),
    getPost: (postKey) => inRoom((tx) => one(tx, sql`p.post_key = ${postKey}`)),
    findPostByClientKey: (clientKey) => inRoom((tx) => one(tx, sql`p.client_key = ${clientKey}`)),

    async listPosts(query) {
      const thread =
        query.threadKey === null ? sql`p.thread_key is null` : sql`p.thread_key = ${query.threadKey}`;
      const before = query.beforeKey === null ? sql`true` : sql`p.post_key < ${query.beforeKey}`;
      const rows = await inRoom((tx) =>
        tx.rows<PostRow>(
          selectPosts(
            tenantId,
            sql`p.channel_key = ${query.channelKey} and ${thread} and ${before}
              and (p.visible_to_key is null or p.visible_to_key = ${query.viewerKey})`,
            sql`order by p.post_key desc limit ${query.limit}`,
          ),
        ),
      );
      return rows.map(toPostRecord).reverse();
    },

    async listPostsOfPeople(since, limit) {
      const rows = await inRoom((tx) =>
        tx.rows<PostRow>(
          selectPosts(
            tenantId,
            sql`p.posted_at >= ${since.toISOString()}::timestamptz and p.deleted_at is null and exists (
              select 1 from web_people m where m.tenant_id = p.tenant_id and m.person_key = p.author_key)`,
            sql`order by p.post_key desc limit ${limit}`,
          ),
        ),
      );
      return rows.map(toPostRecord).reverse();
    },

    changePost: (postKey, change) =>
      inRoom(async (tx) => {
        const before = await one(tx, sql`p.post_key = ${postKey} and p.deleted_at is null`);
        if (before === null) return null;
        const extras = extrasJson({ content: change.content, replyToKey: before.replyToKey });
        await tx.rows(sql`
          update web_posts set text = ${change.text}, content = ${extras}::jsonb,
            edited_at = ${change.editedAt.toISOString()}::timestamptz
          where tenant_id = ${tenantId}::uuid and post_key = ${postKey} and deleted_at is null`);
        return { ...before, ...change };
      }),

    removePost: (postKey, deletedAt) =>
      inRoom(async (tx) => {
        await tx.rows(sql`
          update web_posts set text = '', content = null, files = '[]'::jsonb,
            deleted_at = coalesce(deleted_at, ${deletedAt.toISOString()}::timestamptz)
          where tenant_id = ${tenantId}::uuid and post_key = ${postKey}`);
        return one(tx, sql`p.post_key = ${postKey}`);
      }),

    setReaction: ({ postKey, personKey, emoji, isPresent }) =>
      inRoom(async (tx) => {
        await tx.rows(
          isPresent
            ? sql`insert into web_reactions (tenant_id, post_key, person_key, emoji)
                select tenant_id, post_key, ${personKey}, ${emoji} from web_posts
                where tenant_id = ${tenantId}::uuid and post_key = ${postKey} and deleted_at is null
                on conflict do nothing`
            : sql`delete from web_reactions where tenant_id = ${tenantId}::uuid and post_key = ${postKey}
                and person_key = ${personKey} and emoji = ${emoji}`,
        );
        return one(tx, sql`p.post_key = ${postKey}`);
      }),

    async announce(notice) {
      if (database.kind === "pglite") return;
      const payload = JSON.stringify({ origin, tenantId, notice });
      if (Buffer.byteLength(payload) > MAX_NOTICE_BYTES) return;
      await notices.write(payload);
    },

    async onAnnounced(listener, onGap) {
      if (database.kind === "pglite") return async () => undefined;
      const hear = (payload: string): void => {
        const notice = readNotice(payload);
        if (notice && notice.origin !== origin && notice.tenantId === tenantId) listener(notice.notice);
      };
      return database.listen(NOTICE_CHANNEL, hear, onGap);
    },
  };
}

function readNotice(payload: string): { origin: string; tenantId: string; notice: RoomNotice } | null {
  try {
    return noticeSchema.parse(JSON.parse(payload));
  } catch {
    return null;
  }
}

/** One statement for the whole batch; a client key that was here before is looked up in the same transaction. */
async function addPosts(
  tx: Transaction,
  tenantId: string,
  batch: readonly NewPostRecord[],
): Promise<{ post: PostRecord; isNew: boolean }[]> {
  const written = await tx.rows<{ post_key: string }>(sql`
    insert into web_posts (tenant_id, post_key, channel_key, thread_key, author_key, text, content, files,
      visible_to_key, client_key, posted_at)
    select ${tenantId}::uuid, r.post_key, r.channel_key, r.thread_key, r.author_key, r.text, r.content, r.files,
      r.visible_to_key, r.client_key, r.posted_at
    from jsonb_to_recordset(${JSON.stringify(batch.map(insertRow))}::jsonb) as r(post_key text, channel_key text,
      thread_key text, author_key text, text text, content jsonb, files jsonb, visible_to_key text,
      client_key text, posted_at timestamptz)
    on conflict do nothing returning post_key`);
  const isWritten = new Set(written.map((row) => row.post_key));
  const known = new Map<string, PostRecord>();
  const repeated = batch.filter((post) => !isWritten.has(post.postKey)).map((post) => post.clientKey);
  if (repeated.length > 0) {
    const rows = await tx.rows<PostRow>(
      selectPosts(
        tenantId,
        sql`p.client_key in (select jsonb_array_elements_text(${JSON.stringify(repeated)}::jsonb))`,
      ),
    );
    for (const row of rows) if (row.client_key !== null) known.set(row.client_key, toPostRecord(row));
  }
  return batch.map((post) => {
    if (isWritten.has(post.postKey)) return { post: freshRecord(post), isNew: true };
    const before = post.clientKey === null ? undefined : known.get(post.clientKey);
    if (before) return { post: before, isNew: false };
    throw new RapportError("store.conflict", "A post with the same key is there already.", "Send again.");
  });
}
