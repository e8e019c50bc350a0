import { RATINGS, type Rating } from "../domain/csat.ts";
import { isId } from "../domain/ids.ts";
import type { ControlUsed } from "../domain/inbound-event.ts";
import type { Form, MessageContent } from "../domain/message-content.ts";
import { isStaff } from "../domain/role.ts";
import type { DeskEvents, EventContext } from "../ports/desk.ts";
import type { TenantStores } from "../ports/stores/store.ts";
import { settledAnswer } from "./answer-message.ts";
import { chooseClarification } from "./clarify-choice.ts";
import { CONTROLS, FORMS, splitValue } from "./control-ids.ts";
import { ratedMessage, surveyRef } from "./csat-survey.ts";
import { explain } from "./explain.ts";
import { openTicket } from "./open-ticket.ts";
import { ephemeral, type Place, placeOfThread, plain, update } from "./place.ts";
import { onPrivacyControl } from "./privacy-controls.ts";
import { sayInThread } from "./say-in-thread.ts";
import { answerRef, dismissed } from "./speak.ts";
import { postCard, suggestionFor, updateCard } from "./ticket-card.ts";
import {
  claimTicket,
  type Move,
  reopenTicket,
  replyToCustomer,
  resolveTicket,
  snoozeTicket,
} from "./ticket-moves.ts";

interface Press {
  readonly stores: TenantStores;
  readonly context: EventContext;
  readonly event: ControlUsed;
  /** Where the pressed control stands. */
  readonly place: Place;
}

const STAFF_ONLY: ReadonlySet<string> = new Set([
  CONTROLS.claim,
  CONTROLS.reply,
  CONTROLS.assign,
  CONTROLS.snooze,
  CONTROLS.resolve,
  CONTROLS.reopen,
  CONTROLS.notARisk,
  CONTROLS.why,
  CONTROLS.sendSuggestion,
  CONTROLS.dismissSuggestion,
  CONTROLS.relay,
]);

/** A pressed button. What only staff may do is refused to others in words that only they see. */
export const onControl: DeskEvents["onControl"] = async (stores, context, event) => {
  const place: Place = {
    workspace: context.workspace,
    channelKey: context.channel.channelKey,
    threadKey: event.threadKey,
  };
  const press: Press = { stores, context, event, place };
  if (STAFF_ONLY.has(event.controlId) && !isStaff(context.actor.role))
    return tell(press, plain("Only the support team can do this."));
  if (!isId(event.value.split("|")[0] ?? "")) return;
  const work = HANDLERS[event.controlId];
  if (work) await work(press);
};

const HANDLERS: Readonly<Record<string, (press: Press) => Promise<void>>> = {
  [CONTROLS.answerSolved]: answerSolved,
  [CONTROLS.answerNotHelpful]: answerNotHelpful,
  [CONTROLS.answerHuman]: answerHuman,
  [CONTROLS.clarifyChoose]: (press) => chooseClarification(press.stores, press.context, press.event),
  [CONTROLS.claim]: (press) => moveTicket(press, claimTicket),
  [CONTROLS.resolve]: (press) => moveTicket(press, resolveTicket),
  [CONTROLS.reopen]: (press) => moveTicket(press, reopenTicket),
  [CONTROLS.snooze]: (press) =>
    moveTicket(press, (stores, move) =>
      snoozeTicket(stores, move, {
        workspaceId: press.context.workspace.id,
        event: {
          platform: press.event.platform,
          workspaceKey: press.event.workspaceKey,
          channel: press.event.channel,
          actor: press.event.actor,
          threadKey: null,
        },
      }),
    ),
  [CONTROLS.reply]: openReplyForm,
  [CONTROLS.notARisk]: notARisk,
  [CONTROLS.why]: why,
  [CONTROLS.sendSuggestion]: sendSuggestion,
  [CONTROLS.dismissSuggestion]: dismissSuggestion,
  [CONTROLS.relay]: relay,
  [CONTROLS.ticketForm]: openTicketForm,
  [CONTROLS.rate]: rate,
  [CONTROLS.rateComment]: openCommentForm,
  [CONTROLS.privacyExport]: ({ stores, context, event, place }) =>
    onPrivacyControl(stores, context, event, place),
  [CONTROLS.privacyErase]: ({ stores, context, event, place }) =>
    onPrivacyControl(stores, context, event, place),
  [CONTROLS.privacyEraseConfirmed]: ({ stores, context, event, place }) =>
    onPrivacyControl(stores, context, event, place),
};

