import { randomUUID } from "node:crypto";
import { audienceOf } from "../domain/channel.ts";
import { openLowRating } from "../domain/csat.ts";
import type { MessagePosted } from "../domain/inbound-event.ts";
import type { Message } from "../domain/message.ts";
import { isStaff } from "../domain/role.ts";
import type { TenantSettings } from "../domain/tenant-settings.ts";
import type { Thread } from "../domain/thread.ts";
import type { EarlierAnswer, HistoryEntry, Turn, TurnCause } from "../domain/turn.ts";
import type { Background } from "../ports/stores/ingest-store.ts";
import type { TenantStores } from "../ports/stores/store.ts";
import type { ClaimedEvent } from "../ports/work-queue.ts";
import { burstOf } from "./burst.ts";
import { type FoundPlace, findPlace, threadKeysOf, type Unsaved } from "./find-place.ts";
import { findThread, type ThreadSources } from "./find-thread.ts";
import { whoMayBeRead } from "./who-may-be-read.ts";

/** Messages of the thread that a turn looks back on. */
export const HISTORY_LENGTH = 40;
/** Own messages looked back on to find the last one before a burst. */
const RECENT_OWN = 12;

type Claim = Pick<ClaimedEvent, "tenantId" | "workspaceId">;

/** A turn, and what of it no table holds yet. */
export interface ReadTurn {
  readonly turn: Turn;
  readonly unsaved: Unsaved & { readonly hasMessage: boolean };
}

const NOTHING_UNSAVED = { channel: null, person: null, hasMessage: false } as const;

/** Gathers what a message is judged by. Nothing is written: message, thread and person may be planned only. */
export async function ingestMessage(
  stores: TenantStores,
  claim: Claim,
  event: MessagePosted,
  now: Date,
): Promise<ReadTurn> {
  const place = await findPlace(stores, claim.workspaceId, event);
  const { workspace, settings, channel, person: author } = place;
  const { thread, isNew } = place.messageThread
    ? { thread: place.messageThread, isNew: false }
    : await findThread(sourcesIn(stores, place, event), event, channel, author);
  const message = place.message ?? {
    id: randomUUID(),
    threadId: thread.id,
    channelId: channel.id,
    messageKey: event.messageKey,
    authorId: author.id,
    authorRole: author.role,
    text: event.text,
    permalink: event.permalink,
    sentAt: new Date(event.occurredAt),
    editedAt: null,
    deletedAt: null,
  };
  const parts = { event, workspace, channel, author, thread, message, now };
  const turn = await gatherTurn(stores, { ...parts, claim, settings, cause: "message", isNewThread: isNew });
  return { turn, unsaved: { ...place.unsaved, hasMessage: place.message === null } };
}

/** Answers from what the place holds already; a thread that would be opened is planned. */
function sourcesIn(stores: TenantStores, place: FoundPlace, event: MessagePosted): ThreadSources {
  const { threadKey, rootKey } = threadKeysOf(event);
  const isHere = (channelId: string): boolean => channelId === place.channel.id;
  const { threads, messages, people } = stores;
  return {
    people,
    messages: {
      findByKey: async (channelId, key) =>
        isHere(channelId) && key === rootKey ? place.root : messages.findByKey(channelId, key),
      listByAuthor: (authorId, limit) => messages.listByAuthor(authorId, limit),
    },
    threads: {
      get: async (id) => (id === place.rootThread?.id ? place.rootThread : threads.get(id)),
      findByKey: async (channelId, key) =>
        isHere(channelId) && key === threadKey ? place.thread : threads.findByKey(channelId, key),
      findRecentOpen: async (channelId, customerId, since) =>
        isHere(channelId) && customerId === place.person.id
          ? place.recentThread
          : threads.findRecentOpen(channelId, customerId, since),
      listRecentOpen: (channelId, since, limit) => threads.listRecentOpen(channelId, since, limit),
      ensure: async (thread) =>
        place.thread === null
          ? { thread: plannedThread(thread), isNew: true }
          : { thread: place.thread, isNew: false },
    },
  };
}

const plannedThread = (
  opened: Pick<Thread, "channelId" | "threadKey" | "customerId" | "openedAt">,
): Thread => ({
  id: randomUUID(),
  ...opened,
  status: "open",
  lastMessageAt: opened.openedAt,
  firstAgentReplyAt: null,
  firstBotReplyAt: null,
  botQuietAt: null,
  helpedAt: null,
  mood: null,
  riskLevel: "low",
  riskScore: 0,
  riskAt: null,
  flaggedAt: null,
  clarifyCount: 0,
  failedAnswerCount: 0,
  outcome: null,
  botState: { warmth: 0.5, urgency: 0, caution: 0.5 },
});

/** The same turn again, later: the burst is over, or nobody else has answered. `null` when it is gone. */
export async function resumeTurn(
  stores: TenantStores,
  claim: Claim,
  threadId: string,
  cause: TurnCause,
  now: Date,
): Promise<ReadTurn | null> {
  const thread = await stores.threads.get(threadId);
  if (!thread?.customerId) return null;
  const history = await stores.messages.listByThread(thread.id, HISTORY_LENGTH);
  const latest = history.findLast(
    (entry) => entry.message.authorId === thread.customerId && entry.message.deletedAt === null,
  );
  if (!latest || (speaksAfterWait(cause) && isAnswered(history, latest))) return null;
  const turn = await turnOfStored(stores, claim, latest.message, cause, now);
  return turn && { turn, unsaved: NOTHING_UNSAVED };
}

