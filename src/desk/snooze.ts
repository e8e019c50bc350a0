import { text } from "../domain/message-content.ts";
import { mayMove } from "../domain/ticket.ts";
import { addMs, describeSpan, HOUR } from "../domain/time.ts";
import type { TenantStores } from "../ports/stores/store.ts";
import { deskTimer } from "./desk-timer.ts";
import { plain } from "./place.ts";
import { tellOwner } from "./tell-owner.ts";
import { updateCard } from "./ticket-card.ts";
import { currentTicket, type Move, type MoveOutcome } from "./ticket-moves.ts";

/** Out of sight for a span; the persisted timer brings it back. */
export async function snoozeTicket(stores: TenantStores, move: Move, forMs: number): Promise<MoveOutcome> {
  const { actor, cause, now } = move;
  const ticket = await currentTicket(stores, move.ticket);
  if (!mayMove(ticket.state, "on-hold")) return `Ticket #${ticket.number} is ${ticket.state}.`;
  const untilAt = addMs(now, forMs);
  const timer = await deskTimer(stores, { ticket, name: "snooze-over", dueAt: untilAt });
  if (!timer) return "The customer's thread is not there any more.";
  await stores.tickets.change(ticket.id, { state: "on-hold", snoozedUntilAt: untilAt });
  await stores.tickets.addEvent({
    ticketId: ticket.id,
    kind: "snoozed",
    actorId: actor.id,
    detail: `Snoozed for ${forMs === HOUR ? "an hour" : describeSpan(forMs)} by ${actor.displayName}`,
    happenedAt: now,
  });
  await stores.timers.set(timer);
  await updateCard(stores, ticket.id, cause, now);
  return null;
}

/** The snooze is over: the ticket is open again and its owner hears of it. A timer that was moved changes nothing. */
export async function wakeTicket(stores: TenantStores, ticketId: string, now: Date): Promise<void> {
  const found = await stores.tickets.get(ticketId);
  const ticket = found ? await currentTicket(stores, found) : null;
  if (ticket?.state !== "on-hold") return;
  if (ticket.snoozedUntilAt !== null && ticket.snoozedUntilAt > now) return;
  await stores.tickets.change(ticket.id, { state: "open", snoozedUntilAt: null });
  await stores.tickets.addEvent({
    ticketId,
    kind: "moved",
    actorId: null,
    detail: "Snooze is over",
    happenedAt: now,
  });
  const cause = `awake:${now.toISOString()}`;
  await updateCard(stores, ticketId, cause, now);
  const words = `Ticket #${ticket.number} is back: its snooze is over.`;
  await tellOwner(stores, {
    ownerId: ticket.assigneeId,
    aboutId: ticket.customerId,
    causeKey: `ticket:${ticketId}:${cause}`,
    content: plain(words, text(words)),
  });
}
