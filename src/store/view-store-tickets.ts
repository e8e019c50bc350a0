import { and, desc, eq, inArray, isNull, notInArray, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { ConsoleViews, TicketFacts, TicketsQuery } from "../ports/stores/views.ts";
import { firstOf, mine, type Room } from "./room.ts";
import { channels, csatResponses, csatSurveys, people, threads, tickets } from "./schema/index.ts";
import { toPersonFacts } from "./view-store-threads.ts";

type TicketViews = Pick<
  ConsoleViews,
  "tickets" | "ticket" | "ticketsOfCustomer" | "ticketCounts" | "ratingOfTicket" | "openByAgent"
>;

const FINISHED = ["solved", "closed"] as const;
const isUnfinished = () => notInArray(tickets.state, [...FINISHED]);
const customers = alias(people, "customers");
const assignees = alias(people, "assignees");

export function createTicketViews(room: Room): TicketViews {
  const list = async (condition: SQL | undefined, order: readonly SQL[], limit: number) => {
    const rows = await selectTickets(room)
      .where(mine(room, tickets, condition))
      .orderBy(...order)
      .limit(limit);
    return rows.map(toFacts);
  };
  return {
    tickets: ({ view, assigneeId, limit }) =>
      list(VIEWS[view](assigneeId), view === "solved" ? LATEST_SOLVED : MOST_PRESSING, limit),
    ticket: async (number) => firstOf(await list(eq(tickets.number, number), [desc(tickets.number)], 1)),
    ticketsOfCustomer: (customerId, limit) =>
      list(eq(tickets.customerId, customerId), [desc(tickets.number)], limit),

    async ticketCounts(assigneeId) {
      const count = (condition: SQL | undefined) => sql<number>`count(*) filter (where ${condition})::int`;
      const [row] = await room.sql
        .select({
          open: count(VIEWS.open(null)),
          mine: count(VIEWS.mine(assigneeId)),
          unassigned: count(VIEWS.unassigned(null)),
          solved: count(VIEWS.solved(null)),
        })
        .from(tickets)
        .where(mine(room, tickets));
      return row ?? { open: 0, mine: 0, unassigned: 0, solved: 0 };
    },

    async ratingOfTicket(ticketId) {
      const rows = await room.sql
        .select({ rating: csatResponses.rating, comment: csatResponses.comment })
        .from(csatResponses)
        .innerJoin(
          csatSurveys,
          and(eq(csatSurveys.tenantId, csatResponses.tenantId), eq(csatSurveys.id, csatResponses.surveyId)),
        )
        .where(mine(room, csatResponses, eq(csatSurveys.ticketId, ticketId)));
      return firstOf(rows);
    },

    async openByAgent() {
      const rows = await room.sql
        .select({ agent: people, open: sql<number>`count(*)::int` })
        .from(tickets)
        .leftJoin(people, and(eq(people.tenantId, tickets.tenantId), eq(people.id, tickets.assigneeId)))
        .where(mine(room, tickets, isUnfinished()))
        .groupBy(people.tenantId, people.id)
        .orderBy(sql`count(*) desc`);
      return rows.map(({ agent, open }) => ({ agent: toPersonFacts(agent), open }));
    },
  };
}

const VIEWS: Readonly<Record<TicketsQuery["view"], (assigneeId: string | null) => SQL | undefined>> = {
  open: isUnfinished,
  mine: (assigneeId) =>
    assigneeId === null ? sql`false` : and(isUnfinished(), eq(tickets.assigneeId, assigneeId)),
  unassigned: () => and(isUnfinished(), isNull(tickets.assigneeId)),
  solved: () => inArray(tickets.state, [...FINISHED]),
};

const MOST_PRESSING = [
  sql`case ${tickets.priority} when 'urgent' then 0 when 'high' then 1 when 'normal' then 2 else 3 end`,
  sql`${tickets.dueAt} asc nulls last`,
  desc(tickets.number),
];
const LATEST_SOLVED = [sql`${tickets.solvedAt} desc nulls last`, desc(tickets.number)];

const selectTickets = (room: Room) =>
  room.sql
    .select({
      ticket: tickets,
      thread: threads,
      channelName: channels.name,
      customer: customers,
      assignee: assignees,
    })
    .from(tickets)
    .innerJoin(threads, and(eq(threads.tenantId, tickets.tenantId), eq(threads.id, tickets.threadId)))
    .innerJoin(channels, and(eq(channels.tenantId, threads.tenantId), eq(channels.id, threads.channelId)))
    .leftJoin(customers, and(eq(customers.tenantId, tickets.tenantId), eq(customers.id, tickets.customerId)))
    .leftJoin(assignees, and(eq(assignees.tenantId, tickets.tenantId), eq(assignees.id, tickets.assigneeId)));

type Row = Awaited<ReturnType<ReturnType<typeof selectTickets>["execute"]>>[number];

const toFacts = ({ ticket, thread, channelName, customer, assignee }: Row): TicketFacts => ({
  id: ticket.id,
  number: ticket.number,
  subject: ticket.subject,
  state: ticket.state,
  priority: ticket.priority,
  customer: toPersonFacts(customer),
  assignee: toPersonFacts(assignee),
  channelName,
  riskLevel: thread.riskLevel,
  mood: thread.mood,
  openedAt: ticket.openedAt,
  lastMessageAt: thread.lastMessageAt,
  solvedAt: ticket.solvedAt,
  // A ticket that was taken up again before its time is not asleep any more.
  snoozedUntilAt: ticket.state === "on-hold" ? ticket.snoozedUntilAt : null,
  dueAt: ticket.dueAt,
});
