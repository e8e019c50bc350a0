import type { Person } from "../domain/person.ts";
import { isUnfinished } from "../domain/ticket.ts";
import type { TenantStores } from "../ports/stores/store.ts";
import { updateCard } from "./ticket-card.ts";
import { currentTicket, type Move, type MoveOutcome } from "./ticket-moves.ts";

/** Gives a ticket to a named agent; it counts as claimed by nobody until the agent says so. */
export async function assignTicket(stores: TenantStores, move: Move, assignee: Person): Promise<MoveOutcome> {
  const { actor, cause, now } = move;
  const ticket = await currentTicket(stores, move.ticket);
  if (!isUnfinished(ticket.state)) return `Ticket #${ticket.number} is ${ticket.state} already.`;
  if (ticket.assigneeId === assignee.id) return `Ticket #${ticket.number} is theirs already.`;
  await stores.tickets.change(ticket.id, {
    assigneeId: assignee.id,
    assignedBecause: `assigned by ${actor.displayName}`,
  });
  await stores.tickets.addEvent({
    ticketId: ticket.id,
    kind: "assigned",
    actorId: actor.id,
    detail: `Assigned to ${assignee.displayName} by ${actor.displayName}`,
    happenedAt: now,
  });
  await updateCard(stores, ticket.id, cause, now);
  return null;
}
