import { randomUUID } from "node:crypto";
import { audienceOf } from "../domain/channel.ts";
import type { RiskSignalName } from "../domain/churn-risk.ts";
import { openLowRating } from "../domain/csat.ts";
import { RapportError } from "../domain/errors.ts";
import type { MessagePosted } from "../domain/inbound-event.ts";
import type { Message } from "../domain/message.ts";
import { isStaff } from "../domain/role.ts";
import type { Thread } from "../domain/thread.ts";
import type { HistoryEntry, Turn, TurnCause } from "../domain/turn.ts";
import type { TenantStores } from "../ports/stores/store.ts";
import type { ClaimedEvent } from "../ports/work-queue.ts";
import { keepStaffRole, resolveRole } from "../privacy/resolve-role.ts";
import { burstOf } from "./burst.ts";
import { findThread } from "./find-thread.ts";
import { whoMayBeRead } from "./who-may-be-read.ts";

/** Messages of the thread that a turn looks back on. */
export const HISTORY_LENGTH = 40;

type Claim = Pick<ClaimedEvent, "tenantId" | "workspaceId">;

/** Stores the message (once) and gathers what a turn is judged by. */
export async function ingestMessage(
  stores: TenantStores,
  claim: Claim,
  event: MessagePosted,
  now: Date,
): Promise<Turn> {
  const workspace = await getWorkspace(stores, claim.workspaceId);
  const channel = await stores.channels.ensure(workspace.id, event.channel, now);
  const known = await stores.people.findByKey(workspace.id, event.actor.personKey);
  const role = keepStaffRole(
    known?.role ?? null,
    resolveRole(event.actor, workspace, channel.purpose),
    event.actor,
  );
  const author =
    known && known.role === role && known.displayName === event.actor.displayName
      ? known
      : await stores.people.ensure({
          workspaceId: workspace.id,
          personKey: event.actor.personKey,
          displayName: event.actor.displayName,
          role,
          now,
        });
  const stored = await stores.messages.findByKey(channel.id, event.messageKey);
  const home = stored ? await stores.threads.get(stored.threadId) : null;
  const { thread, isNew } = home
    ? { thread: home, isNew: false }
    : await findThread(stores, event, channel, author);
  const { message } = await stores.messages.add({
    id: randomUUID(),
    threadId: thread.id,
    channelId: channel.id,
    messageKey: event.messageKey,
    authorId: author.id,
    authorRole: role,
    text: event.text,
    permalink: event.permalink,
    sentAt: new Date(event.occurredAt),
  });
  return gatherTurn(stores, {
    claim,
    event,
    workspace,
    channel,
    author,
    thread,
    message,
    cause: "message",
    isNewThread: isNew,
    now,
  });
}

/** The same turn again, later: the burst is over, or nobody else has answered. `null` when it is gone. */
export async function resumeTurn(
  stores: TenantStores,
  claim: Claim,
  threadId: string,
  cause: TurnCause,
  now: Date,
): Promise<Turn | null> {
  const thread = await stores.threads.get(threadId);
  if (!thread?.customerId) return null;
  const history = await stores.messages.listByThread(thread.id, HISTORY_LENGTH);
  const latest = history.findLast(
    (entry) => entry.message.authorId === thread.customerId && entry.message.deletedAt === null,
  );
  if (!latest || (speaksAfterWait(cause) && isAnswered(history, latest))) return null;
  return turnOfStored(stores, claim, latest.message, cause, now);
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
  const workspace = await getWorkspace(stores, channel.workspaceId);
  const event = eventOf(message, { workspace, channel, author, thread });
  return gatherTurn(stores, {
    claim,
    event,
    workspace,
    channel,
    author,
    thread,
    message,
    cause,
    isNewThread: false,
    now,
  });
}

type Gathered = Pick<
  Turn,
  "event" | "workspace" | "channel" | "author" | "thread" | "message" | "cause" | "now"
> & { claim: Claim; isNewThread: boolean };

async function gatherTurn(stores: TenantStores, found: Gathered): Promise<Turn> {
  const { claim, isNewThread, ...parts } = found;
  const { channel, author, thread, message, event } = parts;
  const isByStaff = isStaff(author.role);
  // Nothing is judged of what the team writes.
  const history = isNewThread || isByStaff ? [] : await earlierInThread(stores, thread.id, message);
  const tenant = await stores.tenant.get();
  return {
    ...parts,
    tenantId: claim.tenantId,
    authorRole: author.role,
    history,
    policy: {
      mode: channel.mode,
      audience: audienceOf(channel.purpose, author.role),
      ...(await whoMayBeRead(stores, parts)),
      burstSilenceMs: tenant.settings.burstSilenceMs,
      waitForHumanMs: tenant.settings.waitForHumanMs,
      unansweredAfterMs: tenant.settings.unansweredAfterMs,
    },
    isAddressed: channel.purpose === "direct" || event.mentionsBot,
    authorSilentMs: isByStaff ? null : await silenceBefore(stores, author.id, burstOf(history, message)),
    isNewThread,
    lowRating: isByStaff ? null : await lowRatingOf(stores, parts),
    dismissedSignals: await dismissedIn(stores, thread),
    hasOpenTicket: isNewThread ? false : (await stores.tickets.findUnfinished(thread.id)) !== null,
  };
}

/** Only when that customer writes: the rating is no news while others talk. */
async function lowRatingOf(
  stores: TenantStores,
  { author, thread, now }: Pick<Turn, "author" | "thread" | "now">,
): Promise<Turn["lowRating"]> {
  if (author.id !== thread.customerId) return null;
  return openLowRating(await stores.csat.listByCustomer(author.id), now);
}

async function dismissedIn(stores: TenantStores, thread: Thread): Promise<readonly RiskSignalName[]> {
  if (thread.flaggedAt === null) return [];
  const flags = await stores.riskFlags.listByThread(thread.id);
  return flags
    .filter((flag) => flag.verdict === "false-alarm")
    .flatMap((flag) => flag.signals.map((signal) => signal.name));
}

async function earlierInThread(
  stores: TenantStores,
  threadId: string,
  message: Message,
): Promise<readonly HistoryEntry[]> {
  const history = await stores.messages.listByThread(threadId, HISTORY_LENGTH);
  return history.filter(
    (entry) =>
      entry.message.id !== message.id &&
      entry.message.sentAt <= message.sentAt &&
      entry.message.deletedAt === null,
  );
}

/** Own messages looked back on to find the last one before a burst. */
const RECENT_OWN = 12;

async function silenceBefore(
  stores: TenantStores,
  authorId: string,
  burst: readonly Message[],
): Promise<number | null> {
  const first = burst[0];
  if (!first) return null;
  const inBurst = new Set(burst.map(({ id }) => id));
  const own = await stores.messages.listByAuthor(authorId, RECENT_OWN);
  const before = own.findLast(
    (entry) => !inBurst.has(entry.message.id) && entry.message.sentAt <= first.sentAt,
  );
  return before ? first.sentAt.getTime() - before.message.sentAt.getTime() : null;
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

async function getWorkspace(stores: TenantStores, id: string) {
  const workspace = await stores.workspaces.get(id);
  if (workspace) return workspace;
  throw workspaceMissing();
}

export const workspaceMissing = (): RapportError =>
  new RapportError(
    "workspace.missing",
    "The workspace of an event is not there any more.",
    "Install Rapport in the workspace again, then replay the dead letter.",
  );
