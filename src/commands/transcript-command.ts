import { mayRead, transcriptMessage } from "../desk/transcript.ts";
import type { Ticket } from "../domain/ticket.ts";
import type { TenantStores } from "../ports/stores/store.ts";
import { type Command, type Invocation, reply, words } from "./command.ts";

/** What was said on a ticket, as a file: for its customer and the team. */
export const transcriptCommand: Command = {
  name: "rapport transcript",
  usage: "[number]",
  summary: "What was said on a ticket, as a file",
  allowed: "anyone",
  async run(invocation) {
    return async (stores) => {
      const { actor, now } = invocation.context;
      const ticket = await wanted(stores, invocation);
      if (!ticket || !mayRead(ticket, actor)) return reply(invocation, words(NONE))(stores);
      const content = await transcriptMessage(stores, ticket, actor, now);
      return reply(invocation, content, ticket.customerId ?? undefined)(stores);
    };
  },
};

const NONE = "There is no such ticket of yours. Type its number: /rapport transcript 12.";

/** By its number, else the thread's own, else the newest one of whoever asks. */
async function wanted(
  stores: TenantStores,
  { context, event, argument }: Invocation,
): Promise<Ticket | null> {
  const number = /^#?(\d{1,9})$/.exec(argument.trim())?.[1];
  if (number !== undefined) return stores.tickets.findByNumber(Number(number));
  if (argument.trim() !== "") return null;
  const thread =
    event.threadKey === null ? null : await stores.threads.findByKey(context.channel.id, event.threadKey);
  const here = thread ? await newestOf(stores, thread.id, thread.customerId) : null;
  if (here) return here;
  const [newest] = await stores.tickets.list({ customerId: context.actor.id, limit: 1 });
  return newest ?? null;
}

async function newestOf(
  stores: TenantStores,
  threadId: string,
  customerId: string | null,
): Promise<Ticket | null> {
  const unfinished = await stores.tickets.findUnfinished(threadId);
  if (unfinished || customerId === null) return unfinished;
  const all = await stores.tickets.list({ customerId, limit: 50 });
  return all.find((ticket) => ticket.threadId === threadId) ?? null;
}
