import type { Ticket, TicketState } from "../../domain/ticket.ts";
import { describeSpan } from "../../domain/time.ts";

export const STATE_WORDS: Readonly<Record<TicketState, string>> = {
  open: "with the team",
  pending: "waiting for you",
  "on-hold": "on hold",
  solved: "solved",
  closed: "closed",
};

/** "high · open for 2 h · due in 20 min" */
export function ticketLine({ priority, openedAt, dueAt }: Ticket, now: Date): string {
  const openFor = `open for ${describeSpan(now.getTime() - openedAt.getTime())}`;
  if (dueAt === null) return `${priority} · ${openFor}`;
  const leftMs = dueAt.getTime() - now.getTime();
  const due = leftMs < 0 ? `overdue by ${describeSpan(-leftMs)}` : `due in ${describeSpan(leftMs)}`;
  return `${priority} · ${openFor} · ${due}`;
}
