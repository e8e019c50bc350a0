import type { ControlUsed, MessagePosted } from "../domain/inbound-event.ts";
import type { EventContext } from "../ports/desk.ts";
import type { TenantStores } from "../ports/stores/store.ts";
import { splitValue } from "./control-ids.ts";

/**
 * A chosen reading of the question. It passes through the same door as a message of the asker, so that
 * everything that holds for a message holds for it.
 */
export async function chooseClarification(
  stores: TenantStores,
  context: EventContext,
  event: ControlUsed,
): Promise<void> {
  const parts = splitValue(event.value);
  const answer = parts ? await stores.answers.get(parts.id) : null;
  const asked = answer ? await stores.messages.get(answer.messageId) : null;
  if (!parts || !answer || !asked || asked.authorId !== context.actor.id) return;
  const turns = await stores.turns.listByMessage(asked.id);
  const draft = turns.findLast((turn) => turn.draft?.kind === "clarify")?.draft;
  const choice = draft?.kind === "clarify" ? draft.choices[Number(parts.part)] : undefined;
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
}
