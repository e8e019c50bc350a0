import type { Ticket } from "../domain/ticket.ts";
import type { EventContext } from "../ports/desk.ts";
import type { TenantStores } from "../ports/stores/store.ts";

/** The ticket that a card shows, or the unfinished one of a customer's message; `null` when there is none. */
export async function ticketBehind(
  stores: TenantStores,
  context: EventContext,
  messageKey: string,
): Promise<Ticket | null> {
  const ref = await stores.posts.findRef(context.channel.channelKey, messageKey);
  if (ref?.startsWith("card:")) return stores.tickets.get(ref.slice("card:".length));
  const message = await stores.messages.findByKey(context.channel.id, messageKey);
  return message ? stores.tickets.findUnfinished(message.threadId) : null;
}
