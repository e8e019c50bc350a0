import { randomUUID } from "node:crypto";
import type { EmotionScores, EmotionTag } from "../../src/domain/emotion.ts";
import type { TenantStores } from "../../src/ports/stores/store.ts";
import type { Database } from "../../src/store/database.ts";
import { createOutboxWriter } from "../../src/store/spine/outbox-writer.ts";
import { createTimerWriter } from "../../src/store/spine/timer-writer.ts";
import { createStore } from "../../src/store/store.ts";

export const NOON = new Date("2026-03-10T12:00:00.000Z");

export const openStore = (database: Database) =>
  createStore({ database, outbox: createOutboxWriter, timers: createTimerWriter });

/** Scores that sum to one, with the named share on one label. */
export function tagOf(scores: Partial<EmotionScores>): EmotionTag {
  const all = { anger: 0, disgust: 0, fear: 0, joy: 0, neutral: 0, sadness: 0, surprise: 0, ...scores };
  return { scores: all, sentiment: 0, mood: "neutral", risk: 0.25, model: "test", modelVersion: "1" };
}

/** A customer, a channel and a thread with one message: what most stories of the desk begin with. */
export async function seedThread(stores: TenantStores, workspaceId: string, at: Date = NOON) {
  const channel = await stores.channels.ensure(
    workspaceId,
    { channelKey: "help", name: "help", isDirect: false, isPrivate: false },
    at,
  );
  const customer = await stores.people.ensure({
    workspaceId,
    personKey: `p-${randomUUID()}`,
    displayName: "Dana",
    role: "customer",
    now: at,
  });
  const { thread } = await stores.threads.ensure({
    channelId: channel.id,
    threadKey: `t-${randomUUID()}`,
    customerId: customer.id,
    openedAt: at,
  });
  const { message } = await stores.messages.add(newMessage(thread.id, channel.id, customer.id, at));
  return { channel, customer, thread, message };
}

export const newMessage = (threadId: string, channelId: string, authorId: string, sentAt: Date) => ({
  id: randomUUID(),
  threadId,
  channelId,
  messageKey: `m-${randomUUID()}`,
  authorId,
  authorRole: "customer" as const,
  text: "the export fails",
  permalink: null,
  sentAt,
});
