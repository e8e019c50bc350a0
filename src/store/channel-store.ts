import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import type { Channel } from "../domain/channel.ts";
import type { ChannelStore } from "../ports/stores/conversation-stores.ts";
import { firstOf, mine, type Room } from "./room.ts";
import { channels } from "./schema/index.ts";

export function createChannelStore(room: Room): ChannelStore {
  const list = async (...conditions: Parameters<typeof mine>[2][]): Promise<readonly Channel[]> => {
    const rows = await room.sql
      .select()
      .from(channels)
      .where(mine(room, channels, ...conditions))
      .orderBy(channels.createdAt, channels.id);
    return rows.map(toChannel);
  };
  const findByKey = async (workspaceId: string, channelKey: string): Promise<Channel | null> =>
    firstOf(await list(eq(channels.workspaceId, workspaceId), eq(channels.channelKey, channelKey)));

  return {
    get: async (id) => firstOf(await list(eq(channels.id, id))),
    list: () => list(),
    listByPurpose: (purpose) => list(eq(channels.purpose, purpose)),

    async ensure(workspaceId, ref, now, id = randomUUID()) {
      const known = await findByKey(workspaceId, ref.channelKey);
      if (known !== null) return refreshName(room, known, ref.name);
      const [added] = await room.sql
        .insert(channels)
        .values({
          tenantId: room.tenantId,
          id,
          workspaceId,
          channelKey: ref.channelKey,
          name: ref.name,
          purpose: ref.isDirect ? "direct" : "other",
          createdAt: now,
        })
        .onConflictDoNothing()
        .returning();
      if (added) return toChannel(added);
      // Somebody else added it between the two statements.
      const theirs = await findByKey(workspaceId, ref.channelKey);
      if (theirs !== null) return theirs;
      throw new Error("a channel that was there is gone");
    },

    async configure(id, change) {
      if (change.mode === undefined && change.purpose === undefined) return;
      await room.sql
        .update(channels)
        .set(change)
        .where(mine(room, channels, eq(channels.id, id)));
    },
  };
}

async function refreshName(room: Room, channel: Channel, name: string): Promise<Channel> {
  if (name === "" || name === channel.name) return channel;
  await room.sql
    .update(channels)
    .set({ name })
    .where(mine(room, channels, eq(channels.id, channel.id)));
  return { ...channel, name };
}

export const toChannel = (row: typeof channels.$inferSelect): Channel => ({
  id: row.id,
  workspaceId: row.workspaceId,
  channelKey: row.channelKey,
  name: row.name,
  purpose: row.purpose,
  mode: row.mode,
});
