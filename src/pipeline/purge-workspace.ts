import type { Workspace } from "../domain/channel.ts";
import type { TimerDue } from "../domain/inbound-event.ts";
import { addMs, SECOND } from "../domain/time.ts";
import type { TenantStores } from "../ports/stores/store.ts";

/** People erased in one transaction; a server of thousands is erased in as many steps. */
const PEOPLE_AT_ONCE = 20;

/** The workspace that removed us is erased a step at a time, unless it has let us in again or its time is not over. */
export async function purgeWorkspace(stores: TenantStores, event: TimerDue, now: Date): Promise<void> {
  const workspace = await stores.workspaces.get(event.subjectId);
  if (!workspace?.removedAt) return;
  const dueAt = addMs(workspace.removedAt, (await stores.tenant.get()).settings.purgeRemovedAfterMs);
  if (dueAt > now) return setPurge(stores, workspace, dueAt);
  const isDone = await stores.privacy.purgeWorkspace(workspace.id, PEOPLE_AT_ONCE);
  if (!isDone) return setPurge(stores, workspace, addMs(now, SECOND));
  await stores.audit.add({
    actor: "rapport",
    action: "workspace.purged",
    subject: workspace.id,
    detail: { platform: workspace.platform },
    happenedAt: now,
  });
}

/** A persisted wait: it survives a restart, and setting it again moves it. */
export async function setPurge(stores: TenantStores, workspace: Workspace, dueAt: Date): Promise<void> {
  const { id, platform, workspaceKey } = workspace;
  await stores.timers.set({
    workspaceId: id,
    name: "purge-workspace",
    subjectId: id,
    dueAt,
    event: {
      kind: "timer-due",
      timer: "purge-workspace",
      subjectId: id,
      threadKey: null,
      platform,
      workspaceKey,
      // Of no channel: nothing else waits for it, and it for nothing.
      channel: { channelKey: "purge", name: "", isDirect: false, isPrivate: true },
      actor: { personKey: "rapport", displayName: "Rapport", isBot: true },
      dedupeKey: `purge:${id}:${dueAt.toISOString()}`,
      occurredAt: dueAt.toISOString(),
    },
  });
}
