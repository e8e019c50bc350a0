import type { Foundations } from "../app.ts";
import type { Platform } from "../domain/channel.ts";
import { addMs } from "../domain/time.ts";
import { setPurge } from "../pipeline/purge-workspace.ts";
import { ownerOfWorkspace } from "../store/attach-workspace.ts";

type Known = Pick<Foundations, "database" | "store">;

/** A workspace let us go: what is stored of it is erased when the policy's time is over. Told again it changes nothing. */
export async function noteRemoved(
  { database, store }: Known,
  platform: Platform,
  workspaceKey: string,
  now: Date,
): Promise<void> {
  const owner = await ownerOfWorkspace(database, platform, workspaceKey);
  if (owner === null) return;
  await store.transaction(owner.tenantId, async (stores) => {
    const workspace = await stores.workspaces.get(owner.workspaceId);
    if (!workspace || workspace.removedAt) return;
    const { settings } = await stores.tenant.get();
    await stores.workspaces.setRemoved(workspace.id, now);
    await setPurge(stores, workspace, addMs(now, settings.purgeRemovedAfterMs));
    await stores.audit.add({
      actor: "platform",
      action: "workspace.removed",
      subject: workspace.id,
      detail: { platform },
      happenedAt: now,
    });
  });
}

/** It has us back: nothing is erased. */
export async function noteReturned(
  { database, store }: Known,
  platform: Platform,
  workspaceKey: string,
  now: Date,
): Promise<void> {
  const owner = await ownerOfWorkspace(database, platform, workspaceKey);
  if (owner === null) return;
  await store.transaction(owner.tenantId, async (stores) => {
    const workspace = await stores.workspaces.get(owner.workspaceId);
    if (!workspace?.removedAt) return;
    await stores.workspaces.setRemoved(workspace.id, null);
    await stores.timers.cancel("purge-workspace", workspace.id);
    await stores.audit.add({
      actor: "platform",
      action: "workspace.returned",
      subject: workspace.id,
      detail: { platform },
      happenedAt: now,
    });
  });
}
