import { addMs } from "../../domain/time.ts";
import type { ConsoleDesk } from "../../ports/stores/views.ts";
import { conflict, unknownThing } from "../api-fault.ts";
import type { RestServices } from "../rest-services.ts";
import { actingPerson } from "./acting-person.ts";
import type { Ask, Handlers } from "./ask.ts";
import { readDashboard } from "./dashboard.ts";
import { readExchange } from "./thread-detail.ts";
import { wire } from "./wire.ts";

type ThreadHandlers = Pick<
  Handlers,
  "GET /turns" | "GET /dashboard" | "GET /threads" | "GET /threads/{id}" | "PUT /messages/{id}/emotion"
>;

const MOST_KEYS = 100;

export const threadHandlers = ({ store }: RestServices): ThreadHandlers => ({
  "GET /turns": ({ tenantId, query }) =>
    store.transaction(tenantId, async ({ views }) => {
      const messageKeys = query.messageKeys.split(",").filter((key) => key !== "");
      const turns = await views.turnsOf({ ...query, messageKeys: messageKeys.slice(0, MOST_KEYS) });
      return { turns: wire(turns) };
    }),

  "GET /dashboard": ({ tenantId, query, now }) =>
    store.transaction(tenantId, (desk) => readDashboard(desk, query.period, now)),

  "GET /threads": ({ tenantId, query, now }) =>
    store.transaction(tenantId, async (desk) => {
      const { settings } = await desk.tenant.get();
      const found = await desk.views.threads({
        view: query.view,
        startAt: query.startAt === undefined ? null : new Date(query.startAt),
        endAt: query.endAt === undefined ? null : new Date(query.endAt),
        unansweredBefore: addMs(now, -settings.unansweredAfterMs),
        limit: query.limit + 1,
      });
      return { threads: wire(found.slice(0, query.limit)), hasMore: found.length > query.limit };
    }),

  "GET /threads/{id}": ({ tenantId, params }) =>
    store.transaction(tenantId, async (desk) => {
      const thread = await desk.views.thread(params.id);
      if (!thread) throw unknownThing("thread");
      const exchange = await readExchange(desk, thread.id, thread.customer?.id ?? null);
      return { ...exchange, thread: wire(thread), permalink: thread.permalink };
    }),

  "PUT /messages/{id}/emotion": (ask) => store.transaction(ask.tenantId, (desk) => correct(desk, ask)),
});

async function correct(desk: ConsoleDesk, ask: Ask<"PUT /messages/{id}/emotion">) {
  const { params, body, now } = ask;
  const message = await desk.messages.get(params.id);
  if (!message) throw unknownThing("message");
  if (!(await desk.views.hasReading(message.id))) {
    throw conflict(
      "message",
      "No emotion was read in this message.",
      "Correct a message that has a reading.",
    );
  }
  const actor = await actingPerson(desk, ask);
  await desk.emotions.correct({
    messageId: message.id,
    correctedById: actor.id,
    emotion: body.emotion,
    correctedAt: now,
  });
  return { done: true as const };
}
