import { randomUUID } from "node:crypto";
import type { Action } from "../domain/decision.ts";
import type { MessagePosted, TimerDue, TimerName } from "../domain/inbound-event.ts";
import { isStaff } from "../domain/role.ts";
import { addMs } from "../domain/time.ts";
import type { DecidedTurn, StepTimingsMs } from "../domain/turn.ts";
import type { DeskActions } from "../ports/desk.ts";
import type { ThreadChange } from "../ports/stores/conversation-stores.ts";
import type { TurnFactsToKeep } from "../ports/stores/ingest-store.ts";
import type { TenantStores } from "../ports/stores/store.ts";
import { nextBotState } from "./bot-state.ts";
import { savePlace } from "./find-place.ts";
import { threadsOfNamed } from "./find-thread.ts";
import { holdTurn } from "./hold-turn.ts";
import type { ReadTurn } from "./ingest-message.ts";
import { noteAttachments } from "./keep-attachments.ts";
import { asksForSomething } from "./read-request.ts";
import { staleTurn } from "./stale-turn.ts";

/**
 * Writes facts and outbox rows of a turn in the transaction that also closes the inbox row. Rejects as stale, with
 * nothing written, when the turn stands on what is no longer so.
 */
export async function commitTurn(
  stores: TenantStores,
  { turn: judged, unsaved }: { readonly turn: DecidedTurn; readonly unsaved: ReadTurn["unsaved"] },
  timingsMs: StepTimingsMs,
  desk: DeskActions,
): Promise<void> {
  const { turn, hasTicket } = await holdTurn(stores, judged, unsaved);
  await savePlace(stores, { channel: turn.channel, person: turn.author, unsaved }, turn.now);
  const wasOvertaken = isOvertaken(turn);
  const kept = await stores.ingest.keep({
    thread: turn.isNewThread ? turn.thread : null,
    message: unsaved.hasMessage ? turn.message : null,
    reading: turn.cause === "message" ? readingOf(turn) : null,
    // Written before the actions: the card that one posts shows what this turn drafted.
    turn: recordOf(turn, timingsMs, wasOvertaken),
    threadId: turn.thread.id,
    change: wasOvertaken || isStaff(turn.authorRole) ? {} : changeOfThread(turn),
  });
  if (kept === "conflict") throw staleTurn();
  if (turn.cause === "message")
    await noteMessage(stores, turn, { desk, hasTicket, isNew: unsaved.hasMessage });
  if (wasOvertaken) return;
  for (const action of turn.decision) await carryOut(stores, turn, action, desk);
}

/** While the answer was being drafted an agent came in: what nobody asked for is not said any more. */
function isOvertaken(turn: DecidedTurn): boolean {
  return (
    !(turn.event.mentionsBot || turn.channel.purpose === "direct") &&
    turn.thread.botQuietAt !== null &&
    turn.decision.some((action) => action.kind === "reply" || action.kind === "clarify")
  );
}

async function noteMessage(
  stores: TenantStores,
  turn: DecidedTurn,
  {
    desk,
    hasTicket,
    isNew,
  }: { readonly desk: DeskActions; readonly hasTicket: boolean; readonly isNew: boolean },
): Promise<void> {
  if (isStaff(turn.authorRole)) {
    await noteStaffMessage(stores, turn, desk);
    return;
  }
  const platform = turn.workspace.platform;
  const at = turn.message.sentAt;
  // What was stored before was counted then.
  if (isNew) await stores.figures.count({ at, platform, metric: "customer-messages" });
  if (isNew) await noteAttachments(stores, turn);
  if (turn.isNewThread) await stores.figures.count({ at, platform, metric: "threads-opened" });
  if (hasTicket) await desk.noteCustomerReply(stores, turn);
  await letHelperGoFirst(stores, turn);
  if (turn.isNewThread) await desk.offerSimilar(stores, turn);
  if (opensRequest(turn))
    await setTimer(stores, turn, "unanswered-check", addMs(at, turn.policy.unansweredAfterMs));
}