async function tell({ stores, context, event, place }: Press, content: MessageContent): Promise<void> {
  await stores.outbox.add({
    workspaceId: context.workspace.id,
    causeKey: `e:${event.dedupeKey}:tell`,
    outbound: ephemeral(place, context.actor, event.interactionKey, content),
  });
}

async function openForm({ stores, context, event, place }: Press, form: Form): Promise<void> {
  if (event.interactionKey === null) return;
  const { workspace } = place;
  await stores.outbox.add({
    workspaceId: workspace.id,
    causeKey: `e:${event.dedupeKey}:form`,
    outbound: {
      platform: workspace.platform,
      workspaceKey: workspace.workspaceKey,
      channelKey: place.channelKey,
      threadKey: place.threadKey,
      kind: "open-form",
      personKey: context.actor.personKey,
      interactionKey: event.interactionKey,
      form,
    },
  });
}

/** The answer, when the one who asked it (or staff) pressed; else words to the presser. */
async function ownAnswer(press: Press) {
  const { stores, event, context } = press;
  const answer = await stores.answers.get(event.value);
  const asked = answer ? await stores.messages.get(answer.messageId) : null;
  if (!answer || !asked) return null;
  if (asked.authorId === context.actor.id || isStaff(context.actor.role)) return answer;
  await tell(press, plain("Only the person who asked can say whether this helped."));
  return null;
}

async function answerSolved(press: Press): Promise<void> {
  const { stores, context, event, place } = press;
  const answer = await ownAnswer(press);
  if (!answer || answer.feedback === "solved") return;
  await stores.answers.giveFeedback(answer.id, "solved", context.now);
  await stores.threads.change(answer.threadId, { status: "solved" });
  await stores.timers.cancel("unanswered-check", answer.threadId);
  await stores.figures.count({
    at: context.now,
    platform: context.workspace.platform,
    metric: "solved-by-bot",
  });
  const ticket = await stores.tickets.findUnfinished(answer.threadId);
  if (ticket)
    await resolveTicket(stores, {
      ticket,
      actor: context.actor,
      cause: `e:${event.dedupeKey}`,
      now: context.now,
    });
  await stores.outbox.add({
    workspaceId: context.workspace.id,
    causeKey: `e:${event.dedupeKey}:settled`,
    outbound: update(
      place,
      answerRef(answer.id),
      settledAnswer(answer.text, answer.citations, "✓ Marked as solved"),
    ),
  });
}

async function answerNotHelpful(press: Press): Promise<void> {
  const { stores, context } = press;
  const answer = await ownAnswer(press);
  if (!answer) return;
  if (answer.feedback === null) {
    await stores.answers.giveFeedback(answer.id, "not-helpful", context.now);
    const thread = await stores.threads.getForUpdate(answer.threadId);
    if (thread) await stores.threads.change(thread.id, { failedAnswerCount: thread.failedAnswerCount + 1 });
    await stores.figures.count({
      at: context.now,
      platform: context.workspace.platform,
      metric: "not-helpful",
    });
  }
  await tell(press, {
    summary: "That did not help. What now?",
    blocks: [
      {
        type: "paragraph",
        inlines: [
          {
            type: "text",
            text: "That did not help. Tell the team what is missing, or hand it over as it is.",
          },
        ],
      },
      {
        type: "controls",
        controls: [
          {
            type: "button",
            controlId: CONTROLS.ticketForm,
            label: "Open a ticket",
            value: answer.threadId,
            style: "primary",
          },
          { type: "button", controlId: CONTROLS.answerHuman, label: "Talk to a human", value: answer.id },
        ],
      },
    ],
  });
}

