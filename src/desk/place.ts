import type { Channel, Workspace } from "../domain/channel.ts";
import { type Inline, type MessageContent, text } from "../domain/message-content.ts";
import type { Outbound } from "../domain/outbound.ts";
import type { Person } from "../domain/person.ts";
import type { Thread } from "../domain/thread.ts";
import type { TenantStores } from "../ports/stores/store.ts";

/** A place to speak: the coordinates every outbound carries. */
export interface Place {
  readonly workspace: Workspace;
  readonly channelKey: string;
  readonly threadKey: string | null;
}

export const inThread = (workspace: Workspace, channel: Channel, thread: Thread): Place => ({
  workspace,
  channelKey: channel.channelKey,
  threadKey: thread.threadKey,
});

export const atTop = (workspace: Workspace, channel: Channel): Place => ({
  workspace,
  channelKey: channel.channelKey,
  threadKey: null,
});

/** Where a thread lives. `null` when its channel or workspace is gone. */
export async function placeOfThread(
  stores: TenantStores,
  thread: Thread,
): Promise<(Place & { readonly channel: Channel }) | null> {
  const channel = await stores.channels.get(thread.channelId);
  const workspace = channel ? await stores.workspaces.get(channel.workspaceId) : null;
  return channel && workspace ? { ...inThread(workspace, channel, thread), channel } : null;
}

/** The agents' channel of a workspace, else any of the tenant; `null` when none has been named. */
export async function agentsPlace(stores: TenantStores, workspaceId: string): Promise<Place | null> {
  const channels = await stores.channels.listByPurpose("agents");
  const channel = channels.find((candidate) => candidate.workspaceId === workspaceId) ?? channels[0];
  const workspace = channel ? await stores.workspaces.get(channel.workspaceId) : null;
  return channel && workspace ? atTop(workspace, channel) : null;
}

/** Who can work on what stands there: another workspace's agents cannot see it. */
export async function agentsAt(stores: TenantStores, { workspace }: Place) {
  const agents = await stores.people.listByRole("agent");
  return agents.filter(({ workspaceId }) => workspaceId === workspace.id);
}

const base = (place: Place) => ({
  platform: place.workspace.platform,
  workspaceKey: place.workspace.workspaceKey,
  channelKey: place.channelKey,
  threadKey: place.threadKey,
});

/** For whom it is written, or with whom it is to stand apart; for platforms that can show it so. */
export type PostMore = Pick<Extract<Outbound, { kind: "post" }>, "streamFor" | "privateFor">;

export const post = (
  place: Place,
  content: MessageContent,
  { streamFor, privateFor }: PostMore = {},
): Outbound => ({
  ...base(place),
  kind: "post",
  content,
  ...(streamFor !== undefined && { streamFor }),
  ...(privateFor !== undefined && { privateFor }),
});

export const update = (place: Place, targetRef: string, content: MessageContent): Outbound => ({
  ...base(place),
  kind: "update",
  targetRef,
  content,
});

export const ephemeral = (
  place: Place,
  person: Person,
  interactionKey: string | null,
  content: MessageContent,
): Outbound => ({
  ...base(place),
  kind: "ephemeral",
  personKey: person.personKey,
  interactionKey,
  content,
});

export const plain = (words: string, ...inlines: readonly Inline[]): MessageContent => ({
  summary: words,
  blocks: [{ type: "paragraph", inlines: inlines.length > 0 ? inlines : [text(words)] }],
});

export const mention = (person: Person, notify: boolean): Inline => ({
  type: "person",
  personKey: person.personKey,
  displayName: person.displayName,
  notify,
});
