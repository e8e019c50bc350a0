import { desc, eq, inArray, type SQL } from "drizzle-orm";
import { negativeEmotionSharePercent, topEmotion } from "../domain/emotion.ts";
import type { EmotionStore } from "../ports/stores/conversation-stores.ts";
import { stored, type TagRow, toTag, toTagRow } from "./emotion-rows.ts";
import { mine, type Room } from "./room.ts";
import { emotionCorrections, emotionReadings, turns } from "./schema/index.ts";

export function createEmotionStore(room: Room): EmotionStore {
  return {
    async add({ messageId, threadId, personId, tag, platform, sentAt }) {
      const added = await room.sql
        .insert(emotionReadings)
        .values({
          tenantId: room.tenantId,
          messageId,
          threadId,
          personId,
          platform,
          sentAt,
          ...toTagRow(tag),
        })
        .onConflictDoNothing()
        .returning({ messageId: emotionReadings.messageId });
      if (added.length === 1) countReading(room, { ...toTagRow(tag), platform, sentAt }, 1);
    },

    async removeOfPerson(personId) {
      return removeReadings(room, eq(emotionReadings.personId, personId));
    },
    async removeOfMessage(messageId) {
      await removeReadings(room, eq(emotionReadings.messageId, messageId));
    },

    async correct({ messageId, correctedById, emotion, correctedAt }) {
      await room.sql
        .insert(emotionCorrections)
        .values({ tenantId: room.tenantId, messageId, correctedById, emotion, correctedAt })
        .onConflictDoUpdate({
          target: [
            emotionCorrections.tenantId,
            emotionCorrections.messageId,
            emotionCorrections.correctedById,
          ],
          set: { emotion, correctedAt },
        });
    },

    async moodsOfPerson(personId, limit) {
      const rows = await room.sql
        .select()
        .from(emotionReadings)
        .where(mine(room, emotionReadings, eq(emotionReadings.personId, personId)))
        .orderBy(desc(emotionReadings.sentAt), desc(emotionReadings.messageId))
        .limit(limit);
      return rows
        .map((row) => ({
          mood: row.mood,
          sentAt: row.sentAt,
          threadId: row.threadId,
          messageId: row.messageId,
          tag: toTag(row),
        }))
        .reverse();
    },
  };
}

type CountedRow = TagRow & Pick<typeof emotionReadings.$inferSelect, "platform" | "sentAt">;

export function countReading(room: Room, row: CountedRow, by: 1 | -1): void {
  const scores = stored(row);
  room.rollups.addEmotion({
    at: row.sentAt,
    platform: row.platform,
    emotion: topEmotion(scores),
    messages: by,
    negativeShareSum: (by * negativeEmotionSharePercent(scores)) / 100,
  });
}

/** Readings go with the corrections of them; the hours they were counted in are put right. */
async function removeReadings(room: Room, condition: SQL): Promise<number> {
  const affected = room.sql
    .select({ messageId: emotionReadings.messageId })
    .from(emotionReadings)
    .where(mine(room, emotionReadings, condition));
  await room.sql
    .delete(emotionCorrections)
    .where(mine(room, emotionCorrections, inArray(emotionCorrections.messageId, affected)));
  const removed = await room.sql
    .delete(emotionReadings)
    .where(mine(room, emotionReadings, condition))
    .returning();
  await forgetInTurns(
    room,
    removed.map((row) => row.messageId),
  );
  for (const row of removed) {
    countReading(room, row, -1);
    // The turn counted it as analysed; what was taken away was not.
    room.rollups.addDesk({ at: row.sentAt, platform: row.platform, metric: "analysed", count: -1, sum: 0 });
  }
  return removed.length;
}

/** What was judged about a message keeps its decision; the reading and the evidence drawn from it go. */
async function forgetInTurns(room: Room, messageIds: readonly string[]): Promise<void> {
  if (messageIds.length === 0) return;
  await room.sql
    .update(turns)
    .set({
      emotion: { kind: "not-analysed", reason: "opted-out" },
      risk: { level: "low", score: 0, signals: [], negativeEmotionSharePercent: 0 },
    })
    .where(mine(room, turns, inArray(turns.messageId, [...messageIds])));
}
