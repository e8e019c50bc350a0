import { DEFAULT_EMOJI_RULES, moveOf } from "../domain/emoji-rules.ts";
import type { ReactionChanged } from "../domain/inbound-event.ts";
import { isStaff } from "../domain/role.ts";
import type { DeskActions, DeskEvents, EventContext } from "../ports/desk.ts";
import type { TenantStores } from "../ports/stores/store.ts";
import { sendSurvey } from "./csat-survey.ts";
import { escalate } from "./escalate.ts";
import { onControl } from "./on-control.ts";
import { onForm } from "./on-form.ts";
import { openTicket } from "./open-ticket.ts";
import { placeOfThread } from "./place.ts";
import { closeSilent, remindCustomer } from "./silent-customer.ts";
import { offerSimilar } from "./similar-threads.ts";
import { warnOfSla } from "./sla-warning.ts";
import { wakeTicket } from "./snooze.ts";
import { speak } from "./speak.ts";
import { ticketBehind } from "./ticket-behind.ts";
import { postCard } from "./ticket-card.ts";
import { claimTicket, type Move, resolveTicket } from "./ticket-moves.ts";
import { noteWordsGone } from "./words-gone.ts";

/** The desk: everything between a decision and the people it concerns. */
export function createDesk(): DeskActions & DeskEvents {
  return { ...speak, ...escalate, offerSimilar, noteWordsGone, onControl, onForm, onReaction, onTimer };
}

/** 👀 claims, ✅ solves, 🎫 opens, or what an admin chose in their place: on a card, or on a customer's message; for staff alone. */
const onReaction: DeskEvents["onReaction"] = async (stores, context, event) => {
  if (event.kind !== "reaction-added" || !isStaff(context.actor.role)) return;
  const meaning = moveOf(context.workspace.emojiRules ?? DEFAULT_EMOJI_RULES, event.emoji);
  if (meaning === null) return;
  const ticket = await ticketBehind(stores, context, event.messageKey);
  if (meaning === "open") return openFromMessage(stores, context, event);
  if (!ticket) return;
  const move: Move = { ticket, actor: context.actor, cause: `e:${event.dedupeKey}`, now: context.now };
  await (meaning === "claim" ? claimTicket(stores, move) : resolveTicket(stores, move));
};

async function openFromMessage(
  stores: TenantStores,
  context: EventContext,
  event: ReactionChanged,
): Promise<void> {
  const message = await stores.messages.findByKey(context.channel.id, event.messageKey);
  const thread = message ? await stores.threads.get(message.threadId) : null;
  const home = thread ? await placeOfThread(stores, thread) : null;
  if (!message || !thread?.customerId || !home) return;
  const { ticket, isNew } = await openTicket(stores, {
    thread,
    customer: await stores.people.get(thread.customerId),
    subject: message.text,
    priority: "normal",
    openedBy: "agent",
    reason: `${context.actor.displayName} opened it by emoji`,
    home,
    now: context.now,
  });
  if (isNew) await postCard(stores, ticket, context.now);
}

const onTimer: DeskEvents["onTimer"] = async (stores, context, event) => {
  if (event.timer === "snooze-over") return wakeTicket(stores, event.subjectId, context.now);
  if (event.timer === "remind-customer") return remindCustomer(stores, event.subjectId, context.now);
  if (event.timer === "close-silent") return closeSilent(stores, event.subjectId, context.now);
  if (event.timer === "sla-warning") return warnOfSla(stores, event.subjectId, context.now);
  if (event.timer !== "ask-csat") return;
  const ticket = await stores.tickets.get(event.subjectId);
  const thread = ticket ? await stores.threads.get(ticket.threadId) : null;
  // What was closed by a clock is not asked about.
  if (ticket?.state === "solved" && thread)
    await sendSurvey(stores, { thread, ticketId: ticket.id, ownerId: ticket.assigneeId, now: context.now });
};