const speaksAfterWait = (cause: TurnCause): boolean => cause === "burst-over" || cause === "human-wait-over";

/** Somebody, the bot included, has written in the thread since. */
const isAnswered = (history: readonly HistoryEntry[], latest: HistoryEntry): boolean =>
  history.slice(history.indexOf(latest) + 1).some(({ message }) => message.deletedAt === null);

/** The turn of a message that is stored already. `null` when its thread, channel or author is gone. */
export async function turnOfStored(
  stores: TenantStores,
  claim: Claim,
  message: Message,
  cause: TurnCause,
  now: Date,
): Promise<Turn | null> {
  const thread = await stores.threads.get(message.threadId);
  const channel = await stores.channels.get(message.channelId);
  const author = message.authorId === null ? null : await stores.people.get(message.authorId);
  if (!thread || !channel || !author) return null;
  const workspace = await stores.workspaces.get(channel.workspaceId);
  if (!workspace) return null;
  const { settings } = await stores.tenant.get();
  const event = eventOf(message, { workspace, channel, author, thread });
  const parts = { event, workspace, channel, author, thread, message, now };
  return gatherTurn(stores, { ...parts, claim, settings, cause, isNewThread: false });
}

interface Gathered
  extends Pick<
    Turn,
    "event" | "workspace" | "channel" | "author" | "thread" | "message" | "cause" | "isNewThread" | "now"
  > {
  readonly claim: Claim;
  readonly settings: TenantSettings;
}

async function gatherTurn(stores: TenantStores, found: Gathered): Promise<Turn> {
  const { claim, settings, ...parts } = found;
  const { channel, author, thread, message, event, isNewThread, now } = parts;
  const isByStaff = isStaff(author.role);
  const background = await stores.ingest.background({
    threadId: isNewThread ? null : thread.id,
    customerId: thread.customerId === author.id ? null : thread.customerId,
    authorId: isByStaff ? null : author.id,
    // Nothing is judged of what the team writes.
    historyLength: isByStaff ? 0 : HISTORY_LENGTH,
    ownLength: RECENT_OWN,
  });
  const history = earlier(background.history, message);
  const burst = burstOf(history, message);
  const earlierAnswer = isByStaff ? null : await answerWithin(stores, thread, burst);
  return {
    ...parts,
    tenantId: claim.tenantId,
    authorRole: author.role,
    history,
    policy: {
      mode: channel.mode,
      audience: audienceOf(channel.purpose, author.role),
      ...whoMayBeRead({ ...parts, customer: background.customer }),
      burstSilenceMs: settings.burstSilenceMs,
      waitForHumanMs: settings.waitForHumanMs,
      unansweredAfterMs: settings.unansweredAfterMs,
    },
    earlierAnswer,
    isAddressed: channel.purpose === "direct" || event.mentionsBot || earlierAnswer !== null,
    authorSilentMs: isByStaff ? null : silenceBefore(background.own, burst),
    // The rating is no news while others talk.
    lowRating: author.id === thread.customerId ? openLowRating(background.ratings, now) : null,
    dismissedSignals: thread.flaggedAt === null ? [] : background.dismissedSignals,
    hasOpenTicket: background.hasOpenTicket,
  };
}

/** Asked for only where a burst goes on in a thread in which the bot has spoken. */
async function answerWithin(
  stores: TenantStores,
  thread: Thread,
  burst: readonly Message[],
): Promise<EarlierAnswer | null> {
  if (thread.firstBotReplyAt === null || burst.length < 2) return null;
  const answer = await stores.answers.latest(thread.id);
  if (answer?.kind !== "reply" || answer.feedback !== null) return null;
  return burst.some(({ id }) => id === answer.messageId) ? answer : null;
}

const earlier = (history: readonly HistoryEntry[], message: Message): readonly HistoryEntry[] =>
  history.filter(
    (entry) =>
      entry.message.id !== message.id &&
      entry.message.sentAt <= message.sentAt &&
      entry.message.deletedAt === null,
  );

function silenceBefore(own: Background["own"], burst: readonly Message[]): number | null {
  const first = burst[0];
  if (!first) return null;
  const inBurst = new Set(burst.map(({ id }) => id));
  const before = own.findLast(({ id, sentAt }) => !inBurst.has(id) && sentAt <= first.sentAt);
  return before ? first.sentAt.getTime() - before.sentAt.getTime() : null;
}

function eventOf(
  message: Turn["message"],
  at: Pick<Turn, "workspace" | "channel" | "author" | "thread">,
): MessagePosted {
  return {
    kind: "message-posted",
    platform: at.workspace.platform,
    workspaceKey: at.workspace.workspaceKey,
    channel: {
      channelKey: at.channel.channelKey,
      name: at.channel.name,
      isDirect: at.channel.purpose === "direct",
      isPrivate: at.channel.purpose === "direct",
    },
    actor: { personKey: at.author.personKey, displayName: at.author.displayName, isBot: false },
    dedupeKey: `message:${message.messageKey}`,
    occurredAt: message.sentAt.toISOString(),
    messageKey: message.messageKey,
    threadKey: at.thread.threadKey,
    replyToKey: null,
    text: message.text,
    mentionsBot: false,
    mentionedKeys: [],
    files: [],
    permalink: message.permalink,
  };
}
