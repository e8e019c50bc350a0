import type { Channel } from "../domain/channel.ts";
import type { MessagePosted } from "../domain/inbound-event.ts";
import type { Person } from "../domain/person.ts";
import { isStaff } from "../domain/role.ts";
import type { Thread } from "../domain/thread.ts";
import { addMs, HOUR, MINUTE } from "../domain/time.ts";
import type { TenantStores } from "../ports/stores/store.ts";

/** At the top of a channel a person's words belong to what the same person opened this recently. */
export const SAME_REQUEST_MS = 10 * MINUTE;
/** In a direct channel a pause of this length ends the session. */
export const SESSION_GAP_MS = 6 * HOUR;

/**
 * The thread a message belongs to. Native threads and replies always win; at the top of a channel a burst joins
 * the author's own recent request, and an answer that names somebody joins that person's.
 */
export async function findThread(
  stores: TenantStores,
  event: MessagePosted,
  channel: Channel,
  author: Person,
): Promise<{ thread: Thread; isNew: boolean }> {
  const sentAt = new Date(event.occurredAt);
  const existing =
    (await explicitThread(stores, event, channel)) ??
    (await inferredThread(stores, event, channel, author, sentAt));
  if (existing) return { thread: existing, isNew: false };
  return stores.threads.ensure({
    channelId: channel.id,
    threadKey: event.threadKey ?? event.messageKey,
    customerId: isStaff(author.role) ? null : author.id,
    openedAt: sentAt,
  });
}

async function explicitThread(
  stores: TenantStores,
  event: MessagePosted,
  channel: Channel,
): Promise<Thread | null> {
  if (event.threadKey !== null) return threadOfRoot(stores, channel, event.threadKey);
  if (event.replyToKey === null) return null;
  const replied = await stores.messages.findByKey(channel.id, event.replyToKey);
  return replied ? stores.threads.get(replied.threadId) : null;
}

/** A native thread may hang on a message that joined an earlier request: then it continues that one. */
async function threadOfRoot(
  stores: TenantStores,
  channel: Channel,
  threadKey: string,
): Promise<Thread | null> {
  const thread = await stores.threads.findByKey(channel.id, threadKey);
  if (thread) return thread;
  const root = await stores.messages.findByKey(channel.id, threadKey);
  return root ? stores.threads.get(root.threadId) : null;
}

async function inferredThread(
  stores: TenantStores,
  event: MessagePosted,
  channel: Channel,
  author: Person,
  sentAt: Date,
): Promise<Thread | null> {
  const reachMs = channel.purpose === "direct" ? SESSION_GAP_MS : SAME_REQUEST_MS;
  const since = addMs(sentAt, -reachMs);
  for (const personKey of event.mentionedKeys) {
    const named = await stores.people.findByKey(channel.workspaceId, personKey);
    if (!named || isStaff(named.role)) continue;
    const theirs = await stores.threads.findRecentOpen(channel.id, named.id, since);
    if (theirs) return theirs;
  }
  if (isStaff(author.role)) return null;
  return stores.threads.findRecentOpen(channel.id, author.id, since);
}
