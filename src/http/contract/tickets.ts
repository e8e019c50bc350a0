import { z } from "zod";
import { TICKET_PRIORITIES, TICKET_STATES } from "../../domain/ticket.ts";
import { citation, instant, mood, personRef, riskLevel, verdict } from "./shared.ts";
import { moodPoint, riskFlagView, threadMessage } from "./threads.ts";

export const TICKET_VIEWS = ["open", "mine", "unassigned", "solved"] as const;
export const ticketView = z.enum(TICKET_VIEWS);

export const ticketRow = z.object({
  id: z.string(),
  number: z.number(),
  subject: z.string(),
  state: z.enum(TICKET_STATES),
  priority: z.enum(TICKET_PRIORITIES),
  customer: personRef.nullable(),
  assignee: personRef.nullable(),
  channelName: z.string(),
  riskLevel,
  mood: mood.nullable(),
  openedAt: instant,
  lastMessageAt: instant,
  solvedAt: instant.nullable(),
  snoozedUntilAt: instant.nullable(),
  dueAt: instant.nullable(),
});

export const ticketsQuery = z.object({
  view: ticketView.default("open"),
  limit: z.coerce.number().int().min(1).max(200).default(100),
});
export const tickets = z.object({
  tickets: z.array(ticketRow),
  counts: z.object({ open: z.number(), mine: z.number(), unassigned: z.number(), solved: z.number() }),
});

/** What the reader may do now; buttons are drawn for these and no others. */
export const TICKET_ACTIONS = ["claim", "reply", "assign", "snooze", "resolve", "reopen", "verdict"] as const;

/** The acting person is the one logged in; on loopback `actorId` names the persona, else it is ignored. */
const acting = { actorId: z.string().optional() };

export const ticketAction = z.discriminatedUnion("action", [
  z.object({ ...acting, action: z.literal("claim") }),
  /** Posts in the customer's thread under the agent's name. */
  z.object({ ...acting, action: z.literal("reply"), text: z.string().min(1).max(8_000) }),
  z.object({ ...acting, action: z.literal("assign"), personId: z.string() }),
  z.object({ ...acting, action: z.literal("snooze"), minutes: z.number().int().min(5).max(20_160) }),
  z.object({ ...acting, action: z.literal("resolve") }),
  z.object({ ...acting, action: z.literal("reopen") }),
  z.object({ ...acting, action: z.literal("verdict"), verdict }),
]);

export const ticketDetail = z.object({
  ticket: ticketRow,
  threadId: z.string(),
  permalink: z.string().nullable(),
  assignedBecause: z.string().nullable(),
  openedBy: z.enum(["customer", "agent", "bot"]),
  messages: z.array(threadMessage),
  events: z.array(
    z.object({ kind: z.string(), actor: personRef.nullable(), detail: z.string(), happenedAt: instant }),
  ),
  moodPath: z.array(moodPoint),
  flag: riskFlagView.nullable(),
  suggestion: z.object({ text: z.string(), citations: z.array(citation), writer: z.string() }).nullable(),
  rating: z.object({ rating: z.number(), comment: z.string().nullable() }).nullable(),
  agents: z.array(personRef.extend({ isAvailable: z.boolean(), load: z.number() })),
  allowed: z.array(z.enum(TICKET_ACTIONS)),
});

export type TicketView = (typeof TICKET_VIEWS)[number];
export type TicketRow = z.infer<typeof ticketRow>;
export type TicketDetail = z.infer<typeof ticketDetail>;
export type TicketAction = z.infer<typeof ticketAction>;
