import type { MessagePosted } from "../domain/inbound-event.ts";
import { settledAnswer } from "./answer-message.ts";
import { plain, update } from "./place.ts";
import { type Press, tell } from "./press.ts";
import { answerRef } from "./speak.ts";

/**
 * A chosen reading of the question. It passes through the same door as a message of the asker, so that
 * everything that holds for a message holds for it.
 */
export async function chooseClarification(press: Press): Promise<void> {
  const { stores, context, event, place, id, part } = press;
  const answer = await stores.answers.get(id);
  const asked = answer ? await stores.messages.get(answer.messageId) : null;
  if (!answer || !asked) return tell(press, plain("This question is not there any more."));
  if (asked.authorId !== context.actor.id) return tell(press, plain("Only the person who asked can choose."));
  const turns = await stores.turns.listByMessage(asked.id);
  const draft = turns.findLast((turn) => turn.draft?.kind === "clarify")?.draft;
  const choice = draft?.kind === "clarify" ? draft.choices[Number(part)] : undefined;
  const thread = await stores.threads.get(answer.threadId);
  if (!choice || !thread) return;
  const chosen: MessagePosted = {
    kind: "message-posted",
    platform: event.platform,
    workspaceKey: event.workspaceKey,
    channel: event.channel,
    actor: event.actor,
    dedupeKey: `choice:${answer.id}`,
    occurredAt: context.now.toISOString(),
    messageKey: `choice:${answer.id}`,
    threadKey: thread.threadKey,
    replyToKey: null,
    text: `${asked.text}\n${choice.label}`,
    mentionsBot: true,
    mentionedKeys: [],
    files: [],
    permalink: null,
  };
  await stores.timers.set({
    workspaceId: context.workspace.id,
    name: "consider-request",
    subjectId: `choice:${answer.id}`,
    dueAt: context.now,
    event: chosen,
  });
  await stores.outbox.add({
    workspaceId: context.workspace.id,
    causeKey: `choice:${answer.id}`,
    outbound: update(place, answerRef(answer.id), settledAnswer(answer.text, [], choice.label)),
  });
}