/** The first message of the thread that asks for something, which need not be its first one; from then on a customer waits. */
function opensRequest(turn: DecidedTurn): boolean {
  const { thread, policy, history } = turn;
  if (policy.mode === "off" || thread.firstAgentReplyAt !== null || thread.firstBotReplyAt !== null)
    return false;
  const own = history.filter(({ message }) => message.authorId === turn.author.id);
  return asksForSomething(turn.message.text) && !own.some(({ message }) => asksForSomething(message.text));
}

/** The reading of the turn's message, where it was read. */
export function readingOf(turn: DecidedTurn): Parameters<TenantStores["emotions"]["add"]>[0] | null {
  if (turn.emotion.kind !== "tagged") return null;
  return {
    messageId: turn.message.id,
    threadId: turn.thread.id,
    personId: turn.author.id,
    tag: turn.emotion.tag,
    platform: turn.workspace.platform,
    sentAt: turn.message.sentAt,
  };
}

/**
 * A customer who names a waiting one may be helping: the bot lets people go first, and speaks when nobody has. The wait
 * counts from the waiting customer's own words, so that naming somebody again does not lengthen it.
 */
async function letHelperGoFirst(stores: TenantStores, turn: DecidedTurn): Promise<void> {
  if (turn.policy.mode !== "auto" && turn.policy.mode !== "suggest") return;
  for (const thread of await threadsOfNamed(stores, turn.event, turn.channel, turn.author)) {
    await stores.threads.change(thread.id, { helpedAt: turn.message.sentAt });
    const dueAt = addMs(thread.lastMessageAt, turn.policy.waitForHumanMs);
    const isOver = thread.botQuietAt !== null || thread.firstBotReplyAt !== null || dueAt <= turn.now;
    if (isOver) continue;
    await stopWaits(stores, thread.id);
    const event = { ...turn.event, threadKey: thread.threadKey };
    await setTimer(stores, { ...turn, event, thread }, "wait-for-human", dueAt);
  }
}

/** The bot's waits before it speaks unasked. */
async function stopWaits(stores: TenantStores, threadId: string): Promise<void> {
  await stores.timers.cancel("consider-request", threadId);
  await stores.timers.cancel("wait-for-human", threadId);
}

async function noteStaffMessage(stores: TenantStores, turn: DecidedTurn, desk: DeskActions): Promise<void> {
  if (turn.thread.customerId === null) return desk.noteStaffTalk(stores, turn);
  const isFirst = turn.thread.botQuietAt === null || turn.thread.firstAgentReplyAt === null;
  // Once the team is there none of these is set again, except by whoever asks the bot itself.
  if (isFirst) {
    await stopWaits(stores, turn.thread.id);
    await stores.timers.cancel("unanswered-check", turn.thread.id);
  }
  await desk.noteAgentReply(stores, turn);
  await stores.threads.change(turn.thread.id, {
    botQuietAt: turn.thread.botQuietAt ?? turn.message.sentAt,
    firstAgentReplyAt: turn.thread.firstAgentReplyAt ?? turn.message.sentAt,
    lastMessageAt: later(turn.thread.lastMessageAt, turn.message.sentAt),
  });
}

function changeOfThread(turn: DecidedTurn): TurnFactsToKeep["change"] {
  if (turn.cause !== "message") return riskOf(turn);
  const sinceLastMs = turn.message.sentAt.getTime() - turn.thread.lastMessageAt.getTime();
  return {
    ...riskOf(turn),
    lastMessageAt: later(turn.thread.lastMessageAt, turn.message.sentAt),
    botState: nextBotState(turn.thread.botState, turn.emotion, sinceLastMs),
    ...(turn.emotion.kind === "tagged" && { mood: turn.emotion.tag.mood }),
  };
}

