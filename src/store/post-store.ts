import { desc, eq } from "drizzle-orm";
import type { PostStore } from "../ports/stores/store.ts";
import { firstOf, mine, type Room } from "./room.ts";
import { posts } from "./schema/index.ts";

/** Reads only: posts are written by the spine when a platform has taken them. */
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
  };
}
