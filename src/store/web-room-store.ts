import { type SQL, sql } from "drizzle-orm";
import type { PostRecord, RoomMember, RoomPlace, WebRoomStore } from "../ports/stores/web-room-store.ts";
import type { Database, Transaction } from "./database.ts";
import { createRoomNotices } from "./web-room-notices.ts";
import { extrasJson, type PostRow, selectPosts, toPostRecord } from "./web-room-rows.ts";
import { createPostWriter } from "./web-room-writer.ts";

/** The room's tables on either database, as `rapport_desk` of the tenant. */
export function createWebRoomStore(database: Database, tenantId: string): WebRoomStore {
  const inRoom = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> =>
    database.transaction("rapport_desk", tenantId, work);
  const one = async (tx: Transaction, where: SQL): Promise<PostRecord | null> => {
    const [row] = await tx.rows<PostRow>(selectPosts(tenantId, where));
    return row ? toPostRecord(row) : null;
  };
  const notices = createRoomNotices(database, tenantId);
  const writePost = createPostWriter(database, tenantId, notices);
  /** A change of one post, told to other processes by its own commit. */
  const change = (
    postKey: string,
    work: (tx: Transaction) => Promise<PostRecord | null>,
  ): Promise<PostRecord | null> =>
    inRoom(async (tx) => {
      const post = await work(tx);
      if (post !== null) notices.announceIn(tx, [{ kind: "post-changed", postKey }]);
      return post;
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

    addPost: (post, event) => writePost(post, event ?? null),
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

    changePost: (postKey, wish) =>
      change(postKey, async (tx) => {
        const before = await one(tx, sql`p.post_key = ${postKey} and p.deleted_at is null`);
        if (before === null) return null;
        const extras = extrasJson({ content: wish.content, replyToKey: before.replyToKey });
        await tx.rows(sql`
          update web_posts set text = ${wish.text}, content = ${extras}::jsonb,
            edited_at = ${wish.editedAt.toISOString()}::timestamptz
          where tenant_id = ${tenantId}::uuid and post_key = ${postKey} and deleted_at is null`);
        return { ...before, ...wish };
      }),

    removePost: (postKey, deletedAt) =>
      change(postKey, async (tx) => {
        await tx.rows(sql`
          update web_posts set text = '', content = null, files = '[]'::jsonb,
            deleted_at = coalesce(deleted_at, ${deletedAt.toISOString()}::timestamptz)
          where tenant_id = ${tenantId}::uuid and post_key = ${postKey}`);
        return one(tx, sql`p.post_key = ${postKey}`);
      }),

    setReaction: ({ postKey, personKey, emoji, isPresent }) =>
      change(postKey, async (tx) => {
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

    announce: notices.announce,
    onAnnounced: notices.onAnnounced,
  };
}
