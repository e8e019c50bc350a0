import type { TicketRow } from "../../../../src/http/contract.ts";

export const PRIORITY_TONE = { low: "neutral", normal: "neutral", high: "warn", urgent: "bad" } as const;
export const STATE_TONE = {
  open: "accent",
  pending: "warn",
  "on-hold": "neutral",
  solved: "good",
  closed: "neutral",
} as const;

export const isOverdue = (ticket: TicketRow, now: number): boolean =>
  ticket.dueAt !== null && ticket.solvedAt === null && Date.parse(ticket.dueAt) < now;
