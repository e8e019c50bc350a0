import { text } from "../domain/message-content.ts";
import { warnAt } from "../domain/sla.ts";
import { isUnfinished, type Ticket } from "../domain/ticket.ts";
import { describeSpan } from "../domain/time.ts";
import type { TenantStores } from "../ports/stores/store.ts";
import { deskTimer } from "./desk-timer.ts";
import { mention, plain } from "./place.ts";
import { tellOwner } from "./tell-owner.ts";
import { updateCard } from "./ticket-card.ts";
import { teamClock } from "./when-back.ts";

/** One reminder before the promise to answer is missed; setting it again moves it. */
export async function setSlaWarning(stores: TenantStores, ticket: Ticket, now: Date): Promise<void> {
  if (ticket.dueAt === null || ticket.dueAt <= now) return;
  const dueAt = warnAt(ticket, await teamClock(stores));
  const timer = await deskTimer(stores, {
    ticket,
    name: "sla-warning",
    dueAt: dueAt > now ? dueAt : now,
  });
  if (timer) await stores.timers.set(timer);
}

/** Nobody has answered yet and the time is nearly up: the owner is told, once, and the card says how late it is. */
export async function warnOfSla(stores: TenantStores, ticketId: string, now: Date): Promise<void> {
  const ticket = await stores.tickets.get(ticketId);
  const thread = ticket ? await stores.threads.get(ticket.threadId) : null;
  if (!ticket || !thread || ticket.dueAt === null) return;
  if (!isUnfinished(ticket.state) || thread.firstAgentReplyAt !== null) return;
  const leftMs = ticket.dueAt.getTime() - now.getTime();
  const time = leftMs > 0 ? `is due in ${describeSpan(leftMs)}` : `was due ${describeSpan(-leftMs)} ago`;
  const customer = ticket.customerId === null ? null : await stores.people.get(ticket.customerId);
  const cause = `sla:${ticket.dueAt.toISOString()}`;
  const lead = `The first answer on ticket #${ticket.number} ${time}`;
  await tellOwner(stores, {
    ownerId: ticket.assigneeId,
    aboutId: ticket.customerId,
    causeKey: `ticket:${ticket.id}:${cause}`,
    content: customer
      ? plain(
          `${lead}: ${customer.displayName} waits.`,
          text(`${lead}: `),
          mention(customer, false),
          text(" waits."),
        )
      : plain(`${lead}.`),
  });
  await updateCard(stores, ticket.id, cause, now);
}
