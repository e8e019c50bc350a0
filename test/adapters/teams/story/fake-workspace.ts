import { BOT, type FakePost, type FakeTeams, TEAM } from "../fake-teams.ts";
import { cardOf } from "../read-card.ts";
import { frameOf, personKey, shownOf, wordsWithMentions } from "./activities.ts";
import {
  type ChannelName,
  OWNER,
  PEOPLE,
  type PersonName,
  PRIVATE_CHANNELS,
  STANDARD_CHANNELS,
  type TeamsMessage,
  type TeamsWorkspace,
} from "./workspace.ts";

export interface FakeWorkspaceParts {
  /** Tells the desk as Bot Service does, and ends when the desk is done; gives what it was answered. */
  readonly tell: (activity: object) => Promise<unknown>;
  readonly now: () => Date;
  /** Our public address, and where it is in a test. */
  readonly ours: { readonly publicUrl: string; readonly url: string };
}

const channelKey = (name: ChannelName): string => `19:${name}@thread.tacv2`;

/** The organisation in the Teams of our own. */
export function furnishFakeWorkspace(
  teams: FakeTeams,
  { tell, now, ours }: FakeWorkspaceParts,
): TeamsWorkspace {
  for (const name of PEOPLE)
    teams.members.set(personKey(name), { id: personKey(name), name, aadObjectId: `entra-${name}` });
  teams.owners.add(`entra-${OWNER}`);
  teams.channels.push({ id: TEAM, type: "standard" });
  for (const name of STANDARD_CHANNELS) teams.channels.push({ id: channelKey(name), name, type: "standard" });
  for (const [name, members] of Object.entries(PRIVATE_CHANNELS)) {
    const id = channelKey(name as ChannelName);
    teams.channels.push({ id, name, type: "private" });
    teams.privateMembers.set(id, new Set(members.map(personKey)));
  }
  const { serviceUrl } = teams;

  const messageOf = (post: FakePost): TeamsMessage => ({
    messageKey: post.messageKey,
    channelKey: post.channelKey,
    threadKey: post.threadKey,
    isBot: post.user === BOT,
    text: post.activity.text ?? "",
    card: cardOf(post),
  });
  const seen = (isSeen: (post: FakePost) => boolean): readonly TeamsMessage[] =>
    teams.posts.filter((post) => isSeen(post) && !post.isDeleted).map(messageOf);

  const write = async (
    by: PersonName,
    key: string,
    typed: string,
    threadKey: string | null,
    isDirect: boolean,
  ) => {
    const { messageKey } = teams.say({ channelKey: key, threadKey, user: personKey(by), text: typed });
    const rootKey = isDirect ? null : (threadKey ?? messageKey);
    const frame = frameOf({ serviceUrl, by, channelKey: key, rootKey, at: now() });
    await tell({
      ...frame,
      type: "message",
      id: messageKey,
      textFormat: "plain",
      ...wordsWithMentions(typed),
    });
    return messageKey;
  };

  return {
    personKey,
    channelKey,
    write: (by, channel, text, threadKey) => write(by, channelKey(channel), text, threadKey ?? null, false),
    writeDirectly: (by, text) => write(by, teams.directOf(personKey(by)), text, null, true),
    async invoke({ by, message, name, value }) {
      const isDirect = message.channelKey.startsWith("a:");
      const rootKey = isDirect ? null : (message.threadKey ?? message.messageKey);
      const frame = frameOf({ serviceUrl, by, channelKey: message.channelKey, rootKey, at: now() });
      const activity = {
        ...frame,
        type: "invoke",
        id: `f:${teams.nextKey()}`,
        replyToId: message.messageKey,
        name,
        value,
      };
      return shownOf(await tell(activity));
    },
    messages: async (channel) => seen((post) => post.channelKey === channelKey(channel) && !post.onlyFor),
    aloneBefore: async (of) =>
      seen(
        ({ channelKey: place, onlyFor }) =>
          place === teams.directOf(personKey(of)) || onlyFor === personKey(of),
      ),
    async pictureBytes(url) {
      if (url.startsWith("data:")) return Buffer.from(url.split(",")[1] ?? "", "base64").byteLength;
      const response = await fetch(url.replace(ours.publicUrl, ours.url));
      if (!response.ok) throw new Error(`the picture was answered ${response.status}`);
      return (await response.arrayBuffer()).byteLength;
    },
  };
}
