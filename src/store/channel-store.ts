import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { type Channel, type DeclaredSetup, newChannel } from "../domain/channel.ts";
import { withDeclared } from "../domain/declared-setup.ts";
import type { ChannelStore } from "../ports/stores/conversation-stores.ts";
import { firstOf, mine, type Room } from "./room.ts";
import { channels, workspaces } from "./schema/index.ts";

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
      const wanted = withDeclared(newChannel(workspaceId, ref, id), await declaredIn(room, workspaceId));
      const [added] = await room.sql
        .insert(channels)
        .values({ tenantId: room.tenantId, ...wanted, createdAt: now })
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

/** What the environment says of the workspace's channels. */
async function declaredIn(room: Room, workspaceId: string): Promise<DeclaredSetup | null> {
  const [row] = await room.sql
    .select({ declared: workspaces.declared })
    .from(workspaces)
    .where(mine(room, workspaces, eq(workspaces.id, workspaceId)));
  return row?.declared ?? null;
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
