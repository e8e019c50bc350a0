import type { MessageContent } from "../domain/message-content.ts";
import { settledAnswer } from "./answer-message.ts";
import { noteHumanAnswer } from "./note-human-answer.ts";
import { placeOfThread, plain, update } from "./place.ts";
import { type Press, tell } from "./press.ts";
import { sayInThread } from "./say-in-thread.ts";
import { answerRef, dismissed } from "./speak.ts";

/** A draft that only agents have seen goes to the customer, once, by an agent's press. */
export async function sendSuggestion(press: Press): Promise<void> {
  const { stores, context, event } = press;
  const found = await openSuggestion(press);
  if (!found) return;
  const { answer, thread, home } = found;
  const content = settledAnswer(answer.text, answer.citations, `Sent by ${context.actor.displayName}`);
  if (!(await settle(press, content))) return;
  await sayInThread(stores, {
    place: home,
    thread,
    causeKey: `suggestion:${answer.id}`,
    content: { ...content, accent: "neutral" },
    now: context.now,
  });
  await noteHumanAnswer(stores, {
    thread,
    platform: home.workspace.platform,
    actor: context.actor,
    answeredAt: context.now,
    cause: `e:${event.dedupeKey}`,
    now: context.now,
  });
}

export async function dismissSuggestion(press: Press): Promise<void> {
  if (await openSuggestion(press)) await settle(press, dismissed(press.context.actor.displayName));
}

async function openSuggestion(press: Press) {
  const { stores, id } = press;
  const answer = await stores.answers.get(id);
  const thread = answer?.kind === "suggest" ? await stores.threads.getForUpdate(answer.threadId) : null;
  const home = thread ? await placeOfThread(stores, thread) : null;
  if (answer && thread && home) return { answer, thread, home };
  await tell(press, plain("This suggestion is not there any more."));
  return null;
}

/** Sent or dismissed, whichever came first; `false` (and words to the presser) for whoever came second. */
async function settle(press: Press, content: MessageContent): Promise<boolean> {
  const { stores, context, place, id } = press;
  const settled = await stores.outbox.add({
    workspaceId: context.workspace.id,
    causeKey: `suggestion:${id}:settled`,
    outbound: update(place, answerRef(id), content),
  });
  if (settled !== null) return true;
  await tell(press, plain("This suggestion was sent or dismissed already."));
  return false;
}
