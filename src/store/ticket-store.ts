import { randomUUID } from "node:crypto";
import { and, desc, eq, inArray, isNotNull, notInArray, sql } from "drizzle-orm";
import type { Ticket } from "../domain/ticket.ts";
import type { TicketStore } from "../ports/stores/desk-stores.ts";
import { firstOf, mine, type Room } from "./room.ts";
import { tenants, ticketEvents, tickets } from "./schema/index.ts";

const isUnfinished = notInArray(tickets.state, ["solved", "closed"]);

export function createTicketStore(room: Room): TicketStore {
  const find = async (...conditions: Parameters<typeof mine>[2][]): Promise<Ticket | null> => {
    const rows = await room.sql
      .select()
      .from(tickets)
      .where(mine(room, tickets, ...conditions));
    return firstOf(rows.map(toTicket));
  };
  const findUnfinished = (threadId: string) => find(eq(tickets.threadId, threadId), isUnfinished);

  return {
    get: (id) => find(eq(tickets.id, id)),
    findByNumber: (number) => find(eq(tickets.number, number)),
    findUnfinished,

    async open(ticket) {
      const number = await lockNextNumber(room);
      const known = await findUnfinished(ticket.threadId);
      if (known !== null) return { ticket: known, isNew: false };
      const [added] = await room.sql
        .insert(tickets)
        .values({ tenantId: room.tenantId, id: randomUUID(), number, ...ticket })
        .returning();
      if (!added) throw new Error("an insert gave no row");
      await room.sql
        .update(tenants)
        .set({ nextTicketNumber: number + 1 })
        .where(eq(tenants.id, room.tenantId));
      return { ticket: toTicket(added), isNew: true };
    },

    async change(id, change) {
      if (Object.values(change).every((value) => value === undefined)) return;
      await room.sql
        .update(tickets)
        .set(change)
        .where(mine(room, tickets, eq(tickets.id, id)));
    },

    async addEvent(event) {
      await room.sql.insert(ticketEvents).values({ tenantId: room.tenantId, id: randomUUID(), ...event });
    },

    async listEvents(ticketId) {
      return room.sql
        .select({
          kind: ticketEvents.kind,
          actorId: ticketEvents.actorId,
          detail: ticketEvents.detail,
          happenedAt: ticketEvents.happenedAt,
        })
        .from(ticketEvents)
        .where(mine(room, ticketEvents, eq(ticketEvents.ticketId, ticketId)))
        .orderBy(ticketEvents.happenedAt, ticketEvents.id);
    },

    async list({ states, assigneeId, customerId, limit }) {
      const rows = await room.sql
        .select()
        .from(tickets)
        .where(
          mine(
            room,
            tickets,
            states === undefined ? undefined : inArray(tickets.state, [...states]),
            assigneeId === undefined ? undefined : eq(tickets.assigneeId, assigneeId),
            customerId === undefined ? undefined : eq(tickets.customerId, customerId),
          ),
        )
        .orderBy(desc(tickets.number))
        .limit(limit);
      return rows.map(toTicket);
    },

    loads: () => readLoads(room),

    async countSolved(customerId) {
      return room.sql.$count(
        tickets,
        mine(room, tickets, eq(tickets.customerId, customerId), isNotNull(tickets.solvedAt)),
      );
    },
  };
}

/** Locks the tenant's counter until the transaction ends: openings of one tenant pass one by one, numbers have no gaps. */
async function lockNextNumber(room: Room): Promise<number> {
  const [row] = await room.sql
    .select({ number: tenants.nextTicketNumber })
    .from(tenants)
    .where(eq(tenants.id, room.tenantId))
    .for("no key update");
  if (!row) throw new Error("the tenant does not exist");
  return row.number;
}

async function readLoads(room: Room): Promise<ReadonlyMap<string, number>> {
  const weight = sql<number>`sum(
    case ${tickets.priority} when 'urgent' then 4 when 'high' then 2 when 'normal' then 1 else 0.5 end
    * case when ${tickets.state} = 'open' then 1 else 0.5 end)::float8`;
  const rows = await room.sql
    .select({ assigneeId: tickets.assigneeId, load: weight })
    .from(tickets)
    .where(and(mine(room, tickets, isNotNull(tickets.assigneeId), isUnfinished)))
    .groupBy(tickets.assigneeId);
  return new Map(rows.flatMap(({ assigneeId, load }) => (assigneeId === null ? [] : [[assigneeId, load]])));
}

function toTicket({
  tenantId: _tenantId,
  closedAt: _closedAt,
  ...ticket
}: typeof tickets.$inferSelect): Ticket {
  return ticket;
}
