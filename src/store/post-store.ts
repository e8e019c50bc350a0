import { desc, eq, sql } from "drizzle-orm";
import type { Platform } from "../domain/channel.ts";
import type { PostStore } from "../ports/stores/store.ts";
import { firstOf, mine, type Room } from "./room.ts";
import { posts } from "./schema/index.ts";

/** Posts are written by the spine when a platform has taken them. */
export function createPostStore(room: Room): PostStore {
  return {
    async find(ref) {
      const rows = await room.sql
        .select({ channelKey: posts.channelKey, messageKey: posts.messageKey, permalink: posts.permalink })
        .from(posts)
        .where(mine(room, posts, eq(posts.ref, ref)));
      return firstOf(rows);
    },

    async findRef(channelKey, messageKey) {
      const [row] = await room.sql
        .select({ ref: posts.ref })
        .from(posts)
        .where(mine(room, posts, eq(posts.channelKey, channelKey), eq(posts.messageKey, messageKey)))
        .orderBy(desc(posts.postedAt))
        .limit(1);
      return row?.ref ?? null;
    },

    async setAside(personId) {
      const rows = await room.tx.rows<{
        new_ref: string;
        workspace_id: string;
        platform: Platform;
        workspace_key: string;
        channel_key: string;
        thread_key: string | null;
        is_root: boolean;
      }>(setAside(room.tenantId, personId));
      return rows.map((row) => ({
        ref: row.new_ref,
        workspaceId: row.workspace_id,
        platform: row.platform,
        workspaceKey: row.workspace_key,
        channelKey: row.channel_key,
        threadKey: row.thread_key,
        isRoot: row.is_root,
      }));
    },
  };
}

/** The browser chat's posts are our own rows, and erased with the person. */
const setAside = (tenant: string, personId: string) => sql`
  with own_threads as (
    select id, thread_key from threads where tenant_id = ${tenant}::uuid and customer_id::text = ${personId}),
  found as (
    select p.ref as old_ref, 'taken-back:' || gen_random_uuid()::text as new_ref, p.workspace_id::text as workspace_id,
      w.platform, w.workspace_key, p.channel_key, t.thread_key, starts_with(p.ref, 'opened:') as is_root
    from posts p join workspaces w on w.tenant_id = p.tenant_id and w.id = p.workspace_id
    left join threads t on t.tenant_id = p.tenant_id and p.ref ~ '^similar:' and t.id::text = split_part(p.ref, ':', 2)
    where p.tenant_id = ${tenant}::uuid and w.platform <> 'web' and (
      starts_with(p.ref, ${`about:${personId}:`})
      or (starts_with(p.ref, 'similar:') and strpos(p.ref, ${personId}) > 0)
      or (starts_with(p.ref, 'opened:') and p.message_key in (select thread_key from own_threads))
      or p.ref in (select 'answer:' || a.id::text from answers a
        where a.tenant_id = ${tenant}::uuid and a.kind = 'suggest' and a.thread_id in (select id from own_threads)))),
  moved as (
    update posts p set ref = f.new_ref from found f where p.tenant_id = ${tenant}::uuid and p.ref = f.old_ref
    returning 1)
  select new_ref, workspace_id, platform, workspace_key, channel_key, thread_key, is_root from found`;
