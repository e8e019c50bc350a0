import { BOT, type FakePost, type FakeSlack, TEAM } from "../fake-slack.ts";
import {
  ADMIN,
  type ChannelName,
  PEOPLE,
  type PersonName,
  PRIVATE_CHANNELS,
  PUBLIC_CHANNELS,
  type SlackMessage,
  type SlackWorkspace,
} from "./workspace.ts";

const personKey = (name: PersonName): string => `U0${name.toUpperCase()}`;
const channelKey = (name: ChannelName): string => `C0${name.toUpperCase().replaceAll("-", "")}`;

/** The workspace in the Slack of our own. */
export function furnishFakeWorkspace(slack: FakeSlack): SlackWorkspace {
  for (const name of PEOPLE) {
    const id = personKey(name);
    slack.users.set(id, { id, name, team_id: TEAM, is_admin: name === ADMIN });
  }
  for (const name of PUBLIC_CHANNELS) slack.channels.set(channelKey(name), { id: channelKey(name), name });
  for (const [name, members] of Object.entries(PRIVATE_CHANNELS)) {
    const id = channelKey(name as ChannelName);
    slack.channels.set(id, { id, name, is_private: true, members: [BOT, ...members.map(personKey)] });
  }
  let count = 0;

  const messageOf = (post: FakePost): SlackMessage => ({
    ts: post.ts,
    threadTs: post.thread_ts ?? null,
    userKey: post.user,
    text: post.text,
    blocks: post.blocks,
    fileNames: slack.speaking.shared
      .filter(({ channel, threadTs }) => channel === post.channel && threadTs === post.ts)
      .map(({ fileId }) => slack.speaking.files.get(fileId)?.name ?? ""),
  });

  return {
    workspaceKey: TEAM,
    botKey: BOT,
    personKey,
    channelKey,
    write: async (by, channel, text, threadTs) =>
      slack.say({
        channel,
        user: personKey(by),
        text,
        ...(threadTs !== undefined && { thread_ts: threadTs }),
      }).ts,
    messages: async (channel, threadTs) =>
      slack.posts
        .filter((post) => post.channel === channel && !post.isDeleted && post.only === undefined)
        .filter(({ ts, thread_ts }) =>
          threadTs === undefined ? thread_ts === undefined : ts === threadTs || thread_ts === threadTs,
        )
        .map(messageOf),
    whispers: async (to) =>
      [
        ...slack.posts.filter(({ only }) => only === personKey(to)).map(messageOf),
        ...slack.speaking.responses
          .filter(({ sent_to }) => String(sent_to).startsWith(`${personKey(to)}-`))
          .map(({ ts, text, blocks }) => ({
            ts: String(ts),
            threadTs: null,
            userKey: BOT,
            text: String(text),
            blocks: (blocks ?? []) as readonly unknown[],
            fileNames: [],
          })),
      ].sort((a, b) => Number(a.ts) - Number(b.ts)),
    directChannel: async (of) => `D${personKey(of)}`,
    home: async (of) => slack.speaking.homes.get(personKey(of)) ?? null,
    modals: async (before) =>
      slack.speaking.views
        .filter((view) => view.personKey === personKey(before))
        .map(({ id, callbackId, metadata, blocks }) => ({ viewId: id, callbackId, metadata, blocks })),
    async trigger(by) {
      count += 1;
      const trigger = `trigger.${count}`;
      slack.speaking.triggers.set(trigger, personKey(by));
      return trigger;
    },
    responseUrl(by) {
      count += 1;
      return `${slack.apiUrl}response/${personKey(by)}-${count}`;
    },
    async picture(fileKey) {
      const file = slack.speaking.files.get(fileKey);
      if (!file?.isComplete) throw new Error("no such picture");
      return { name: file.name, byteLength: file.bytes };
    },
  };
}
