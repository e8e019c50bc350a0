import type { MessageContent } from "../domain/message-content.ts";
import type { TenantStores } from "../ports/stores/store.ts";
import { aboutRef } from "./press.ts";

/** A direct message to the agent who owns a ticket; nothing when nobody does. The same cause is said once. */
export async function tellOwner(
  stores: TenantStores,
  said: {
    readonly ownerId: string | null;
    /** The customer it tells of. */
    readonly aboutId: string | null;
    readonly causeKey: string;
    readonly content: MessageContent;
  },
): Promise<void> {
  const owner = said.ownerId === null ? null : await stores.people.get(said.ownerId);
  const workspace = owner ? await stores.workspaces.get(owner.workspaceId) : null;
  if (!owner || !workspace) return;
  await stores.outbox.add({
    workspaceId: workspace.id,
    causeKey: said.causeKey,
    ...(said.aboutId !== null && { ref: aboutRef(said.aboutId, said.causeKey) }),
    outbound: {
      platform: workspace.platform,
      workspaceKey: workspace.workspaceKey,
      channelKey: `@${owner.personKey}`,
      threadKey: null,
      kind: "direct",
      personKey: owner.personKey,
      content: said.content,
    },
  });
}
