import type { WorkspaceSurvey } from "../domain/workspace-survey.ts";
import type { TenantStores } from "../ports/stores/store.ts";

/** Channels the bot is in become channels of ours; the others and the groups are kept for whoever sets up. */
export async function keepSurvey(
  stores: TenantStores,
  workspaceId: string,
  { channels, groups }: WorkspaceSurvey,
  now: Date,
): Promise<void> {
  const known = new Map(
    (await stores.channels.list()).flatMap((channel) =>
      channel.workspaceId === workspaceId ? [[channel.channelKey, channel.name]] : [],
    ),
  );
  for (const { isMember, ...channel } of channels)
    if (isMember && known.get(channel.channelKey) !== channel.name)
      await stores.channels.ensure(workspaceId, { ...channel, isDirect: false }, now);
  const open = channels.flatMap(({ channelKey, name, isMember }) => (isMember ? [] : [{ channelKey, name }]));
  await stores.workspaces.keepSurvey(workspaceId, { open, groups }, now);
}
