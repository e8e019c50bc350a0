import { z } from "zod";
import { isId } from "../domain/ids.ts";
import { isStaff } from "../domain/role.ts";
import type { DeskEvents } from "../ports/desk.ts";
import { FORMS } from "./control-ids.ts";
import { openTicket } from "./open-ticket.ts";
import { ephemeral, placeOfThread, plain } from "./place.ts";
import { sayInThread } from "./say-in-thread.ts";
import { postCard } from "./ticket-card.ts";
import { replyToCustomer } from "./ticket-moves.ts";

const words = (limit: number) => z.string().trim().min(1).max(limit);
const replySchema = z.object({ text: words(4_000) });
const ticketSchema = z.object({ subject: words(200), details: z.string().trim().max(4_000).optional() });
const commentSchema = z.object({ comment: words(2_000) });

/** A submitted form of ours; what does not fit the form is told to the sender and changes nothing. */
export const onForm: DeskEvents["onForm"] = async (stores, context, event) => {
  if (!isId(event.value)) return;
  const tell = async (said: string): Promise<void> => {
    const place = { workspace: context.workspace, channelKey: context.channel.channelKey, threadKey: null };
    await stores.outbox.add({
      workspaceId: context.workspace.id,
      causeKey: `e:${event.dedupeKey}:tell`,
      outbound: ephemeral(place, context.actor, event.interactionKey, plain(said)),
    });
  };
  if (event.formId === FORMS.reply) {
    const form = replySchema.safeParse(event.values);
    const ticket = await stores.tickets.get(event.value);
    if (!isStaff(context.actor.role)) return tell("Only the support team can do this.");
    if (!form.success || !ticket)
      return tell("The reply was empty or too long (4,000 characters at most); nothing was sent.");
    const said = await replyToCustomer(
      stores,
      { ticket, actor: context.actor, cause: `e:${event.dedupeKey}`, now: context.now },
      form.data.text,
    );
    return tell(said ?? "Sent to the customer.");
  }
  if (event.formId === FORMS.csatComment) {
    const form = commentSchema.safeParse(event.values);
    const survey = await stores.csat.getSurvey(event.value);
    if (!form.success || survey?.customerId !== context.actor.id)
      return tell("The comment was not kept: it was empty or too long.");
    await stores.csat.comment(survey.id, form.data.comment);
    return tell("Thank you, the team will read it.");
  }
  if (event.formId !== FORMS.ticket) return;
  const form = ticketSchema.safeParse(event.values);
  if (!form.success) return tell("A ticket needs a few words on what it is about (200 characters at most).");
  const thread =
    (await stores.threads.get(event.value)) ??
    (
      await stores.threads.ensure({
        channelId: context.channel.id,
        threadKey: `form:${event.dedupeKey}`,
        customerId: context.actor.id,
        openedAt: context.now,
      })
    ).thread;
  const home = await placeOfThread(stores, thread);
  if (!home) return;
  const { ticket, isNew } = await openTicket(stores, {
    thread,
    customer: context.actor,
    subject: form.data.subject,
    priority: "normal",
    openedBy: isStaff(context.actor.role) ? "agent" : "customer",
    reason: "opened by form",
    platform: context.workspace.platform,
    now: context.now,
  });
  if (form.data.details) {
    await stores.tickets.addEvent({
      ticketId: ticket.id,
      kind: "replied",
      actorId: context.actor.id,
      detail: `${context.actor.displayName}: ${form.data.details.slice(0, 500)}`,
      happenedAt: context.now,
    });
  }
  if (isNew) await postCard(stores, ticket, context.now);
  if (thread.threadKey.startsWith("form:"))
    return tell(`Ticket #${ticket.number} is open. The team will write to you.`);
  await sayInThread(stores, {
    place: home,
    thread,
    causeKey: `human:${ticket.id}`,
    content: plain(`Passed to the team as ticket #${ticket.number}. A person will answer you here.`),
    now: context.now,
  });
};
