import { type MessageContent, paragraph, text } from "../domain/message-content.ts";
import { isStaff } from "../domain/role.ts";
import type { Ticket } from "../domain/ticket.ts";
import { addMs, describeSpan } from "../domain/time.ts";
import type { TenantStores } from "../ports/stores/store.ts";
import { setWait, stopAwaiting } from "./await-customer.ts";
import { CONTROLS } from "./control-ids.ts";
import { markThread } from "./mark-thread.ts";
import { mention, type Place, placeOfThread, plain, update } from "./place.ts";
import { type Press, tell } from "./press.ts";
import { sayInThread } from "./say-in-thread.ts";
import { tellOwner } from "./tell-owner.ts";
import { updateCard } from "./ticket-card.ts";
import { currentTicket, resolveTicket } from "./ticket-moves.ts";

const reminderRef = (ticketId: string): string => `remind:${ticketId}`;

/** The ticket and its place while the customer's word is awaited still. */
async function awaited(stores: TenantStores, ticketId: string) {
  const found = await stores.tickets.get(ticketId);
  const ticket = found ? await currentTicket(stores, found) : null;
  if (ticket?.state !== "pending") return null;
  const thread = await stores.threads.get(ticket.threadId);
  const home = thread ? await placeOfThread(stores, thread) : null;
  return thread && home ? { ticket, thread, home } : null;
}

/** Nothing was heard from the customer: asked once, with the day named on which it closes. */
export async function remindCustomer(stores: TenantStores, ticketId: string, now: Date): Promise<void> {
  const found = await awaited(stores, ticketId);
  if (!found) return;
  const { ticket, thread, home } = found;
  const { remindCustomerAfterMs: remindMs, closeSilentAfterMs: closeMs } = (await stores.tenant.get())
    .settings;
  if (closeMs > 0) await setWait(stores, ticket, "close-silent", addMs(now, closeMs));
  // Switched off since the wait began.
  if (remindMs === 0) return;
  await sayInThread(stores, {
    place: home,
    thread,
    causeKey: `remind:${ticket.id}:${now.toISOString()}`,
    ref: reminderRef(ticket.id),
    content: reminder(ticket, closeMs),
    now,
  });
  await stores.tickets.addEvent({
    ticketId,
    kind: "reminded",
    actorId: null,
    detail: "The customer was reminded",
    happenedAt: now,
  });
}

export function reminder(ticket: Ticket, closeMs: number): MessageContent {
  const closing = closeMs > 0 ? ` Without an answer it closes in ${describeSpan(closeMs)}.` : "";
  const words = `Ticket #${ticket.number} waits for your answer.${closing}`;
  return {
    summary: words,
    blocks: [
      paragraph(text(words)),
      {
        type: "controls",
        controls: [
          {
            type: "button",
            controlId: CONTROLS.customerSolved,
            label: "It is solved",
            value: ticket.id,
            style: "primary",
          },
          {
            type: "button",
            controlId: CONTROLS.customerWaits,
            label: "I still need help",
            value: ticket.id,
          },
        ],
      },
    ],
  };
}

/** Closed by a clock: nobody is asked for a rating, no solution is counted, and a word of the customer opens it again. */
export async function closeSilent(stores: TenantStores, ticketId: string, now: Date): Promise<void> {
  const found = await awaited(stores, ticketId);
  if (!found) return;
  if ((await stores.tenant.get()).settings.closeSilentAfterMs === 0) return;
  const { ticket, thread, home } = found;
  const cause = `silent:${now.toISOString()}`;
  await stores.tickets.change(ticket.id, { state: "solved", solvedAt: now, snoozedUntilAt: null });
  await stores.tickets.addEvent({
    ticketId,
    kind: "moved",
    actorId: null,
    detail: "Closed: the customer did not answer",
    happenedAt: now,
  });
  await stores.threads.change(thread.id, { status: "closed", riskLevel: "low", riskScore: 0 });
  await settleReminder(stores, home, ticket, cause, "No answer came.");
  await sayInThread(stores, {
    place: home,
    thread,
    causeKey: `closed:${ticket.id}:${now.toISOString()}`,
    content: plain(
      `Ticket #${ticket.number} is closed, because no answer came. Write here, and it is open again.`,
    ),
    now,
  });
  await markThread(stores, home, "closed", cause);
  await updateCard(stores, ticket.id, cause, now);
}

/** The reminder loses its buttons. */
async function settleReminder(
  stores: TenantStores,
  home: Place,
  ticket: Ticket,
  cause: string,
  words: string,
): Promise<void> {
  if ((await stores.posts.find(reminderRef(ticket.id))) === null) return;
  await stores.outbox.add({
    workspaceId: home.workspace.id,
    causeKey: `remind:${ticket.id}:${cause}`,
    outbound: update(home, reminderRef(ticket.id), { ...plain(words), accent: "closed" }),
  });
}

/** The customer, or one of the team, answers the reminder by its button. */
async function answered(press: Press) {
  const { stores, context, id } = press;
  const found = await stores.tickets.get(id);
  const ticket = found ? await currentTicket(stores, found) : null;
  const thread = ticket ? await stores.threads.get(ticket.threadId) : null;
  const home = thread ? await placeOfThread(stores, thread) : null;
  if (!ticket || !home) return void (await tell(press, plain("This ticket is not there any more.")));
  if (ticket.customerId !== context.actor.id && !isStaff(context.actor.role))
    return void (await tell(press, plain("Only the person who asked, or the team, can say so.")));
  return { ticket, home };
}

export async function customerSolved(press: Press): Promise<void> {
  const found = await answered(press);
  if (!found) return;
  const { stores, context, event } = press;
  const { actor, now } = context;
  const cause = `e:${event.dedupeKey}`;
  await settleReminder(stores, found.home, found.ticket, cause, "✓ Marked as solved");
  const said = await resolveTicket(stores, { ticket: found.ticket, actor, cause, now });
  if (said !== null) await tell(press, plain(said));
}

export async function customerWaits(press: Press): Promise<void> {
  const found = await answered(press);
  if (!found) return;
  const { stores, context, event } = press;
  const { ticket, home } = found;
  const { actor, now } = context;
  const cause = `e:${event.dedupeKey}`;
  if (ticket.state !== "pending")
    return tell(press, plain(`Ticket #${ticket.number} is ${ticket.state}. Write in its thread.`));
  await stopAwaiting(stores, ticket.id);
  await stores.tickets.change(ticket.id, { state: "open" });
  await stores.tickets.addEvent({
    ticketId: ticket.id,
    kind: "moved",
    actorId: actor.id,
    detail: "The customer still needs help",
    happenedAt: now,
  });
  await settleReminder(stores, home, ticket, cause, "Still open: the team knows.");
  await updateCard(stores, ticket.id, cause, now);
  await tellOwner(stores, {
    ownerId: ticket.assigneeId,
    aboutId: ticket.customerId,
    causeKey: `ticket:${ticket.id}:${cause}`,
    content: plain(
      `${actor.displayName} still needs help (#${ticket.number}).`,
      mention(actor, false),
      text(` still needs help (#${ticket.number}).`),
    ),
  });
}
