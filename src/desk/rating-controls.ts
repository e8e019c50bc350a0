import { isLowRating, RATINGS, type Rating } from "../domain/csat.ts";
import { type Form, text } from "../domain/message-content.ts";
import { FORMS } from "./control-ids.ts";
import { ratedMessage, surveyRef } from "./csat-survey.ts";
import { mention, plain, update } from "./place.ts";
import { openForm, type Press, tell } from "./press.ts";
import { tellOwner } from "./tell-owner.ts";
import { updateCard } from "./ticket-card.ts";

/** A rating by the customer who was asked; the same rating again changes nothing, another one replaces it. */
export async function rate(press: Press): Promise<void> {
  const { stores, context, event, place, id, part } = press;
  const rating = RATINGS.find((known) => String(known) === part);
  const survey = rating === undefined ? null : await stores.csat.getSurvey(id);
  if (!survey || rating === undefined) return tell(press, plain("This survey is not there any more."));
  if (survey.customerId !== context.actor.id)
    return tell(press, plain("Only the customer who was helped can rate this."));
  const given = await stores.csat.listByCustomer(survey.customerId);
  const before = given.find((response) => response.surveyId === survey.id) ?? null;
  if (before?.rating === rating) return;
  await stores.csat.respond({ surveyId: survey.id, rating, respondedAt: context.now });
  await countRating(press, rating, before);
  if (survey.ticketId !== null) await noteRating(press, survey.ticketId, rating);
  if (isLowRating(rating)) await tellOwnerOfLowRating(press, survey, rating);
  await stores.outbox.add({
    workspaceId: context.workspace.id,
    causeKey: `e:${event.dedupeKey}:rated`,
    outbound: update(place, surveyRef(survey.id), ratedMessage(survey.id)),
  });
}

/** A changed rating takes the earlier one back where it was counted. */
async function countRating(
  { stores, context }: Press,
  rating: Rating,
  before: { readonly rating: Rating; readonly respondedAt: Date } | null,
): Promise<void> {
  const { platform } = context.workspace;
  const isGood = (given: Rating): boolean => given >= 4;
  if (before) {
    await stores.figures.count({ at: before.respondedAt, platform, metric: "csat-responses", by: -1 });
    if (isGood(before.rating))
      await stores.figures.count({ at: before.respondedAt, platform, metric: "csat-good", by: -1 });
  }
  await stores.figures.count({ at: context.now, platform, metric: "csat-responses" });
  if (isGood(rating)) await stores.figures.count({ at: context.now, platform, metric: "csat-good" });
}

async function noteRating(
  { stores, context, event }: Press,
  ticketId: string,
  rating: Rating,
): Promise<void> {
  await stores.tickets.addEvent({
    ticketId,
    kind: "rated",
    actorId: context.actor.id,
    detail: `Rated ${rating} of 5 by ${context.actor.displayName}`,
    happenedAt: context.now,
  });
  await updateCard(stores, ticketId, `e:${event.dedupeKey}`, context.now);
}

/** The owner at the time of the survey hears of it; nobody else is named. */
async function tellOwnerOfLowRating(
  { stores, context }: Press,
  survey: { readonly id: string; readonly ownerId: string | null; readonly ticketId: string | null },
  rating: Rating,
): Promise<void> {
  const ticket = survey.ticketId === null ? null : await stores.tickets.get(survey.ticketId);
  const which = ticket ? ` on ticket #${ticket.number}` : "";
  await tellOwner(stores, {
    ownerId: survey.ownerId,
    aboutId: context.actor.id,
    causeKey: `csat:${survey.id}:low`,
    content: plain(
      `${context.actor.displayName} rated the help ${rating} of 5${which}.`,
      mention(context.actor, false),
      text(` rated the help ${rating} of 5${which}. One question on what went wrong may win them back.`),
    ),
  });
}

export async function openCommentForm(press: Press): Promise<void> {
  const { stores, context, id } = press;
  const survey = await stores.csat.getSurvey(id);
  if (!survey || survey.customerId !== context.actor.id)
    return tell(press, plain("Only the customer who was helped can comment."));
  await openForm(press, commentForm(survey.id));
}

export const commentForm = (surveyId: string): Form => ({
  formId: FORMS.csatComment,
  title: "Your comment",
  submitLabel: "Send",
  value: surveyId,
  fields: [{ type: "text", fieldId: "comment", label: "What should we keep or change?", multiline: true }],
});
