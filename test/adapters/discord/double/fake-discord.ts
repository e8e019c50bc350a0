import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createFakeGateway, type FakeGateway } from "./gateway.ts";
import { createRest, type RestCall, type Trouble } from "./rest.ts";
import {
  APPLICATION,
  BOT,
  BOT_MAY,
  createState,
  EVERYBODY_MAY,
  type FakeChannel,
  type FakeMessage,
  type FakeState,
  isThread,
  messageJson,
} from "./state.ts";

export interface Said {
  readonly personKey: string;
  readonly channelKey: string;
  readonly text: string;
  readonly replyTo?: string;
  readonly files?: readonly { name: string; size: number }[];
  readonly mentions?: readonly string[];
}

/** A Discord of our own: gateway and HTTP API in one server on loopback, with people who do things. */
export interface FakeDiscord {
  readonly apiUrl: string;
  readonly state: FakeState;
  readonly gateway: FakeGateway;
  readonly calls: RestCall[];
  /** `null`: no trouble any more. The path is a pattern. */
  trouble(method: string, path: RegExp, what: Trouble | null, times?: number): void;
  setBucketSize(size: number): void;
  say(said: Said): FakeMessage;
  edit(messageKey: string, text: string): void;
  remove(messageKey: string): void;
  react(messageKey: string, personKey: string, emoji: string, isRemoved: boolean): void;
  /** A forum's new post with its first message; gives the post's key. */
  openPost(forumKey: string, personKey: string, name: string, text: string): FakeMessage;
  /** The payload of an interaction that a person has begun; told by the gateway unless `quietly`. */
  interact(
    personKey: string,
    channelKey: string,
    more: { readonly type: number; readonly data: object; readonly message?: FakeMessage },
    quietly?: boolean,
  ): object & { readonly id: string };
  message(messageKey: string): FakeMessage;
  directOf(personKey: string): FakeChannel;
  addChannel(channel: Partial<FakeChannel> & { readonly id: string }): FakeChannel;
  answerFirst: ReturnType<typeof createRest>["answerFirst"];
  close(): Promise<void>;
}

export const GUILD = "810000000000000001";
export const CHANNEL = "820000000000000001";
export const FORUM = "820000000000000002";
export const AGENTS = "820000000000000003";
export const MANAGERS = "820000000000000004";
export const SOLVED_TAG = "830000000000000001";
export const AGENT_ROLE = "840000000000000001";
export const BOT_ROLE = "840000000000000002";
export const PEOPLE = {
  customer: "850000000000000001",
  other: "850000000000000002",
  staff: "850000000000000003",
  owner: "850000000000000004",
} as const;

export interface FakeDiscordOptions {
  /** Wall time by default. */
  readonly nowMs?: () => number;
  readonly isContentAllowed?: boolean;
  readonly heartbeatMs?: number;
  readonly shardCount?: number;
  readonly hearsToo?: () => boolean;
}

