export const TICKET_STATES = ["open", "pending", "on-hold", "solved", "closed"] as const;
export type TicketState = (typeof TICKET_STATES)[number];

export const TICKET_PRIORITIES = ["low", "normal", "high", "urgent"] as const;
export type TicketPriority = (typeof TICKET_PRIORITIES)[number];

/** The legal moves. `solved` reopens, `closed` never does: a new thread opens a new ticket. */
const MOVES: Readonly<Record<TicketState, readonly TicketState[]>> = {
  open: ["pending", "on-hold", "solved", "closed"],
  pending: ["open", "on-hold", "solved", "closed"],
  "on-hold": ["open", "pending", "solved", "closed"],
  solved: ["open", "closed"],
  closed: [],
};

export const mayMove = (from: TicketState, to: TicketState): boolean => MOVES[from].includes(to);

/** Work an assignee still has. */
export const isUnfinished = (state: TicketState): boolean => state !== "solved" && state !== "closed";

export interface Ticket {
  readonly id: string;
  /** 1, 2, 3 ... per tenant; how people name it. */
  readonly number: number;
  readonly threadId: string;
  readonly customerId: string | null;
  readonly subject: string;
  readonly state: TicketState;
  readonly priority: TicketPriority;
  readonly assigneeId: string | null;
  /** Why this agent: shown on the card. */
  readonly assignedBecause: string | null;
  readonly openedBy: "customer" | "agent" | "bot";
  readonly openedAt: Date;
  readonly claimedAt: Date | null;
  readonly solvedAt: Date | null;
  readonly snoozedUntilAt: Date | null;
  readonly dueAt: Date | null;
}
