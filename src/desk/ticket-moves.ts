import { randomUUID } from "node:crypto";
import type { TimerDue } from "../domain/inbound-event.ts";
import { paragraph, text } from "../domain/message-content.ts";
import type { Person } from "../domain/person.ts";
import { isUnfinished, mayMove, type Ticket, type TicketState } from "../domain/ticket.ts";
import { addMs, HOUR } from "../domain/time.ts";
import type { TenantStores } from "../ports/stores/store.ts";
import { sendSurvey } from "./csat-survey.ts";
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

const SNOOZE_MS = HOUR;

export async function claimTicket(
  stores: TenantStores,
  { ticket, actor, cause, now }: Move,
): Promise<MoveOutcome> {
  if (!isUnfinished(ticket.state)) return `Ticket #${ticket.number} is ${ticket.state} already.`;
  if (ticket.claimedAt !== null && ticket.assigneeId === actor.id)
    return `Ticket #${ticket.number} is yours already.`;
  const wasClaimed = ticket.claimedAt !== null;
  await stores.tickets.change(ticket.id, {
    assigneeId: actor.id,
    assignedBecause: wasClaimed ? "took over" : "claimed",
    claimedAt: now,
  });
  const detail = wasClaimed ? `Taken over by ${actor.displayName}` : `Claimed by ${actor.displayName}`;
  await stores.tickets.addEvent({
    ticketId: ticket.id,
    kind: wasClaimed ? "took-over" : "claimed",
    actorId: actor.id,
    detail,
    happenedAt: now,
  });
  await updateCard(stores, ticket.id, cause, now);
  return null;
}

export async function resolveTicket(
  stores: TenantStores,
  { ticket, actor, cause, now }: Move,
): Promise<MoveOutcome> {
  if (!mayMove(ticket.state, "solved")) return `Ticket #${ticket.number} is ${ticket.state} already.`;
  const ownerId = ticket.assigneeId ?? actor.id;
  await stores.tickets.change(ticket.id, { state: "solved", solvedAt: now, assigneeId: ownerId });
  await stores.tickets.addEvent({
    ticketId: ticket.id,
    kind: "moved",
    actorId: actor.id,
    detail: `Solved by ${actor.displayName}`,
    happenedAt: now,
  });
  const thread = await stores.threads.get(ticket.threadId);
  if (thread) {
    await stores.threads.change(thread.id, { status: "solved", riskLevel: "low", riskScore: 0 });
    await stores.timers.cancel("unanswered-check", thread.id);
    const home = await placeOfThread(stores, thread);
    if (home)
      await stores.figures.count({ at: now, platform: home.workspace.platform, metric: "tickets-solved" });
    await sendSurvey(stores, { thread, ticketId: ticket.id, ownerId, now });
  }
  await stores.timers.cancel("snooze-over", ticket.id);
  await updateCard(stores, ticket.id, cause, now);
  return null;
}

export async function reopenTicket(
  stores: TenantStores,
  { ticket, actor, cause, now }: Move,
): Promise<MoveOutcome> {
  if (!mayMove(ticket.state, "open") || isUnfinished(ticket.state))
    return `Ticket #${ticket.number} is ${ticket.state}.`;
  await stores.tickets.change(ticket.id, { state: "open", solvedAt: null });
  await stores.threads.change(ticket.threadId, { status: "open" });
  await stores.tickets.addEvent({
    ticketId: ticket.id,
    kind: "moved",
    actorId: actor.id,
    detail: `Reopened by ${actor.displayName}`,
    happenedAt: now,
  });
  await updateCard(stores, ticket.id, cause, now);
  return null;
}

/** Out of sight for an hour; the timer is persisted and brings it back. */
export async function snoozeTicket(
  stores: TenantStores,
  { ticket, actor, cause, now }: Move,
  timer: {
    readonly workspaceId: string;
    readonly event: Omit<TimerDue, "kind" | "timer" | "subjectId" | "dedupeKey" | "occurredAt">;
  },
): Promise<MoveOutcome> {
  if (!mayMove(ticket.state, "on-hold")) return `Ticket #${ticket.number} is ${ticket.state}.`;
  const untilAt = addMs(now, SNOOZE_MS);
  await stores.tickets.change(ticket.id, { state: "on-hold", snoozedUntilAt: untilAt });
  await stores.tickets.addEvent({
    ticketId: ticket.id,
    kind: "snoozed",
    actorId: actor.id,
    detail: `Snoozed for an hour by ${actor.displayName}`,
    happenedAt: now,
  });
  await stores.timers.set({
    workspaceId: timer.workspaceId,
    name: "snooze-over",
    subjectId: ticket.id,
    dueAt: untilAt,
    event: {
      ...timer.event,
      kind: "timer-due",
      timer: "snooze-over",
      subjectId: ticket.id,
      dedupeKey: `timer:snooze-over:${ticket.id}:${untilAt.toISOString()}`,
      occurredAt: untilAt.toISOString(),
    },
  });
  await updateCard(stores, ticket.id, cause, now);
  return null;
}

export async function wakeTicket(stores: TenantStores, ticketId: string, now: Date): Promise<void> {
  const ticket = await stores.tickets.get(ticketId);
  if (ticket?.state !== "on-hold") return;
  await stores.tickets.change(ticket.id, { state: "open", snoozedUntilAt: null });
  await stores.tickets.addEvent({
    ticketId,
    kind: "moved",
    actorId: null,
    detail: "Snooze is over",
    happenedAt: now,
  });
  await updateCard(stores, ticketId, `awake:${now.toISOString()}`, now);
}

/** An agent's words, posted in the customer's thread under the agent's name; counts as the human answer. */
export async function replyToCustomer(
  stores: TenantStores,
  { ticket, actor, cause, now }: Move,
  words: string,
): Promise<MoveOutcome> {
  const thread = await stores.threads.get(ticket.threadId);
  const home = thread ? await placeOfThread(stores, thread) : null;
  if (!thread || !home) return "The customer's thread is not there any more.";
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
  if (thread.firstAgentReplyAt === null) {
    await stores.figures.countFirstAnswer({
      at: now,
      platform: home.workspace.platform,
      waitedMs: now.getTime() - thread.openedAt.getTime(),
    });
  }
  await stores.threads.change(thread.id, {
    firstAgentReplyAt: thread.firstAgentReplyAt ?? now,
    botQuietAt: thread.botQuietAt ?? now,
    lastMessageAt: now,
  });
  const next: TicketState = mayMove(ticket.state, "pending") ? "pending" : ticket.state;
  await stores.tickets.change(ticket.id, {
    state: next,
    ...(ticket.claimedAt === null && {
      claimedAt: now,
      assigneeId: actor.id,
      assignedBecause: "answered first",
    }),
  });
  await stores.tickets.addEvent({
    ticketId: ticket.id,
    kind: "replied",
    actorId: actor.id,
    detail: `${actor.displayName} answered`,
    happenedAt: now,
  });
  for (const timer of ["consider-request", "wait-for-human", "unanswered-check"])
    await stores.timers.cancel(timer, thread.id);
  await updateCard(stores, ticket.id, cause, now);
  return null;
}