export async function startFakeDiscord(options: FakeDiscordOptions = {}): Promise<FakeDiscord> {
  const state = createState(options.nowMs ?? (() => Date.now()));
  const calls: RestCall[] = [];
  let troubles: { method: string; path: RegExp; what: Trouble; left: number }[] = [];
  let bucketSize = 10_000;
  const isContentAllowed = (): boolean => options.isContentAllowed ?? true;
  const server = createServer((request, response) => {
    rest.handle(request, response).catch((error: unknown) => {
      response.writeHead(599).end(String(error));
    });
  });
  const gateway = createFakeGateway({
    server,
    state,
    isContentAllowed,
    ...(options.heartbeatMs !== undefined && { heartbeatMs: options.heartbeatMs }),
    ...(options.shardCount !== undefined && { shardCount: options.shardCount }),
    ...(options.hearsToo !== undefined && { hearsToo: options.hearsToo }),
  });
  const rest = createRest({
    state,
    gateway,
    hasContent: isContentAllowed,
    calls,
    bucketSize: () => bucketSize,
    trouble(method, path) {
      const found = troubles.find((one) => one.left > 0 && one.method === method && one.path.test(path));
      if (!found) return null;
      found.left -= 1;
      return found.what;
    },
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  furnish(state);

  const message = (key: string): FakeMessage => {
    const found = state.messages.find(({ id }) => id === key);
    if (!found) throw new Error("no such message");
    return found;
  };
  const placeOf = (channelKey: string): FakeChannel => {
    const channel = state.channels.get(channelKey);
    if (!channel) throw new Error("no such channel");
    return channel;
  };
  const guildOf = ({ channel_id }: FakeMessage): string | undefined => placeOf(channel_id).guild_id;

  const put = (said: Said, id = state.nextKey()): FakeMessage => {
    const channel = placeOf(said.channelKey);
    const added: FakeMessage = {
      id,
      channel_id: said.channelKey,
      author: said.personKey,
      content: said.text,
      type: said.replyTo === undefined ? 0 : 19,
      timestamp: new Date(state.nowMs()).toISOString(),
      edited_timestamp: null,
      embeds: [],
      components: [],
      flags: 0,
      files: [...(said.files ?? [])],
      mentions: said.mentions ?? [...said.text.matchAll(/<@(\d+)>/g)].map(([, key = ""]) => key),
      notified: [],
      reactions: [],
      reference: said.replyTo ?? null,
      nonce: null,
      nonceAtMs: 0,
      isDeleted: false,
      only: null,
    };
    state.messages.push(added);
    channel.last_message_id = id;
    if (channel.thread_metadata) channel.thread_metadata.archived = false;
    return added;
  };
  const say = (said: Said): FakeMessage => {
    const added = put(said);
    gateway.tellMessage("MESSAGE_CREATE", added);
    return added;
  };

  return {
    apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`,
    state,
    gateway,
    calls,
    trouble(method, path, what, times = Number.POSITIVE_INFINITY) {
      troubles = troubles.filter((one) => one.method !== method || one.path.source !== path.source);
      if (what !== null) troubles.push({ method, path, what, left: times });
    },
    setBucketSize(size) {
      bucketSize = size;
    },
    say,
    edit(key, text) {
      const changed = message(key);
      changed.content = text;
      changed.edited_timestamp = new Date(state.nowMs()).toISOString();
      gateway.tellMessage("MESSAGE_UPDATE", changed);
    },
    remove(key) {
      const gone = message(key);
      gone.isDeleted = true;
      const { channel_id } = gone;
      const guild_id = guildOf(gone);
      gateway.tell("MESSAGE_DELETE", { id: key, channel_id, ...(guild_id && { guild_id }) }, guild_id);
    },
    react(key, personKey, emoji, isRemoved) {
      const on = message(key);
      on.reactions = on.reactions.filter((one) => one.emoji !== emoji || one.user !== personKey);
      const guild_id = guildOf(on);
      const member = state.guilds.get(guild_id ?? "")?.members.get(personKey);
      gateway.tell(
        isRemoved ? "MESSAGE_REACTION_REMOVE" : "MESSAGE_REACTION_ADD",
        {
          user_id: personKey,
          channel_id: on.channel_id,
          message_id: key,
          ...(guild_id && { guild_id }),
          emoji: { id: null, name: emoji },
          ...(!isRemoved &&
            member && { member: { ...member, user: { id: personKey, username: personKey } } }),
        },
        guild_id,
      );
    },
    openPost(forumKey, personKey, name, text) {
      const id = state.nextKey();
      const thread: FakeChannel = {
        id,
        type: 11,
        ...(placeOf(forumKey).guild_id && { guild_id: placeOf(forumKey).guild_id as string }),
        parent_id: forumKey,
        owner_id: personKey,
        name,
        last_message_id: id,
        permission_overwrites: [],
        applied_tags: [],
        thread_metadata: { archived: false, locked: false },
        people: new Set([personKey]),
      };
      state.channels.set(id, thread);
      const first = put({ personKey, channelKey: id, text }, id);
      const { people: _people, ...shown } = thread;
      gateway.tell("THREAD_CREATE", { ...shown, newly_created: true }, thread.guild_id);
      gateway.tellMessage("MESSAGE_CREATE", first);
      return first;
    },
    interact(personKey, channelKey, { type, data, message: on }, quietly = false) {
      const channel = placeOf(channelKey);
      const id = state.nextKey();
      const token = `tok-${id}`;
      state.interactions.set(id, {
        id,
        token,
        personKey,
        channelKey,
        isComponent: on !== undefined,
        atMs: state.nowMs(),
        beganMs: performance.now(),
        answered: null,
        answeredAfterMs: null,
        original: null,
        choices: [],
      });
      const member = state.guilds.get(channel.guild_id ?? "")?.members.get(personKey);
      const user = { id: personKey, username: state.users.get(personKey)?.username ?? personKey };
      const payload = {
        id,
        application_id: APPLICATION,
        type,
        token,
        version: 1,
        entitlements: [],
        authorizing_integration_owners: { "0": channel.guild_id ?? "0" },
        app_permissions: "0",
        attachment_size_limit: 10_485_760,
        locale: "en-GB",
        channel_id: channelKey,
        data,
        ...(channel.guild_id
          ? { guild_id: channel.guild_id, member: { ...member, user, permissions: "0" } }
          : { user }),
        ...(on && { message: messageJson(state, on) }),
      };
      if (!quietly) gateway.tell("INTERACTION_CREATE", payload, channel.guild_id);
      return payload;
    },
    message,
    directOf: rest.directOf,
    addChannel(channel) {
      const made: FakeChannel = {
        type: 0,
        guild_id: GUILD,
        name: "new",
        last_message_id: null,
        permission_overwrites: [],
        people: new Set(),
        ...channel,
      };
      state.channels.set(made.id, made);
      if (isThread(made)) gateway.tell("THREAD_CREATE", made, GUILD);
      else gateway.tell("CHANNEL_CREATE", made, GUILD);
      return made;
    },
    answerFirst: rest.answerFirst,
    async close() {
      gateway.close();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** A server with a channel, a forum, and two rooms of the team's. */
function furnish(state: FakeState): void {
  const user = (id: string, username: string, bot = false): void => {
    state.users.set(id, { id, username, ...(bot && { bot }) });
  };
  user(PEOPLE.customer, "maya");
  user(PEOPLE.other, "omar");
  user(PEOPLE.staff, "sue");
  user(PEOPLE.owner, "olga");
  user(BOT, "rapport", true);
  state.guilds.set(GUILD, {
    id: GUILD,
    name: "Parcelwise",
    owner_id: PEOPLE.owner,
    roles: [
      { id: GUILD, name: "@everyone", permissions: EVERYBODY_MAY.toString() },
      { id: AGENT_ROLE, name: "Support", permissions: "0" },
      { id: BOT_ROLE, name: "Rapport", permissions: BOT_MAY.toString(), tags: { bot_id: BOT } },
    ],
    members: new Map([
      [PEOPLE.customer, { nick: null, roles: [] }],
      [PEOPLE.other, { nick: null, roles: [] }],
      [PEOPLE.staff, { nick: null, roles: [AGENT_ROLE] }],
      [PEOPLE.owner, { nick: null, roles: [] }],
      [BOT, { nick: null, roles: [BOT_ROLE] }],
    ]),
  });
  const VIEW = (1n << 10n).toString();
  const hidden = [
    { id: GUILD, type: 0, allow: "0", deny: VIEW },
    { id: AGENT_ROLE, type: 0, allow: VIEW, deny: "0" },
    { id: BOT_ROLE, type: 0, allow: VIEW, deny: "0" },
  ];
  const channel = (id: string, name: string, more: Partial<FakeChannel> = {}): void => {
    state.channels.set(id, {
      id,
      type: 0,
      guild_id: GUILD,
      name,
      last_message_id: null,
      permission_overwrites: [],
      people: new Set(),
      ...more,
    });
  };
  channel(CHANNEL, "help");
  channel(FORUM, "questions", { type: 15, available_tags: [{ id: SOLVED_TAG, name: "Solved" }] });
  channel(AGENTS, "support-team", { permission_overwrites: hidden });
  channel(MANAGERS, "managers", {
    permission_overwrites: [hidden[0], hidden[2]].flatMap((one) => one ?? []),
  });
}
