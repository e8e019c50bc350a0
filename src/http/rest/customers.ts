import { forgetPerson, optOut } from "../../desk/forget-person.ts";
import type { ConsoleDesk } from "../../ports/stores/views.ts";
import { unknownThing } from "../api-fault.ts";
import type { Caller } from "../auth/create-auth.ts";
import type { RestServices } from "../rest-services.ts";
import type { Ask, Handlers } from "./ask.ts";
import { pathOf } from "./thread-detail.ts";
import { wire } from "./wire.ts";

type CustomerHandlers = Pick<
  Handlers,
  | "GET /customers"
  | "GET /customers/{id}"
  | "GET /customers/{id}/export"
  | "PUT /customers/{id}/opt-out"
  | "DELETE /customers/{id}"
>;

const MOST_MOODS = 200;
const MOST_ROWS = 50;

export const customerHandlers = ({ store, erased, wakeDelivery }: RestServices): CustomerHandlers => ({
  "GET /customers": ({ tenantId, query }) =>
    store.transaction(tenantId, async ({ views }) => {
      const words = query.q?.trim() || null;
      return { customers: wire(await views.customers({ words, limit: query.limit })) };
    }),

  "GET /customers/{id}": ({ tenantId, params, caller }) =>
    store.transaction(tenantId, (desk) => readCustomer(desk, params.id, caller)),

  "GET /customers/{id}/export": (ask) =>
    store.transaction(ask.tenantId, async (desk) => {
      await getPerson(desk, ask.params.id);
      const rows = await desk.privacy.export(ask.params.id);
      await note(desk, ask, "privacy.export");
      ask.headers.set("content-disposition", `attachment; filename="rapport-${ask.params.id}.json"`);
      return { exportedAt: ask.now.toISOString(), ...wire(rows) };
    }),

  async "PUT /customers/{id}/opt-out"(ask) {
    const customer = await store.transaction(ask.tenantId, async (desk) => {
      const person = await getPerson(desk, ask.params.id);
      const { optedOut } = ask.body;
      if (optedOut !== (person.optedOutAt !== null)) {
        if (optedOut) await optOut(desk, person, ask.now);
        else await desk.people.setOptedOut(person.id, null);
        await note(desk, ask, optedOut ? "privacy.opt-out" : "privacy.opt-in");
      }
      return readCustomer(desk, person.id, ask.caller);
    });
    wakeDelivery();
    return customer;
  },

  async "DELETE /customers/{id}"(ask) {
    const person = await store.transaction(ask.tenantId, async (desk) => {
      const known = await getPerson(desk, ask.params.id);
      const removed = await forgetPerson(desk, known, ask.now);
      await desk.audit.add({
        actor: ask.caller.name,
        action: "privacy.erase",
        // The id is gone with the person: nothing may point at who it was.
        subject: "a person",
        detail: { rows: Object.values(removed).reduce((sum, count) => sum + count, 0) },
        happenedAt: ask.now,
      });
      return known;
    });
    wakeDelivery();
    await erased?.(ask.tenantId, person);
    return { done: true };
  },
});

async function getPerson(desk: ConsoleDesk, id: string) {
  const person = await desk.people.get(id);
  if (person?.role !== "customer") throw unknownThing("customer");
  return person;
}

const note = (
  desk: ConsoleDesk,
  { caller, params, now }: Pick<Ask<"DELETE /customers/{id}">, "caller" | "params" | "now">,
  action: string,
) => desk.audit.add({ actor: caller.name, action, subject: params.id, happenedAt: now });

async function readCustomer(desk: ConsoleDesk, id: string, caller: Caller) {
  const customer = await desk.views.customer(id);
  if (!customer) throw unknownThing("customer");
  const tickets = await desk.views.ticketsOfCustomer(id, MOST_ROWS);
  const numbers = new Map(tickets.map((ticket) => [ticket.id, ticket.number]));
  const readings = await desk.emotions.moodsOfPerson(id, MOST_MOODS);
  const ratings = await desk.csat.listByCustomer(id);
  const isAdmin = caller.role === "admin";
  return {
    customer: wire(customer),
    moodPath: pathOf(readings.map(({ tag, ...reading }) => ({ ...reading, sentiment: tag.sentiment }))),
    threads: wire(await desk.views.threadsOfCustomer(id, MOST_ROWS)),
    tickets: wire(tickets),
    ratings: ratings.map(({ ticketId, surveyId: _, ...rating }) =>
      wire({ ...rating, ticketNumber: numbers.get(ticketId ?? "") ?? null }),
    ),
    allowed: isAdmin ? (["export", "opt-out", "erase"] as const).slice() : [],
  };
}
