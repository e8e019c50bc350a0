import { z } from "zod";
import { isId } from "../domain/ids.ts";
import { isStaff } from "../domain/role.ts";
import type { DeskEvents } from "../ports/desk.ts";
import { setUpChannel } from "./channel-form.ts";
import { FORMS } from "./control-ids.ts";
import { takeDeclaration } from "./declaration-form.ts";
import { setEmojiRules } from "./emoji-form.ts";
import { type Filled, openTicketByForm } from "./open-ticket-by-form.ts";
import { ephemeral, plain } from "./place.ts";
import { nameStaff } from "./staff-form.ts";
import { replyToCustomer } from "./ticket-moves.ts";

const words = (limit: number) => z.string().trim().min(1).max(limit);
const replySchema = z.object({ text: words(4_000) });
const ticketSchema = z.object({ subject: words(200), details: z.string().trim().max(4_000).optional() });
const commentSchema = z.object({ comment: words(2_000) });

/** A submitted form of ours; what does not fit the form is told to the sender and changes nothing. */
export const onForm: DeskEvents["onForm"] = async (stores, context, event) => {
  const work = FORM_WORK.get(event.formId);
  if (!work) return;
  const filled: Filled = { stores, context, event };
  const said = isId(event.value) ? await work(filled) : "This form leads nowhere any more.";
  const place = { workspace: context.workspace, channelKey: context.channel.channelKey, threadKey: null };
  await stores.outbox.add({
    workspaceId: context.workspace.id,
    causeKey: `e:${event.dedupeKey}:tell`,
    outbound: ephemeral(place, context.actor, event.interactionKey, plain(said)),
  });
};

/** Each gives the words for the sender alone. */
const FORM_WORK: ReadonlyMap<string, (filled: Filled) => Promise<string>> = new Map([
  [FORMS.reply, reply],
  [FORMS.csatComment, comment],
  [FORMS.ticket, ticket],
  [FORMS.emoji, setEmojiRules],
  [FORMS.staff, nameStaff],
  [FORMS.declaration, takeDeclaration],
  [FORMS.channel, setUpChannel],
]);

async function reply({ stores, context, event }: Filled): Promise<string> {
  if (!isStaff(context.actor.role)) return "Only the support team can do this.";
  const form = replySchema.safeParse(event.values);
  const found = await stores.tickets.get(event.value);
  if (!form.success || !found)
    return "The reply was empty or too long (4,000 characters at most); nothing was sent.";
  const move = { ticket: found, actor: context.actor, cause: `e:${event.dedupeKey}`, now: context.now };
  return (await replyToCustomer(stores, move, form.data.text)) ?? "Sent to the customer.";
}

async function comment({ stores, context, event }: Filled): Promise<string> {
  const form = commentSchema.safeParse(event.values);
  const survey = await stores.csat.getSurvey(event.value);
  if (!form.success || survey?.customerId !== context.actor.id)
    return "The comment was not kept: it was empty or too long.";
  const rated = await stores.csat.listByCustomer(survey.customerId);
  if (!rated.some((given) => given.surveyId === survey.id))
    return "Choose a rating first, then comment on it.";
  await stores.csat.comment(survey.id, form.data.comment);
  return "Thank you, the team will read it.";
}

async function ticket(filled: Filled): Promise<string> {
  const form = ticketSchema.safeParse(filled.event.values);
  if (!form.success) return "A ticket needs a few words on what it is about (200 characters at most).";
  return openTicketByForm(filled, form.data.subject, form.data.details ?? "");
}
