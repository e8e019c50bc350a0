import { and, desc, eq, getTableColumns } from "drizzle-orm";
import type { Message } from "../domain/message.ts";
import type { HistoryEntry } from "../domain/turn.ts";
import type { MessageStore } from "../ports/stores/conversation-stores.ts";
import { toTag } from "./emotion-rows.ts";
import { firstOf, mine, type Room } from "./room.ts";
import { emotionReadings, messages } from "./schema/index.ts";

export function createMessageStore(room: Room): MessageStore {
  const find = async (...conditions: Parameters<typeof mine>[2][]): Promise<Message | null> => {
    const rows = await room.sql
      .select()
      .from(messages)
      .where(mine(room, messages, ...conditions));
    return firstOf(rows.map(toMessage));
  };
  const change = async (id: string, values: Partial<typeof messages.$inferInsert>): Promise<void> => {
    await room.sql
      .update(messages)
      .set(values)
      .where(mine(room, messages, eq(messages.id, id)));
  };
  const findByKey = (channelId: string, messageKey: string) =>
    find(eq(messages.channelId, channelId), eq(messages.messageKey, messageKey));

  return {
    get: (id) => find(eq(messages.id, id)),
    findByKey,

    async add(message) {
      const [added] = await room.sql
        .insert(messages)
        .values({ tenantId: room.tenantId, ...message })
        .onConflictDoNothing()
        .returning();
      if (added) return { message: toMessage(added), isNew: true };
      const known =
        (await findByKey(message.channelId, message.messageKey)) ?? (await find(eq(messages.id, message.id)));
      if (known !== null) return { message: known, isNew: false };
      throw new Error("a message that was there is gone");
    },

    edit: (id, text, editedAt) => change(id, { text, editedAt }),
    remove: (id, deletedAt) => change(id, { text: "", deletedAt }),
    moveKey: (id, messageKey, permalink) => change(id, { messageKey, permalink }),
    listByThread: (threadId, limit) => history(room, eq(messages.threadId, threadId), limit),
    listByAuthor: (authorId, limit) => history(room, eq(messages.authorId, authorId), limit),
  };
}

/** The newest `limit` messages, oldest first. */
async function history(
  room: Room,
  condition: ReturnType<typeof eq>,
  limit: number,
): Promise<readonly HistoryEntry[]> {
  const rows = await room.sql
    .select({ message: getTableColumns(messages), reading: getTableColumns(emotionReadings) })
    .from(messages)
    .leftJoin(
      emotionReadings,
      and(eq(emotionReadings.tenantId, messages.tenantId), eq(emotionReadings.messageId, messages.id)),
    )
    .where(mine(room, messages, condition))
    .orderBy(desc(messages.sentAt), desc(messages.messageKey))
    .limit(limit);
  return rows
    .map(({ message, reading }) => ({
      message: toMessage(message),
      tag: reading === null ? null : toTag(reading),
    }))
    .reverse();
}

export function toMessage({ tenantId: _, ...message }: typeof messages.$inferSelect): Message {
  return message;
}
