import type { Ticket } from "../domain/ticket.ts";
import type { TenantStores } from "../ports/stores/store.ts";
import { assignTicket } from "./assign-ticket.ts";
import { judgeFlag } from "./judge-flag.ts";
import { snoozeTicket } from "./snooze.ts";
import { claimTicket, reopenTicket, replyToCustomer, resolveTicket } from "./ticket-moves.ts";

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

/** The last answer the documents gave in the ticket's thread; `null` where they had none. */
async function draftedAnswer(stores: TenantStores, ticket: Ticket) {
  const turns = await stores.turns.listByThread(ticket.threadId);
  const draft = turns.findLast((turn) => turn.draft?.kind === "cited")?.draft;
  if (draft?.kind !== "cited") return null;
  return { text: draft.text, citations: draft.citations, writer: draft.writer };
}
