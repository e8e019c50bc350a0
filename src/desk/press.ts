import type { ControlUsed } from "../domain/inbound-event.ts";
import type { Form, MessageContent } from "../domain/message-content.ts";
import type { EventContext } from "../ports/desk.ts";
import type { TenantStores } from "../ports/stores/store.ts";
import { ephemeral, type Place } from "./place.ts";

/** A pressed control whose value has been read: `id` is one of our own ids, `part` what stood behind the separator. */
export interface Press {
  readonly stores: TenantStores;
  readonly context: EventContext;
  readonly event: ControlUsed;
  /** Where the pressed control stands. */
  readonly place: Place;
  readonly id: string;
  readonly part: string | null;
}

/** Words that only the presser sees; the same press says them once. `aboutId` names the customer whom they tell of. */
export async function tell(
  { stores, context, event, place }: Press,
  content: MessageContent,
  aboutId?: string | null,
): Promise<void> {
  const causeKey = `e:${event.dedupeKey}:tell`;
  await stores.outbox.add({
    workspaceId: context.workspace.id,
    causeKey,
    ...(typeof aboutId === "string" && { ref: aboutRef(aboutId, causeKey) }),
    outbound: ephemeral(place, context.actor, event.interactionKey, content),
  });
}

/** Names a post that tells of a customer, so that it can be found when the customer wants to be forgotten. */
export const aboutRef = (personId: string, causeKey: string): string => `about:${personId}:${causeKey}`;

export async function openForm({ stores, context, event, place }: Press, form: Form): Promise<void> {
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
