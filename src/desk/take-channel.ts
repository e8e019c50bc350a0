import type { ChannelMode, ChannelPurpose, Workspace } from "../domain/channel.ts";
import type { TenantStores } from "../ports/stores/store.ts";
import { configureChannel, type SetupHand } from "./change-setup.ts";
import { atTop } from "./place.ts";

export interface Wish {
  readonly channelKey: string;
  readonly purpose?: ChannelPurpose;
  readonly mode?: ChannelMode;
}

/** Sets up a channel that the platform has, whether or not anybody has written there; the bot goes in where it is not. */
export async function takeChannel(
  stores: TenantStores,
  hand: SetupHand,
  workspace: Workspace,
  { channelKey, ...change }: Wish,
): Promise<string | null> {
  const { open } = await stores.workspaces.survey(workspace.id);
  const entered = open.find((channel) => channel.channelKey === channelKey);
  const known = (await stores.channels.list()).find(
    (channel) => channel.workspaceId === workspace.id && channel.channelKey === channelKey,
  );
  if (!known && !entered) return "This channel is not there any more.";
  const channel =
    known ??
    (await stores.channels.ensure(
      workspace.id,
      { channelKey, name: entered?.name ?? "", isDirect: false, isPrivate: false },
      hand.now,
    ));
  const refusal = await configureChannel(stores, hand, channel, change);
  if (refusal !== null) return refusal;
  if (entered && change.purpose !== "other") {
    const {
      workspace: { platform, workspaceKey },
      threadKey,
    } = atTop(workspace, channel);
    await stores.outbox.add({
      workspaceId: workspace.id,
      causeKey: `enter:${channel.id}:${hand.now.getTime()}`,
      outbound: { kind: "enter-channel", platform, workspaceKey, channelKey, threadKey },
    });
  }
  return null;
}
