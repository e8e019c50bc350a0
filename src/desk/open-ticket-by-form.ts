import { randomUUID } from "node:crypto";
import type { FormSubmitted } from "../domain/inbound-event.ts";
import { text } from "../domain/message-content.ts";
import { isStaff } from "../domain/role.ts";
import type { Thread } from "../domain/thread.ts";
import type { EventContext } from "../ports/desk.ts";
import type { TenantStores } from "../ports/stores/store.ts";
import { noticeFor } from "./answer-message.ts";
import { openTicket } from "./open-ticket.ts";
import { atTop, inThread, placeOfThread, plain, post } from "./place.ts";
import { sayInThread } from "./say-in-thread.ts";
import { postCard, updateCard } from "./ticket-card.ts";
import { whenBack } from "./when-back.ts";

export interface Filled {
  readonly stores: TenantStores;
  readonly context: EventContext;
  readonly event: FormSubmitted;
}

/**
 * The form's value is the sender's thread, or an id made for this one form when it was opened outside of a thread:
 * then the ticket gets a thread of its own, under a post of the bot. Gives the words for the sender.
 */
export async function openTicketByForm(filled: Filled, subject: string, details: string): Promise<string> {
  const { stores, context, event } = filled;
  const thread = await stores.threads.getForUpdate(event.value);
  if (thread === null) return openInNewThread(filled, subject, details);
  if (thread.customerId !== context.actor.id && !isStaff(context.actor.role))
    return "This is somebody else's thread. Type /rapport ticket to ask the team.";
  const home = await placeOfThread(stores, thread);
  if (!home) return "This thread is not there any more. Type /rapport ticket to ask the team.";
  const { ticket, isNew } = await open(filled, thread, subject);
  await keepDetails(filled, thread, details);
  if (isNew) await postCard(stores, ticket, context.now);
  else await updateCard(stores, ticket.id, `e:${event.dedupeKey}`, context.now);
  const back = await whenBack(stores, context.now);
  await sayInThread(stores, {
    place: home,
    thread,
    causeKey: `human:${ticket.id}`,
    content: plain(`Passed to the team as ticket #${ticket.number}. A person will answer you here.${back}`),
    now: context.now,
  });
  return `Ticket #${ticket.number} is with the team.${back}`;
}

/** The root post is queued under the form's own id, so that the thread can be keyed to it before it is sent. */
async function openInNewThread(filled: Filled, subject: string, details: string): Promise<string> {
  const { stores, context, event } = filled;
  const { workspace, channel, actor, now } = context;
  const ref = `opened:${event.value}`;
  const threadKey = `outbox:${event.value}`;
  const isSent = (await stores.posts.find(ref)) !== null;
  if (isSent || (await stores.threads.findByKey(channel.id, threadKey)) !== null)
    return "This ticket is open already.";
  const { thread } = await stores.threads.ensure({
    channelId: channel.id,
    threadKey,
    customerId: isStaff(actor.role) ? null : actor.id,
    openedAt: now,
  });
  const { ticket } = await open(filled, thread, subject);
  const said = `opened ticket #${ticket.number}: ${ticket.subject}`;
  const end = /[.!?…]$/.test(said) ? "" : ".";
  const answering = `The team will answer in this thread.${await whenBack(stores, now)}`;
  const content = plain(
    `${actor.displayName} ${said}${end} ${answering}`,
    text(actor.displayName, "bold"),
    text(` ${said}${end} ${answering}`),
  );
  await stores.outbox.add({
    id: event.value,
    workspaceId: workspace.id,
    causeKey: `form:${event.value}`,
    ref,
    outbound: post(atTop(workspace, channel), content, { privateFor: actor.personKey }),
  });
  await stores.messages.add({
    id: randomUUID(),
    threadId: thread.id,
    channelId: channel.id,
    messageKey: threadKey,
    authorId: null,
    authorRole: "bot",
    text: content.summary,
    permalink: null,
    sentAt: now,
  });
  await keepDetails(filled, thread, details === "" ? subject : details);
  await postCard(stores, ticket, now);
  const isFirst = await stores.people.takeNotice(actor.id, now);
  return `Ticket #${ticket.number} is open; the team will answer in its thread.${isFirst ? ` ${noticeFor(context)}` : ""}`;
}

async function open({ stores, context }: Filled, thread: Thread, subject: string) {
  const { actor, workspace, channel, now } = context;
  const customer = thread.customerId === null ? null : await stores.people.get(thread.customerId);
  return openTicket(stores, {
    thread,
    customer,
    subject,
    priority: "normal",
    openedBy: isStaff(actor.role) ? "agent" : "customer",
    reason: "opened by form",
    home: inThread(workspace, channel, thread),
    now,
  });
}

/** What the form says is the sender's message: it is shown on the card, exported and erased like any other. */
async function keepDetails({ context, event, stores }: Filled, thread: Thread, words: string): Promise<void> {
  if (words === "") return;
  await stores.messages.add({
    id: randomUUID(),
    threadId: thread.id,
    channelId: thread.channelId,
    messageKey: `form:${event.dedupeKey}`,
    authorId: context.actor.id,
    authorRole: context.actor.role,
    text: words,
    permalink: null,
    sentAt: context.now,
  });
}
