import type { Ticket } from "../domain/ticket.ts";
import { nearestByWords } from "./likeness.ts";

export type SimilarTicket = Pick<Ticket, "number" | "subject">;

/** As many as fit on one line of the card. */
const SHOWN = 2;
/** Set by hand on subjects of the demo company. */
const LEAST_LIKENESS = 0.3;

/**
 * The tickets whose subjects share most words with this one; of equals the newer. Pure.
 * Only number and subject are used, nothing of the threads behind them.
 */
export function similarTickets(
  ticket: Pick<Ticket, "id" | "subject">,
  recent: readonly Pick<Ticket, "id" | "number" | "subject">[],
): readonly SimilarTicket[] {
  const others = recent.filter(({ id }) => id !== ticket.id).sort((a, b) => b.number - a.number);
  return nearestByWords(ticket.subject, others, ({ subject }) => subject, LEAST_LIKENESS)
    .slice(0, SHOWN)
    .map(({ number, subject }) => ({ number, subject }));
}