async function answerHuman(press: Press): Promise<void> {
  const { stores, context, event } = press;
  const answer = await ownAnswer(press);
  const thread = answer ? await stores.threads.get(answer.threadId) : null;
  const home = thread ? await placeOfThread(stores, thread) : null;
  if (!answer || !thread || !home) return;
  if (answer.feedback === null) await stores.answers.giveFeedback(answer.id, "human", context.now);
  const asked = await stores.messages.get(answer.messageId);
  const { ticket, isNew } = await openTicket(stores, {
    thread,
    customer: thread.customerId === null ? null : await stores.people.get(thread.customerId),
    subject: asked?.text ?? "",
    priority: "high",
    openedBy: "customer",
    reason: "a human was asked for",
    platform: home.workspace.platform,
    now: context.now,
  });
  if (isNew) await postCard(stores, ticket, context.now);
  await sayInThread(stores, {
    place: home,
    thread,
    causeKey: `human:${ticket.id}`,
    content: plain(`Passed to the team as ticket #${ticket.number}. A person will answer you here.`),
    now: context.now,
  });
  await stores.threads.change(thread.id, { botQuietAt: thread.botQuietAt ?? context.now });
  await tell(
    { ...press, event: { ...event, dedupeKey: `${event.dedupeKey}:human` } },
    plain(`Ticket #${ticket.number} is with the team.`),
  );
}

async function moveTicket(
  press: Press,
  move: (stores: TenantStores, move: Move) => Promise<string | null>,
): Promise<void> {
  const { stores, context, event } = press;
  const ticket = await stores.tickets.get(event.value);
  if (!ticket) return tell(press, plain("This ticket is not there any more."));
  const said = await move(stores, {
    ticket,
    actor: context.actor,
    cause: `e:${event.dedupeKey}`,
    now: context.now,
  });
  if (said !== null) await tell(press, plain(said));
}

async function openReplyForm(press: Press): Promise<void> {
  const ticket = await press.stores.tickets.get(press.event.value);
  if (!ticket) return tell(press, plain("This ticket is not there any more."));
  const draft = await suggestionFor(press.stores, ticket);
  await openForm(press, {
    formId: FORMS.reply,
    title: `Reply on #${ticket.number}`,
    submitLabel: "Send to the customer",
    value: ticket.id,
    fields: [{ type: "text", fieldId: "text", label: "Your reply", multiline: true, value: draft.text }],
  });
}

async function notARisk(press: Press): Promise<void> {
  const { stores, context, event } = press;
  const ticket = await stores.tickets.get(event.value);
  const flag = ticket ? await stores.riskFlags.findOpen(ticket.threadId) : null;
  if (!ticket || !flag) return tell(press, plain("There is no open flag on this thread."));
  await stores.riskFlags.giveVerdict(flag.id, {
    verdict: "false-alarm",
    verdictAt: context.now,
    verdictById: context.actor.id,
  });
  await stores.figures.count({
    at: context.now,
    platform: context.workspace.platform,
    metric: "flags-judged",
  });
  await stores.threads.change(ticket.threadId, { riskLevel: "low", riskScore: 0 });
  await stores.tickets.addEvent({
    ticketId: ticket.id,
    kind: "judged",
    actorId: context.actor.id,
    detail: `Not a risk, says ${context.actor.displayName}`,
    happenedAt: context.now,
  });
  await updateCard(stores, ticket.id, `e:${event.dedupeKey}`, context.now);
}

async function why(press: Press): Promise<void> {
  const { stores, event } = press;
  const ticket = await stores.tickets.get(event.value);
  const thread = ticket ? await stores.threads.get(ticket.threadId) : null;
  if (!thread) return tell(press, plain("This ticket is not there any more."));
  await tell(press, explain(thread, await stores.turns.listByThread(thread.id)));
}

