import { CHANNEL_MODES, CHANNEL_PURPOSES, WORKSPACE_KINDS } from "../domain/channel.ts";
import { chooseKind, configureChannel, type SetupHand } from "./change-setup.ts";
import { plain } from "./place.ts";
import { type Press, tell } from "./press.ts";
import { setupCard } from "./setup.ts";
import { guessCustomerChannels, guessOpenChannels } from "./setup-guess.ts";
import { takeChannel } from "./take-channel.ts";

/** What an admin chose in the set-up card: written, kept in the audit log, and the card shown anew. */
export async function setWorkspaceKind(press: Press): Promise<void> {
  const kind = WORKSPACE_KINDS.find((known) => known === press.part);
  const workspace = await press.stores.workspaces.get(press.id);
  if (!kind || !workspace) return tell(press, plain("This menu leads nowhere any more."));
  await after(press, workspace.id, await chooseKind(press.stores, handOf(press), workspace, kind));
}

export async function setChannelPurpose(press: Press): Promise<void> {
  const purpose = CHANNEL_PURPOSES.find((known) => known === press.part && known !== "direct");
  if (!purpose) return tell(press, plain("This menu leads nowhere any more."));
  await configure(press, { purpose });
}

export async function setChannelMode(press: Press): Promise<void> {
  const mode = CHANNEL_MODES.find((known) => known === press.part);
  if (!mode) return tell(press, plain("This menu leads nowhere any more."));
  await configure(press, { mode });
}

/** Every channel whose purpose nobody has set and whose name tells it. */
export async function setGuessedChannels(press: Press): Promise<void> {
  const { stores, id } = press;
  const channels = (await stores.channels.list()).filter(({ workspaceId }) => workspaceId === id);
  for (const channel of guessCustomerChannels(channels))
    await configureChannel(stores, handOf(press), channel, { purpose: "customers" });
  const workspace = await stores.workspaces.get(id);
  if (!workspace) return tell(press, plain("This button leads nowhere any more."));
  const open = guessOpenChannels(await stores.workspaces.survey(id), channels);
  for (const { channelKey } of open)
    await takeChannel(stores, handOf(press), workspace, { channelKey, purpose: "customers" });
  await after(press, id, null);
}

async function configure(press: Press, change: Parameters<typeof configureChannel>[3]): Promise<void> {
  const { stores, id } = press;
  const channel = await stores.channels.get(id);
  if (!channel || channel.purpose === "direct")
    return tell(press, plain("This channel is not there any more."));
  await after(press, channel.workspaceId, await configureChannel(stores, handOf(press), channel, change));
}

export const handOf = ({ context }: Pick<Press, "context">): SetupHand => ({
  by: context.actor.id,
  now: context.now,
});

/** Why not, or the card as it is now. */
async function after(press: Press, workspaceId: string, refusal: string | null): Promise<void> {
  const { stores, context } = press;
  if (refusal !== null) return tell(press, plain(refusal));
  const workspace = await stores.workspaces.get(workspaceId);
  if (workspace) await tell(press, await setupCard(stores, workspace, context.channel));
}
