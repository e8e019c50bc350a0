import { randomUUID } from "node:crypto";
import type { Person } from "../../domain/person.ts";
import { isStaff } from "../../domain/role.ts";
import { isUnfinished, mayMove, type Ticket } from "../../domain/ticket.ts";
import { MINUTE } from "../../domain/time.ts";
import type { ConsoleDesk } from "../../ports/stores/views.ts";
import { conflict, unknownThing } from "../api-fault.ts";
import type { TicketAction } from "../contract.ts";
import type { Move, RestServices, TicketMoves } from "../rest-services.ts";
import { actingPerson, readingPerson } from "./acting-person.ts";
import type { Ask, Handlers } from "./ask.ts";
import { readExchange } from "./thread-detail.ts";
import { wire } from "./wire.ts";

type TicketHandlers = Pick<
  Handlers,
  "GET /tickets" | "GET /tickets/{number}" | "POST /tickets/{number}/actions"
>;

export const ticketHandlers = ({ store, tickets, wakeDelivery }: RestServices): TicketHandlers => ({
  "GET /tickets": (ask) =>
    store.transaction(ask.tenantId, async (desk) => {
      const reader = await readingPerson(desk, ask);
      const assigneeId = reader?.id ?? null;
      return {
        tickets: wire(await desk.views.tickets({ ...ask.query, assigneeId })),
        counts: await desk.views.ticketCounts(assigneeId),
      };
    }),

  "GET /tickets/{number}": ({ tenantId, params }) =>
    store.transaction(tenantId, (desk) => readTicket(desk, tickets, params.number)),

  async "POST /tickets/{number}/actions"(ask) {
    const detail = await store.transaction(ask.tenantId, async (desk) => {
      await act(desk, tickets, ask);
      return readTicket(desk, tickets, ask.params.number);
    });
    wakeDelivery();
    return detail;
  },
});

async function act(
  desk: ConsoleDesk,
  moves: TicketMoves,
  ask: Ask<"POST /tickets/{number}/actions">,
): Promise<void> {
  const ticket = await desk.tickets.findByNumber(ask.params.number);
  if (!ticket) throw unknownThing("ticket");
  const actor = await actingPerson(desk, { ...ask, asked: ask.body.actorId });
  const move: Move = { ticket, actor, cause: `console:${randomUUID()}`, now: ask.now };
  const refusal = await run(desk, moves, move, ask.body);
  if (refusal !== null) throw conflict("ticket", refusal);
}

async function run(
  desk: ConsoleDesk,
  moves: TicketMoves,
  move: Move,
  body: TicketAction,
): Promise<string | null> {
  switch (body.action) {
    case "claim":
      return moves.claim(desk, move);
    case "resolve":
      return moves.resolve(desk, move);
    case "reopen":
      return moves.reopen(desk, move);
    case "reply":
      return moves.reply(desk, move, body.text);
    case "snooze":
      return moves.snooze(desk, move, body.minutes * MINUTE);
    case "verdict":
      return moves.judge(desk, move, body.verdict);
    case "assign":
      return moves.assign(desk, move, await assigneeOf(desk, body.personId));
  }
}

async function assigneeOf(desk: ConsoleDesk, personId: string): Promise<Person> {
  const assignee = (await desk.views.staff()).find((person) => person.id === personId);
  if (!assignee || !isStaff(assignee.role)) throw unknownThing("agent");
  return assignee;
}

async function readTicket(desk: ConsoleDesk, moves: TicketMoves, number: number) {
  const facts = await desk.views.ticket(number);
  const ticket = await desk.tickets.findByNumber(number);
  if (!facts || !ticket) throw unknownThing("ticket");
  const { turns: _, ...exchange } = await readExchange(desk, ticket.threadId, ticket.customerId);
  const thread = await desk.views.thread(ticket.threadId);
  const suggestion = isUnfinished(ticket.state) ? await moves.suggestion(desk, ticket) : null;
  return {
    ...exchange,
    ticket: wire(facts),
    threadId: ticket.threadId,
    permalink: thread?.permalink ?? null,
    assignedBecause: ticket.assignedBecause,
    openedBy: ticket.openedBy,
    events: await readEvents(desk, ticket.id),
    suggestion: suggestion && { ...suggestion, citations: [...suggestion.citations] },
    rating: await desk.views.ratingOfTicket(ticket.id),
    agents: await readAgents(desk),
    allowed: allowedOn(ticket, exchange.flag !== null && exchange.flag.verdict === null),
  };
}

async function readEvents(desk: ConsoleDesk, ticketId: string) {
  const events = await desk.tickets.listEvents(ticketId);
  const actorIds = new Set(events.flatMap(({ actorId }) => (actorId === null ? [] : [actorId])));
  const actors = new Map((await desk.people.getMany([...actorIds])).map((person) => [person.id, person]));
  return events.map(({ actorId, ...event }) => {
    const actor = actors.get(actorId ?? "");
    return wire({
      ...event,
      actor: actor ? { id: actor.id, displayName: actor.displayName, role: actor.role } : null,
    });
  });
}

/** Everybody a ticket can go to, with the load each carries. */
export async function readAgents(desk: ConsoleDesk) {
  const loads = await desk.tickets.loads();
  return (await desk.views.staff()).map(({ id, displayName, role, isAvailable }) => ({
    id,
    displayName,
    role,
    isAvailable,
    load: loads.get(id) ?? 0,
  }));
}

function allowedOn(ticket: Ticket, hasOpenFlag: boolean): TicketAction["action"][] {
  const verdict = hasOpenFlag ? (["verdict"] as const) : [];
  if (!isUnfinished(ticket.state))
    return mayMove(ticket.state, "open") ? ["reopen", ...verdict] : [...verdict];
  return ["claim", "reply", "assign", "snooze", "resolve", ...verdict];
}