async function sendSuggestion(press: Press): Promise<void> {
  const { stores, context, event, place } = press;
  const answer = await stores.answers.get(event.value);
  const thread = answer ? await stores.threads.get(answer.threadId) : null;
  const home = thread ? await placeOfThread(stores, thread) : null;
  if (!answer || !thread || !home) return;
  const content = settledAnswer(answer.text, answer.citations, `Sent by ${context.actor.displayName}`);
  const isFirst = await sayInThread(stores, {
    place: home,
    thread,
    causeKey: `suggestion:${answer.id}`,
    content: { ...content, accent: "neutral" },
    now: context.now,
  });
  if (!isFirst) return;
  await stores.threads.change(thread.id, {
    firstAgentReplyAt: thread.firstAgentReplyAt ?? context.now,
    botQuietAt: thread.botQuietAt ?? context.now,
  });
  await stores.outbox.add({
    workspaceId: context.workspace.id,
    causeKey: `e:${event.dedupeKey}:settled`,
    outbound: update(place, answerRef(answer.id), content),
  });
}

async function dismissSuggestion({ stores, context, event, place }: Press): Promise<void> {
  await stores.outbox.add({
    workspaceId: context.workspace.id,
    causeKey: `e:${event.dedupeKey}:dismissed`,
    outbound: update(place, answerRef(event.value), dismissed(context.actor.displayName)),
  });
}

async function relay(press: Press): Promise<void> {
  const { stores, context, event } = press;
  const parts = splitValue(event.value);
  const ticket = parts ? await stores.tickets.get(parts.id) : null;
  const message = parts ? await stores.messages.get(parts.part) : null;
  if (!ticket || !message || message.text === "")
    return tell(press, plain("There is nothing to send any more."));
  await replyToCustomer(
    stores,
    { ticket, actor: context.actor, cause: `relay:${message.id}`, now: context.now },
    message.text,
  );
  await tell(press, plain("Sent to the customer."));
}

async function openTicketForm(press: Press): Promise<void> {
  const { stores, event, context } = press;
  const thread = await stores.threads.get(event.value);
  const own = thread
    ? (await stores.messages.listByThread(thread.id, 50)).filter(
        (entry) => entry.message.authorId === context.actor.id,
      )
    : [];
  await openForm(press, {
    formId: FORMS.ticket,
    title: "Open a ticket",
    submitLabel: "Open the ticket",
    value: event.value,
    fields: [
      {
        type: "text",
        fieldId: "subject",
        label: "What is it about?",
        value: own[0]?.message.text.slice(0, 90) ?? "",
      },
      {
        type: "text",
        fieldId: "details",
        label: "What should the team know?",
        multiline: true,
        optional: true,
        value: "",
      },
    ],
  });
}

async function rate(press: Press): Promise<void> {
  const { stores, context, event, place } = press;
  const parts = splitValue(event.value);
  const rating = RATINGS.find((known) => String(known) === parts?.part);
  const survey = parts ? await stores.csat.getSurvey(parts.id) : null;
  if (!survey || rating === undefined) return;
  if (survey.customerId !== context.actor.id)
    return tell(press, plain("Only the customer who was helped can rate this."));
  const before = (await stores.csat.listByCustomer(survey.customerId)).find(
    (given) => given.surveyId === survey.id,
  );
  await stores.csat.respond({ surveyId: survey.id, rating, respondedAt: context.now });
  await countRating(press, rating, before ?? null);
  await noteRating(press, survey.ticketId, rating);
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
  ticketId: string | null,
  rating: Rating,
): Promise<void> {
  if (ticketId === null) return;
  await stores.tickets.addEvent({
    ticketId,
    kind: "rated",
    actorId: context.actor.id,
    detail: `Rated ${rating} of 5 by ${context.actor.displayName}`,
    happenedAt: context.now,
  });
  await updateCard(stores, ticketId, `e:${event.dedupeKey}`, context.now);
}

async function openCommentForm(press: Press): Promise<void> {
  const survey = await press.stores.csat.getSurvey(press.event.value);
  if (!survey || survey.customerId !== press.context.actor.id)
    return tell(press, plain("Only the customer who was helped can comment."));
  await openForm(press, {
    formId: FORMS.csatComment,
    title: "Your comment",
    submitLabel: "Send",
    value: survey.id,
    fields: [{ type: "text", fieldId: "comment", label: "What should we keep or change?", multiline: true }],
  });
}
