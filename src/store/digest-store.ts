import { desc, eq, gte, lt } from "drizzle-orm";
import type { DigestStore, StoredDigest } from "../ports/stores/figures-store.ts";
import { mine, type Room } from "./room.ts";
import { digests } from "./schema/index.ts";

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
