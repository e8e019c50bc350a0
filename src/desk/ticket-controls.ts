import { randomUUID } from "node:crypto";
import { isStaff } from "../domain/role.ts";
import { HOUR } from "../domain/time.ts";
import type { TenantStores } from "../ports/stores/store.ts";
import { assignTicket } from "./assign-ticket.ts";
import { FORMS } from "./control-ids.ts";
import { explain } from "./explain.ts";
import { judgeFlag } from "./judge-flag.ts";
import { plain } from "./place.ts";
import { openForm, type Press, tell } from "./press.ts";
import { snoozeTicket } from "./snooze.ts";
import { ticketBehind } from "./ticket-behind.ts";
import { suggestionFor } from "./ticket-card.ts";
import { draftOfThread, ticketForm } from "./ticket-form.ts";
import { type Move, replyToCustomer } from "./ticket-moves.ts";

const GONE = "This ticket is not there any more.";
/** The card's button says so. */
const SNOOZE_MS = HOUR;

/** One of the ticket's moves by its button; what could not be done is told to the presser. */
export async function pressMove(
  press: Press,
  move: (stores: TenantStores, move: Move) => Promise<string | null>,
): Promise<void> {
  const { stores, context, event, id } = press;
  const ticket = await stores.tickets.get(id);
  if (!ticket) return tell(press, plain(GONE));
  const cause = `e:${event.dedupeKey}`;
  const said = await move(stores, { ticket, actor: context.actor, cause, now: context.now });
  if (said !== null) await tell(press, plain(said));
}

export const snooze = (press: Press): Promise<void> =>
  pressMove(press, (stores, move) => snoozeTicket(stores, move, SNOOZE_MS));

export const notARisk = (press: Press): Promise<void> =>
  pressMove(press, (stores, move) => judgeFlag(stores, move, "false-alarm"));

/** From a message's own menu: the ticket is found by the message. */
export async function notARiskHere(press: Press): Promise<void> {
  const { stores, context, event } = press;
  const ticket = await ticketBehind(stores, context, event.messageKey);
  if (!ticket) return tell(press, plain("There is no ticket about this message."));
  await notARisk({ ...press, id: ticket.id });
}

export const assign = (press: Press): Promise<void> =>
  pressMove(press, async (stores, move) => {
    const agent = press.part === null ? null : await stores.people.get(press.part);
    if (!agent || !isStaff(agent.role)) return "This agent is not there any more.";
    return assignTicket(stores, move, agent);
  });

export async function openReplyForm(press: Press): Promise<void> {
  const ticket = await press.stores.tickets.get(press.id);
  if (!ticket) return tell(press, plain(GONE));
  const draft = await suggestionFor(press.stores, ticket);
  await openForm(press, {
    formId: FORMS.reply,
    title: `Reply on #${ticket.number}`,
    submitLabel: "Send to the customer",
    value: ticket.id,
    fields: [{ type: "text", fieldId: "text", label: "Your reply", multiline: true, value: draft.text }],
  });
}

export async function why(press: Press): Promise<void> {
  const { stores, id } = press;
  const ticket = await stores.tickets.get(id);
  const thread = ticket ? await stores.threads.get(ticket.threadId) : null;
  if (!thread) return tell(press, plain(GONE));
  await tell(press, explain(thread, await stores.turns.listByThread(thread.id)), thread.customerId);
}

/** Words that staff wrote under a card go to the customer, once, by this press alone. */
export async function relay(press: Press): Promise<void> {
  const { stores, context, id, part } = press;
  const ticket = await stores.tickets.get(id);
  const message = part === null ? null : await stores.messages.get(part);
  const isStaffs = message !== null && message.authorRole !== "bot" && isStaff(message.authorRole);
  if (!ticket || !message || !isStaffs || message.text === "" || message.deletedAt !== null)
    return tell(press, plain("There is nothing to send any more."));
  const said = await replyToCustomer(
    stores,
    { ticket, actor: context.actor, cause: `relay:${message.id}`, now: context.now },
    message.text,
  );
  await tell(press, plain(said ?? "Sent to the customer."));
}

/** From a panel: the ticket gets a thread of its own, by an id made for this one form. */
export const openPanelForm = (press: Press): Promise<void> =>
  openForm(press, {
    formId: FORMS.ticket,
    title: "Open a ticket",
    submitLabel: "Open the ticket",
    value: randomUUID(),
    fields: [
      { type: "text", fieldId: "subject", label: "What is it about?" },
      {
        type: "text",
        fieldId: "details",
        label: "What should the team know?",
        multiline: true,
        optional: true,
      },
    ],
  });

/** From an answer that did not help: the ticket's form for one's own thread. */
export async function openTicketForm(press: Press): Promise<void> {
  const { stores, context, id } = press;
  const thread = await stores.threads.get(id);
  if (!thread || (thread.customerId !== context.actor.id && !isStaff(context.actor.role)))
    return tell(press, plain("This is somebody else's thread. Type /rapport ticket to ask the team."));
  await openForm(press, ticketForm(thread.id, await draftOfThread(stores, thread)));
}
