import type { Person } from "../domain/person.ts";
import { isUnfinished, type Ticket } from "../domain/ticket.ts";
import type { TenantStores } from "../ports/stores/store.ts";
import { judgeFlag } from "./judge-flag.ts";
import { snoozeTicket } from "./snooze.ts";
import { updateCard } from "./ticket-card.ts";
import {
  claimTicket,
  currentTicket,
  type Move,
  type MoveOutcome,
  reopenTicket,
  replyToCustomer,
  resolveTicket,
} from "./ticket-moves.ts";

/** What people do with a ticket in the console; the card in the agents' channel follows. */
export const consoleMoves = {
  claim: claimTicket,
  resolve: resolveTicket,
  reopen: reopenTicket,
  reply: replyToCustomer,
  assign: assignTicket,
  snooze: snoozeTicket,
  judge: judgeFlag,
  suggestion: draftedAnswer,
};

async function assignTicket(stores: TenantStores, move: Move, assignee: Person): Promise<MoveOutcome> {
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

/** The last answer the documents gave in the ticket's thread; `null` where they had none. */
async function draftedAnswer(stores: TenantStores, ticket: Ticket) {
  const turns = await stores.turns.listByThread(ticket.threadId);
  const draft = turns.findLast((turn) => turn.draft?.kind === "cited")?.draft;
  if (draft?.kind !== "cited") return null;
  return { text: draft.text, citations: draft.citations, writer: draft.writer };
}
