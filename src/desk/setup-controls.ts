import { CHANNEL_MODES, CHANNEL_PURPOSES, WORKSPACE_KINDS } from "../domain/channel.ts";
import { plain } from "./place.ts";
import { type Press, tell } from "./press.ts";
import { setupCard } from "./setup.ts";
import { guessCustomerChannels } from "./setup-guess.ts";

/** What an admin chose in the set-up card: written, kept in the audit log, and the card shown anew. */
export async function setWorkspaceKind(press: Press): Promise<void> {
  const { stores, id, part } = press;
  const kind = WORKSPACE_KINDS.find((known) => known === part);
  const workspace = await stores.workspaces.get(id);
  if (!kind || !workspace) return tell(press, plain("This menu leads nowhere any more."));
  await stores.workspaces.setKind(id, kind);
  await note(press, "workspace.kind", id, { from: workspace.kind, to: kind });
  await showAgain(press, workspace.id);
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
  for (const channel of guessCustomerChannels(channels)) {
    await stores.channels.configure(channel.id, { purpose: "customers" });
    await note(press, "channel.changed", channel.id, { purpose: "customers" });
  }
  await showAgain(press, id);
}

async function configure(
  press: Press,
  change: Parameters<Press["stores"]["channels"]["configure"]>[1],
): Promise<void> {
  const { stores, id } = press;
  const channel = await stores.channels.get(id);
  if (!channel || channel.purpose === "direct")
    return tell(press, plain("This channel is not there any more."));
  await stores.channels.configure(id, change);
  await note(press, "channel.changed", id, change);
  await showAgain(press, channel.workspaceId);
}

const note = (
  { stores, context }: Press,
  action: string,
  subject: string,
  detail: Readonly<Record<string, string | null>>,
): Promise<void> =>
  stores.audit.add({ actor: context.actor.id, action, subject, detail, happenedAt: context.now });

async function showAgain(press: Press, workspaceId: string): Promise<void> {
  const { stores, context } = press;
  const workspace = await stores.workspaces.get(workspaceId);
  if (workspace) await tell(press, await setupCard(stores, workspace, context.channel));
}
