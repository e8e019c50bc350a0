import { unknownThing } from "../api-fault.ts";
import type { RestServices, TroubleList } from "../rest-services.ts";
import type { Ask, Handlers } from "./ask.ts";

type DeliveryHandlers = Pick<Handlers, "GET /deliveries" | "POST /dead-letters/{id}" | "POST /sends/{id}">;

type Repair = Ask<"POST /dead-letters/{id}" | "POST /sends/{id}">;

export function deliveryHandlers({ store, deliveries }: RestServices): DeliveryHandlers {
  async function list(tenantId: string) {
    const deadLetters = await deliveries.deadLetters.list({ tenantId });
    const sends = await deliveries.sends.list({ tenantId });
    const channels = await store.transaction(tenantId, (desk) => desk.channels.list());
    const names = new Map(
      channels.map((channel) => [`${channel.workspaceId}/${channel.channelKey}`, channel.name]),
    );
    return {
      waiting: await deliveries.waiting(),
      deadLetters: deadLetters.map(({ id, platform, kind, attempts, errorCode, receivedAt }) => ({
        id,
        platform,
        what: kind,
        attempts,
        errorCode,
        cure: "Mend the cause the code names, then replay it; or discard it, and nobody is answered.",
        receivedAt,
      })),
      sends: sends.map(
        ({ id, platform, workspaceId, channelKey, kind, state, attempts, errorCode, createdAt }) => ({
          id,
          platform,
          channelName: names.get(`${workspaceId}/${channelKey}`) ?? channelKey,
          what: kind,
          state,
          attempts,
          errorCode,
          createdAt,
        }),
      ),
    };
  }

  async function repair<Row>(rows: TroubleList<Row>, thing: string, ask: Repair) {
    const { tenantId, params, body, caller, now } = ask;
    const isDone = await rows[body.action](params.id, { tenantId });
    if (!isDone) throw unknownThing(thing);
    await store.transaction(tenantId, (desk) =>
      desk.audit.add({
        actor: caller.name,
        action: `${thing}.${body.action}`,
        subject: params.id,
        happenedAt: now,
      }),
    );
    return list(tenantId);
  }

  return {
    "GET /deliveries": ({ tenantId }) => list(tenantId),
    "POST /dead-letters/{id}": (ask) => repair(deliveries.deadLetters, "dead-letter", ask),
    "POST /sends/{id}": (ask) => repair(deliveries.sends, "send", ask),
  };
}
