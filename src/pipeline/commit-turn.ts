import { randomUUID } from "node:crypto";
import type { Action } from "../domain/decision.ts";
import type { MessagePosted, TimerDue, TimerName } from "../domain/inbound-event.ts";
import { isStaff } from "../domain/role.ts";
import { addMs } from "../domain/time.ts";
import type { DecidedTurn, StepTimingsMs } from "../domain/turn.ts";
import type { DeskActions } from "../ports/desk.ts";
import type { ThreadChange } from "../ports/stores/conversation-stores.ts";
import type { TenantStores } from "../ports/stores/store.ts";
import { nextBotState } from "./bot-state.ts";
import { threadsOfNamed } from "./find-thread.ts";
import { asksForSomething } from "./read-request.ts";
import { asStillAllowed } from "./who-may-be-read.ts";

/** Writes facts and outbox rows of a turn in the transaction that also closes the inbox row. */
export async function commitTurn(
  stores: TenantStores,
  turn: DecidedTurn,
  timingsMs: StepTimingsMs,
  desk: DeskActions,
): Promise<void> {
  const thread = await stores.threads.getForUpdate(turn.thread.id);
  if (!thread) return;
  const current: DecidedTurn = { ...(await asStillAllowed(stores, turn)), thread };
  if (turn.cause === "message") await commitMessage(stores, current, desk);
  const wasOvertaken = isOvertaken(current);
  // Written first: the card that an action posts shows what this turn drafted.
  await stores.turns.add(recordOf(current, timingsMs, wasOvertaken));
  if (wasOvertaken) return;
  await changeThreadMood(stores, current);
  for (const action of current.decision) await carryOut(stores, current, action, desk);
}

/** While the answer was being drafted an agent came in: what nobody asked for is not said any more. */
function isOvertaken(turn: DecidedTurn): boolean {
  return (
    !turn.isAddressed &&
    turn.thread.botQuietAt !== null &&
    turn.decision.some((action) => action.kind === "reply" || action.kind === "clarify")
  );
}

async function commitMessage(stores: TenantStores, turn: DecidedTurn, desk: DeskActions): Promise<void> {
  if (isStaff(turn.authorRole)) {
    await noteStaffMessage(stores, turn, desk);
    return;
  }
  const platform = turn.workspace.platform;
  const at = turn.message.sentAt;
  await stores.figures.count({ at, platform, metric: "customer-messages" });
  if (turn.isNewThread) await stores.figures.count({ at, platform, metric: "threads-opened" });
  await keepReading(stores, turn);
  if (!turn.isNewThread) await desk.noteCustomerReply(stores, turn);
  await letHelperGoFirst(stores, turn);
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
export async function keepReading(stores: TenantStores, turn: DecidedTurn): Promise<void> {
  if (turn.emotion.kind !== "tagged") return;
  const platform = turn.workspace.platform;
  const { id: messageId, sentAt } = turn.message;
  await stores.emotions.add({
    messageId,
    threadId: turn.thread.id,
    personId: turn.author.id,
    tag: turn.emotion.tag,
    platform,
    sentAt,
  });
  await stores.figures.count({ at: sentAt, platform, metric: "analysed" });
}

/**
 * A customer who names a waiting one may be helping: the bot lets people go first, and speaks when nobody has. The wait
 * counts from the waiting customer's own words, so that naming somebody again does not lengthen it.
 */
async function letHelperGoFirst(stores: TenantStores, turn: DecidedTurn): Promise<void> {
  if (turn.policy.mode !== "auto" && turn.policy.mode !== "suggest") return;
  for (const thread of await threadsOfNamed(stores, turn.event, turn.channel, turn.author)) {
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

async function changeThreadMood(stores: TenantStores, turn: DecidedTurn): Promise<void> {
  if (isStaff(turn.authorRole)) return;
  const isMessage = turn.cause === "message";
  const sinceLastMs = turn.message.sentAt.getTime() - turn.thread.lastMessageAt.getTime();
  await stores.threads.change(turn.thread.id, {
    ...riskOf(turn),
    ...(isMessage && {
      lastMessageAt: later(turn.thread.lastMessageAt, turn.message.sentAt),
      botState: nextBotState(turn.thread.botState, turn.emotion, sinceLastMs),
    }),
    ...(isMessage && turn.emotion.kind === "tagged" && { mood: turn.emotion.tag.mood }),
  });
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
