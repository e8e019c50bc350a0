import type { Channel, Workspace } from "../domain/channel.ts";
import type { TenantStores } from "../ports/stores/store.ts";

export interface ManagersChannel {
  readonly channel: Channel;
  readonly workspace: Workspace;
}

/**
 * Where a digest goes: the managers' channel of each workspace. The browser chat has one from the start, which is nobody's
 * until the company has no other. Whoever asks in a workspace that has one gets it there alone.
 */
export async function managersChannels(
  stores: TenantStores,
  askedInWorkspaceId: string | null = null,
): Promise<readonly ManagersChannel[]> {
  const first = new Map<string, Channel>();
  for (const channel of await stores.channels.listByPurpose("managers"))
    if (!first.has(channel.workspaceId)) first.set(channel.workspaceId, channel);
  const found: ManagersChannel[] = [];
  for (const [workspaceId, channel] of first) {
    const workspace = await stores.workspaces.get(workspaceId);
    if (workspace) found.push({ channel, workspace });
  }
  const asked = found.filter(({ workspace }) => workspace.id === askedInWorkspaceId);
  if (asked.length > 0) return asked;
  const outside = found.filter(({ workspace }) => workspace.platform !== "web");
  return outside.length > 0 ? outside : found;
}