/** What the thread's risk becomes. One who is not analysed says nothing about the customer's: it stays as it is. */
export function riskOf(turn: DecidedTurn): Pick<ThreadChange, "riskLevel" | "riskScore" | "riskAt"> {
  const { notAnalysedReason, customerNotAnalysedReason } = turn.policy;
  if (notAnalysedReason !== null && customerNotAnalysedReason === null) return {};
  return { riskLevel: turn.risk.level, riskScore: turn.risk.score, riskAt: turn.now };
}

const later = (one: Date, other: Date): Date => (one > other ? one : other);

/** One action of a decision, in the closing transaction. */
export async function carryOut(
  stores: TenantStores,
  turn: DecidedTurn,
  action: Action,
  desk: DeskActions,
): Promise<void> {
  switch (action.kind) {
    case "reply":
      return desk.reply(stores, turn, action);
    case "suggest":
      return desk.suggest(stores, turn, action);
    case "clarify":
      return desk.clarify(stores, turn, action);
    case "hand-off":
      return desk.handOff(stores, turn, action);
    case "introduce":
      return desk.introduce(stores, turn);
    case "open-ticket":
      return desk.openTicket(stores, turn, action);
    case "escalate":
      return desk.escalate(stores, turn, action);
    case "flag-thread":
      return desk.flagThread(stores, turn, action);
    case "ask-csat":
      return desk.askCsat(stores, turn, action);
    case "wait":
      return setTimer(stores, turn, action.timer, addMs(waitBegan(turn, action), action.forMs));
    case "stay-silent":
      return stores.figures.count({
        at: turn.message.sentAt,
        platform: turn.workspace.platform,
        metric: "silent",
      });
  }
}

/**
 * An asker's silence begins with the last words, not when the desk came to read them; a platform whose clock goes wrong
 * neither delays nor hastens it beyond the wait itself.
 */
function waitBegan(turn: DecidedTurn, { forMs }: Extract<Action, { kind: "wait" }>): Date {
  if (turn.cause !== "message") return turn.now;
  const writtenAt = Math.min(turn.message.sentAt.getTime(), turn.now.getTime());
  return new Date(Math.max(writtenAt, turn.now.getTime() - forMs));
}

async function setTimer(
  stores: TenantStores,
  turn: DecidedTurn,
  timer: TimerName,
  dueAt: Date,
): Promise<void> {
  await stores.timers.set({
    workspaceId: turn.workspace.id,
    name: timer,
    subjectId: turn.thread.id,
    dueAt,
    event: timerEvent(turn.event, timer, turn.thread, dueAt),
  });
}

function timerEvent(
  event: MessagePosted,
  timer: TimerName,
  thread: DecidedTurn["thread"],
  dueAt: Date,
): TimerDue {
  return {
    kind: "timer-due",
    timer,
    subjectId: thread.id,
    threadKey: event.threadKey,
    platform: event.platform,
    workspaceKey: event.workspaceKey,
    channel: event.channel,
    actor: event.actor,
    dedupeKey: `timer:${timer}:${thread.id}:${dueAt.toISOString()}`,
    occurredAt: dueAt.toISOString(),
  };
}

function recordOf(turn: DecidedTurn, timingsMs: StepTimingsMs, wasOvertaken: boolean) {
  return {
    id: randomUUID(),
    threadId: turn.thread.id,
    messageId: turn.message.id,
    cause: turn.cause,
    emotion: turn.emotion,
    risk: turn.risk,
    request: turn.request,
    passages: turn.passages.map(({ passage, articleTitle, similarity, url }) => ({
      passageId: passage.id,
      title: articleTitle,
      heading: passage.headingPath.at(-1) ?? null,
      similarity,
      url,
    })),
    draft: turn.draft,
    decision: wasOvertaken
      ? [{ kind: "stay-silent" as const, reason: "an agent answered first" }]
      : turn.decision,
    timingsMs,
    handledAt: turn.now,
  };
}
