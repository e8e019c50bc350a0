import { desc, eq } from "drizzle-orm";
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

    async lastScheduledEndAt(kind) {
      const [row] = await room.sql
        .select({ endAt: digests.periodEndAt })
        .from(digests)
        .where(mine(room, digests, eq(digests.kind, kind), eq(digests.askedBy, "schedule")))
        .orderBy(desc(digests.periodStartAt))
        .limit(1);
      return row?.endAt ?? null;
    },
  };
}

function toDigest({ tenantId: _, ...digest }: typeof digests.$inferSelect): StoredDigest {
  return digest;
}
