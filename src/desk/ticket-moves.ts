import { randomUUID } from "node:crypto";
import { paragraph, text } from "../domain/message-content.ts";
import type { Person } from "../domain/person.ts";
import { isStaff } from "../domain/role.ts";
import { isUnfinished, mayMove, type Ticket } from "../domain/ticket.ts";
import type { TenantStores } from "../ports/stores/store.ts";
import { sendSurvey } from "./csat-survey.ts";
import { markThread } from "./mark-thread.ts";
import { noteHumanAnswer } from "./note-human-answer.ts";
import { placeOfThread, post } from "./place.ts";
import { updateCard } from "./ticket-card.ts";

/** Whoever moves a ticket, and when; `cause` makes a repeated press harmless. */
export interface Move {
  readonly ticket: Ticket;
  readonly actor: Person;
  readonly cause: string;
  readonly now: Date;
}

/** What came of it, as words for the one who pressed; `null` when the card says it already. */
export type MoveOutcome = string | null;

/** The ticket as it stands once nobody else can move it: the thread's row is locked until the transaction ends. */
export async function currentTicket(stores: TenantStores, ticket: Ticket): Promise<Ticket> {
  await stores.threads.getForUpdate(ticket.threadId);
  return (await stores.tickets.get(ticket.id)) ?? ticket;
}

export async function claimTicket(stores: TenantStores, move: Move): Promise<MoveOutcome> {
  const { actor, cause, now } = move;
  const ticket = await currentTicket(stores, move.ticket);
  if (!isUnfinished(ticket.state)) return `Ticket #${ticket.number} is ${ticket.state} already.`;
  if (ticket.claimedAt !== null && ticket.assigneeId === actor.id)
    return `Ticket #${ticket.number} is yours already.`;
  const wasClaimed = ticket.claimedAt !== null;
  await stores.tickets.change(ticket.id, {
    assigneeId: actor.id,
    assignedBecause: wasClaimed ? "took over" : "claimed",
    claimedAt: now,
  });
  await stores.tickets.addEvent({
    ticketId: ticket.id,
    kind: wasClaimed ? "took-over" : "claimed",
    actorId: actor.id,
    detail: wasClaimed ? `Taken over by ${actor.displayName}` : `Claimed by ${actor.displayName}`,
    happenedAt: now,
  });
  await updateCard(stores, ticket.id, cause, now);
  return null;
}

export async function resolveTicket(stores: TenantStores, move: Move): Promise<MoveOutcome> {
  const { actor, cause, now } = move;
  const ticket = await currentTicket(stores, move.ticket);
  if (!mayMove(ticket.state, "solved")) return `Ticket #${ticket.number} is ${ticket.state} already.`;
  // A customer who says "solved" owns nothing.
  const ownerId = ticket.assigneeId ?? (isStaff(actor.role) ? actor.id : null);
  await stores.tickets.change(ticket.id, {
    state: "solved",
    solvedAt: now,
    snoozedUntilAt: null,
    assigneeId: ownerId,
  });
  await stores.tickets.addEvent({
    ticketId: ticket.id,
    kind: "moved",
    actorId: actor.id,
    detail: `Solved by ${actor.displayName}`,
    happenedAt: now,
  });
  for (const timer of ["snooze-over", "sla-warning", "remind-customer", "close-silent"])
    await stores.timers.cancel(timer, ticket.id);
  const thread = await stores.threads.get(ticket.threadId);
  if (thread) {
    await stores.threads.change(thread.id, { status: "solved", riskLevel: "low", riskScore: 0 });
    await stores.timers.cancel("unanswered-check", thread.id);
    const home = await placeOfThread(stores, thread);
    if (home)
      await stores.figures.count({ at: now, platform: home.workspace.platform, metric: "tickets-solved" });
    await sendSurvey(stores, { thread, ticketId: ticket.id, ownerId, now });
    if (home) await markThread(stores, home, "solved", cause);
  }
  await updateCard(stores, ticket.id, cause, now);
  return null;
}

export async function reopenTicket(stores: TenantStores, move: Move): Promise<MoveOutcome> {
  const { actor, cause, now } = move;
  const ticket = await currentTicket(stores, move.ticket);
  if (!mayMove(ticket.state, "open") || isUnfinished(ticket.state))
    return `Ticket #${ticket.number} is ${ticket.state}.`;
  const other = await stores.tickets.findUnfinished(ticket.threadId);
  if (other) return `Ticket #${other.number} is open on the same thread.`;
  await markReopened(stores, ticket, {
    actorId: actor.id,
    detail: `Reopened by ${actor.displayName}`,
    cause,
    now,
  });
  return null;
}

/** Solved goes back to open, with its thread. */
export async function markReopened(
  stores: TenantStores,
  ticket: Ticket,
  why: { readonly actorId: string; readonly detail: string; readonly cause: string; readonly now: Date },
): Promise<void> {
  await stores.tickets.change(ticket.id, { state: "open", solvedAt: null });
  await stores.threads.change(ticket.threadId, { status: "open" });
  const thread = await stores.threads.get(ticket.threadId);
  const home = thread ? await placeOfThread(stores, thread) : null;
  if (home) await markThread(stores, home, "open", why.cause);
  await stores.tickets.addEvent({
    ticketId: ticket.id,
    kind: "moved",
    actorId: why.actorId,
    detail: why.detail,
    happenedAt: why.now,
  });
  await updateCard(stores, ticket.id, why.cause, why.now);
}

/** An agent's words, posted in the customer's thread under the agent's name; counts as the human answer. */
export async function replyToCustomer(
  stores: TenantStores,
  { ticket, actor, cause, now }: Move,
  words: string,
): Promise<MoveOutcome> {
  const thread = await stores.threads.getForUpdate(ticket.threadId);
  const home = thread ? await placeOfThread(stores, thread) : null;
  if (!thread || !home) return "The customer's thread is not there any more.";
  if (await isSaidAlready(stores, thread.id, actor.id, words)) return "Sent to the customer already.";
  const outboxId = await stores.outbox.add({
    workspaceId: home.workspace.id,
    causeKey: `reply:${cause}`,
    outbound: post(home, {
      summary: `${actor.displayName}: ${words}`,
      blocks: [paragraph(text(`${actor.displayName} (support): `, "bold"), text(words))],
    }),
  });
  if (outboxId === null) return null;
  await stores.messages.add({
    id: randomUUID(),
    threadId: thread.id,
    channelId: thread.channelId,
    messageKey: `outbox:${outboxId}`,
    authorId: actor.id,
    authorRole: actor.role,
    text: words,
    permalink: null,
    sentAt: now,
  });
  const { platform } = home.workspace;
  await noteHumanAnswer(stores, { thread, platform, actor, answeredAt: now, cause, now });
  return null;
}

/** The thread's last words are the same agent's same words: a form sent twice is one reply. */
async function isSaidAlready(
  stores: TenantStores,
  threadId: string,
  actorId: string,
  words: string,
): Promise<boolean> {
  const last = (await stores.messages.listByThread(threadId, 1)).at(-1)?.message;
  return last?.authorId === actorId && last.text === words;
}
