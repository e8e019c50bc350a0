import { and, desc, eq, gte, lt, sql } from "drizzle-orm";
import type { DigestStore, StoredDigest } from "../ports/stores/figures-store.ts";
import { mine, type Room } from "./room.ts";
import { digests, posts, workspaces } from "./schema/index.ts";

export function createDigestStore(room: Room): DigestStore {
  return {
    async add(digest) {
      const added = await room.sql
        .insert(digests)
        .values({ tenantId: room.tenantId, ...digest })
        .onConflictDoNothing()
        .returning({ id: digests.id });
      return added.length === 1;
    },

    async list(limit) {
      const rows = await room.sql
        .select()
        .from(digests)
        .where(mine(room, digests))
        .orderBy(desc(digests.postedAt), desc(digests.id))
        .limit(limit);
      return rows.map(toDigest);
    },

    async listNaming(threadId) {
      const named = JSON.stringify([{ threadId }]);
      const rows = await room.sql
        .select()
        .from(digests)
        .where(mine(room, digests, sql`${digests.summary} -> 'atRisk' @> ${named}::text::jsonb`))
        .orderBy(digests.postedAt, digests.id);
      return rows.map(toDigest);
    },

    async changeSummary(digestId, summary) {
      await room.sql
        .update(digests)
        .set({ summary })
        .where(mine(room, digests, eq(digests.id, digestId)));
    },

    async listPosts(digestId) {
      const ref = `digest:${digestId}`;
      return room.sql
        .select({
          ref: posts.ref,
          workspaceId: workspaces.id,
          platform: workspaces.platform,
          workspaceKey: workspaces.workspaceKey,
          channelKey: posts.channelKey,
        })
        .from(posts)
        .innerJoin(
          workspaces,
          and(eq(workspaces.tenantId, posts.tenantId), eq(workspaces.id, posts.workspaceId)),
        )
        .where(mine(room, posts, sql`(${posts.ref} = ${ref} or starts_with(${posts.ref}, ${`${ref}:`}))`))
        .orderBy(posts.ref);
    },

    async hasScheduledUpTo(kind, endAt) {
      const rows = await room.sql
        .select({ id: digests.id })
        .from(digests)
        .where(
          mine(
            room,
            digests,
            eq(digests.kind, kind),
            eq(digests.askedBy, "schedule"),
            lt(digests.periodStartAt, endAt),
            gte(digests.periodEndAt, endAt),
          ),
        )
        .limit(1);
      return rows.length > 0;
    },
  };
}

function toDigest({ tenantId: _, ...digest }: typeof digests.$inferSelect): StoredDigest {
  return digest;
}
