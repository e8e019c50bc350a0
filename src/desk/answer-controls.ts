import { isStaff } from "../domain/role.ts";
import { settledAnswer } from "./answer-message.ts";
import { CONTROLS } from "./control-ids.ts";
import { markThread } from "./mark-thread.ts";
import { openTicket } from "./open-ticket.ts";
import { placeOfThread, plain, update } from "./place.ts";
import { type Press, tell } from "./press.ts";
import { sayInThread } from "./say-in-thread.ts";
import { answerRef } from "./speak.ts";
import { postCard } from "./ticket-card.ts";
import { resolveTicket } from "./ticket-moves.ts";
import { whenBack } from "./when-back.ts";

/** The answer, when the one who asked it (or staff) pressed; else words to the presser. */
async function ownAnswer(press: Press) {
  const { stores, id, context } = press;
  const answer = await stores.answers.get(id);
  const asked = answer ? await stores.messages.get(answer.messageId) : null;
  if (!answer || !asked) {
    await tell(press, plain("This answer is not there any more."));
    return null;
  }
  if (asked.authorId === context.actor.id || isStaff(context.actor.role)) return answer;
  await tell(press, plain("Only the person who asked can say whether this helped."));
  return null;
}

export async function answerSolved(press: Press): Promise<void> {
  const { stores, context, event, place } = press;
  const answer = await ownAnswer(press);
  if (!answer || answer.feedback === "solved") return;
  await stores.answers.giveFeedback(answer.id, "solved", context.now);
  await stores.threads.change(answer.threadId, { status: "solved" });
  await stores.timers.cancel("unanswered-check", answer.threadId);
  const { platform } = context.workspace;
  await stores.figures.count({ at: context.now, platform, metric: "solved-by-bot" });
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
  await markThread(stores, place, "solved", `e:${event.dedupeKey}`);
}

export async function answerNotHelpful(press: Press): Promise<void> {
  const { stores, context } = press;
  const answer = await ownAnswer(press);
  if (!answer) return;
  if (answer.feedback === null) {
    await stores.answers.giveFeedback(answer.id, "not-helpful", context.now);
    const thread = await stores.threads.getForUpdate(answer.threadId);
    if (thread) await stores.threads.change(thread.id, { failedAnswerCount: thread.failedAnswerCount + 1 });
    const { platform } = context.workspace;
    await stores.figures.count({ at: context.now, platform, metric: "not-helpful" });
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

export async function answerHuman(press: Press): Promise<void> {
  const { stores, context } = press;
  const answer = await ownAnswer(press);
  const thread = answer ? await stores.threads.getForUpdate(answer.threadId) : null;
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
    home,
    now: context.now,
  });
  if (isNew) await postCard(stores, ticket, context.now);
  const back = await whenBack(stores, context.now);
  await sayInThread(stores, {
    place: home,
    thread,
    causeKey: `human:${ticket.id}`,
    content: plain(`Passed to the team as ticket #${ticket.number}. A person will answer you here.${back}`),
    now: context.now,
  });
  await stores.threads.change(thread.id, {
    status: "open",
    botQuietAt: thread.botQuietAt ?? context.now,
  });
  await tell(press, plain(`Ticket #${ticket.number} is with the team.${back}`));
}
