import type { Channel } from "../domain/channel.ts";
import type { MessagePosted } from "../domain/inbound-event.ts";
import type { Person } from "../domain/person.ts";
import { isStaff } from "../domain/role.ts";
import type { Thread } from "../domain/thread.ts";
import { addMs, HOUR, MINUTE } from "../domain/time.ts";
import type { MessageStore, PersonStore, ThreadStore } from "../ports/stores/conversation-stores.ts";
import { ANSWERED_BURST_MS } from "./burst.ts";

/** At the top of a channel a person's words belong to what the same person opened this recently. */
export const SAME_REQUEST_MS = 10 * MINUTE;
/** In a direct channel a pause of this length ends the session. */
export const SESSION_GAP_MS = 6 * HOUR;
/** What one of the team adds without a name within this time goes to whom the last words went. */
export const SAME_BREATH_MS = 2 * MINUTE;

/** What is read to find a message's thread. */
export interface ThreadSources {
  readonly threads: Pick<ThreadStore, "get" | "findByKey" | "ensure" | "findRecentOpen" | "listRecentOpen">;
  readonly people: Pick<PersonStore, "findByKey">;
  readonly messages: Pick<MessageStore, "findByKey" | "listByAuthor">;
}

/**
 * The thread a message belongs to. Native threads and replies always win; at the top of a channel a burst joins
 * the author's own recent request. Words of the team join the request they answer; words of customers never join
 * another customer's.
 */
export async function findThread(
  stores: ThreadSources,
  event: MessagePosted,
  channel: Channel,
  author: Person,
): Promise<{ thread: Thread; isNew: boolean }> {
  const sentAt = new Date(event.occurredAt);
  const existing =
    (await explicitThread(stores, event, channel)) ??
    // Whoever opens a thread of the platform's own (a forum's post) has said where it belongs.
    (event.threadKey === null ? await inferredThread(stores, event, channel, author, sentAt) : null);
  if (existing) return { thread: existing, isNew: false };
  return stores.threads.ensure({
    channelId: channel.id,
    threadKey: event.threadKey ?? event.messageKey,
    customerId: isStaff(author.role) ? null : author.id,
    openedAt: sentAt,
  });
}

async function explicitThread(
  stores: ThreadSources,
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
  stores: ThreadSources,
  channel: Channel,
  threadKey: string,
): Promise<Thread | null> {
  const thread = await stores.threads.findByKey(channel.id, threadKey);
  if (thread) return thread;
  const root = await stores.messages.findByKey(channel.id, threadKey);
  return root ? stores.threads.get(root.threadId) : null;
}

/** Precision first: words enter somebody's request only when that is sure; in doubt they stand alone. */
async function inferredThread(
  stores: ThreadSources,
  event: MessagePosted,
  channel: Channel,
  author: Person,
  sentAt: Date,
): Promise<Thread | null> {
  const reachMs = channel.purpose === "direct" ? SESSION_GAP_MS : SAME_REQUEST_MS;
  const since = addMs(sentAt, -reachMs);
  if (isStaff(author.role)) return threadOfStaff(stores, event, channel, author, sentAt);
  const recent = await stores.threads.findRecentOpen(channel.id, author.id, since);
  return recent && isNewQuestion(event, channel, recent) ? null : recent;
}

/**
 * The bot's answer hangs under the earlier question: who asks again at the top of the channel asks something else, and
 * looks for the answer there, unless the answer came while the question was still being written. Who was answered by the team in the channel itself goes on with the same request.
 */
function isNewQuestion(event: MessagePosted, channel: Channel, recent: Thread): boolean {
  if (channel.purpose === "direct" || recent.firstBotReplyAt === null) return false;
  if (event.mentionsBot) return true;
  const pauseMs = new Date(event.occurredAt).getTime() - recent.lastMessageAt.getTime();
  return event.text.includes("?") && pauseMs > ANSWERED_BURST_MS;
}

/** Who of the team writes at the top of a channel answers whoever is named, was answered a moment ago, or waits alone. */
async function threadOfStaff(
  stores: ThreadSources,
  event: MessagePosted,
  channel: Channel,
  author: Person,
  sentAt: Date,
): Promise<Thread | null> {
  if (event.mentionedKeys.length > 0) {
    const named = await threadsOfNamed(stores, event, channel, author);
    return named[0] ?? null;
  }
  const [last] = await stores.messages.listByAuthor(author.id, 1);
  if (
    last &&
    last.message.channelId === channel.id &&
    isWithin(last.message.sentAt, sentAt, SAME_BREATH_MS)
  ) {
    const thread = await stores.threads.get(last.message.threadId);
    if (thread && thread.customerId !== null) return thread;
  }
  const waiting = await stores.threads.listRecentOpen(channel.id, addMs(sentAt, -SAME_REQUEST_MS), 2);
  return waiting.length === 1 ? (waiting[0] ?? null) : null;
}

const isWithin = (earlier: Date, later: Date, spanMs: number): boolean =>
  earlier <= later && later.getTime() - earlier.getTime() <= spanMs;

/** Recent open requests of the customers a message names, without the author's own. */
export async function threadsOfNamed(
  stores: Pick<ThreadSources, "people" | "threads">,
  event: MessagePosted,
  channel: Channel,
  author: Person,
): Promise<readonly Thread[]> {
  const since = addMs(new Date(event.occurredAt), -SAME_REQUEST_MS);
  const found: Thread[] = [];
  for (const personKey of event.mentionedKeys) {
    const named = await stores.people.findByKey(channel.workspaceId, personKey);
    if (!named || named.id === author.id || isStaff(named.role)) continue;
    const theirs = await stores.threads.findRecentOpen(channel.id, named.id, since);
    if (theirs) found.push(theirs);
  }
  return found;
}
