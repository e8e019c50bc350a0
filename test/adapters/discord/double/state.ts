import type { Commands, MessageBody, ModalBody } from "./rules.ts";

export const APPLICATION = "900000000000000001";
/** Our own person; another number than the application's, as with old bots. */
export const BOT = "900000000000000002";
export const TOKEN = "OTAwMDAwMDAwMDAwMDAwMDAx.Gtest.not-a-real-token-of-anybody";
export const EVERYBODY_MAY =
  (1n << 6n) |
  (1n << 10n) |
  (1n << 11n) |
  (1n << 14n) |
  (1n << 15n) |
  (1n << 16n) |
  (1n << 35n) |
  (1n << 38n);
/** What the invitation asks for. */
export const BOT_MAY = EVERYBODY_MAY | (1n << 34n) | (1n << 36n);

export interface FakeChannel {
  readonly id: string;
  type: number;
  guild_id?: string;
  name: string;
  parent_id?: string;
  owner_id?: string;
  last_message_id: string | null;
  permission_overwrites: { id: string; type: number; allow: string; deny: string }[];
  available_tags?: { id: string; name: string }[];
  applied_tags?: string[];
  thread_metadata?: { archived: boolean; locked: boolean };
  /** Of a direct channel, or invited to a private thread. */
  people: Set<string>;
}

export interface FakeGuild {
  readonly id: string;
  readonly name: string;
  owner_id: string;
  roles: { id: string; name: string; permissions: string; tags?: { bot_id?: string } }[];
  /** Role keys by person. */
  members: Map<string, { nick: string | null; roles: string[] }>;
}

export interface FakeUser {
  readonly id: string;
  readonly username: string;
  readonly bot?: boolean;
}

export interface FakeMessage {
  readonly id: string;
  readonly channel_id: string;
  readonly author: string;
  content: string;
  type: number;
  timestamp: string;
  edited_timestamp: string | null;
  embeds: MessageBody["embeds"];
  components: MessageBody["components"];
  flags: number;
  files: { name: string; size: number }[];
  mentions: readonly string[];
  /** Whom its posting has notified. */
  notified: readonly string[];
  reactions: { emoji: string; user: string }[];
  reference: string | null;
  nonce: string | null;
  nonceAtMs: number;
  isDeleted: boolean;
  /** Seen by this person alone. */
  only: string | null;
}

export interface FakeInteraction {
  readonly id: string;
  readonly token: string;
  readonly personKey: string;
  readonly channelKey: string;
  readonly isComponent: boolean;
  /** By the double's clock. */
  readonly atMs: number;
  /** By the real one, for the deadline of 3 s. */
  readonly beganMs: number;
  /** Type of the first answer. */
  answered: number | null;
  answeredAfterMs: number | null;
  original: FakeMessage | null;
  choices: readonly { name: string; value: string }[];
}

/** All that a Discord of our own holds. */
export interface FakeState {
  readonly guilds: Map<string, FakeGuild>;
  readonly channels: Map<string, FakeChannel>;
  readonly users: Map<string, FakeUser>;
  readonly messages: FakeMessage[];
  readonly interactions: Map<string, FakeInteraction>;
  readonly modals: { personKey: string; channelKey: string; modal: ModalBody }[];
  commands: Commands;
  commandWrites: number;
  nextKey(): string;
  nowMs(): number;
}

export function createState(nowMs: () => number): FakeState {
  let last = 0n;
  return {
    guilds: new Map(),
    channels: new Map(),
    users: new Map(),
    messages: [],
    interactions: new Map(),
    modals: [],
    commands: [],
    commandWrites: 0,
    nowMs,
    nextKey() {
      const key = BigInt(Math.floor(nowMs()) - 1_420_070_400_000) << 22n;
      last = key > last ? key : last + 1n;
      return last.toString();
    },
  };
}

const THREADS = new Set([10, 11, 12]);
export const isThread = ({ type }: FakeChannel): boolean => THREADS.has(type);

/** Discord's own reckoning: the server's roles, then the channel's overwrites. */
export function mayIn(state: FakeState, channel: FakeChannel, personKey: string): bigint {
  if (channel.type === 1) return channel.people.has(personKey) ? EVERYBODY_MAY : 0n;
  const guild = state.guilds.get(channel.guild_id ?? "");
  const member = guild?.members.get(personKey);
  if (!guild || !member) return 0n;
  const all = (1n << 53n) - 1n;
  if (guild.owner_id === personKey) return all;
  const roleKeys = [guild.id, ...member.roles];
  let may = 0n;
  for (const role of guild.roles) if (roleKeys.includes(role.id)) may |= BigInt(role.permissions);
  if (may & (1n << 3n)) return all;
  const home = isThread(channel) ? (state.channels.get(channel.parent_id ?? "") ?? channel) : channel;
  const ordered = [
    home.permission_overwrites.filter(({ id }) => id === guild.id),
    home.permission_overwrites.filter(({ id }) => member.roles.includes(id)),
    home.permission_overwrites.filter(({ id }) => id === personKey),
  ];
  for (const group of ordered) {
    for (const { deny } of group) may &= ~BigInt(deny);
    for (const { allow } of group) may |= BigInt(allow);
  }
  return may;
}

/** Whether a person sees a channel; a private thread only those who were let in, and who may manage threads. */
export function sees(state: FakeState, channel: FakeChannel, personKey: string): boolean {
  const may = mayIn(state, channel, personKey);
  if (!(may & (1n << 10n))) return false;
  if (channel.type !== 12) return true;
  return channel.people.has(personKey) || Boolean(may & (1n << 34n));
}

/** Discord numbers the parts of a message. */
const numbered = (row: FakeMessage["components"][number], at: number): object => ({
  ...row,
  id: at * 10 + 1,
  components: row.components.map((part, place) => ({
    ...part,
    id: at * 10 + place + 2,
    ...(part.type === 3 && { min_values: 1, max_values: 1 }),
  })),
});

/** A message as the API and the gateway give it. */
export function messageJson(state: FakeState, message: FakeMessage, isWhole = true): Record<string, unknown> {
  const userJson = (key: string) => {
    const user = state.users.get(key);
    return {
      id: key,
      username: user?.username ?? key,
      global_name: null,
      discriminator: "0",
      avatar: null,
      public_flags: 0,
      flags: 0,
      primary_guild: null,
      ...(user?.bot && { bot: true }),
    };
  };
  const { id, channel_id, flags } = message;
  return {
    id,
    channel_id,
    author: userJson(message.author),
    type: message.type,
    timestamp: message.timestamp,
    edited_timestamp: message.edited_timestamp,
    content: isWhole ? message.content : "",
    embeds: isWhole ? message.embeds.map((embed) => ({ type: "rich", ...embed })) : [],
    components: isWhole ? message.components.map(numbered) : [],
    attachments: isWhole
      ? message.files.map(({ name, size }, at) => ({
          id: `${BigInt(id) + BigInt(at) + 1n}`,
          filename: name,
          size,
          url: `https://cdn.discordapp.com/attachments/${channel_id}/${id}/${name}`,
          proxy_url: `https://media.discordapp.net/attachments/${channel_id}/${id}/${name}`,
          content_type: name.endsWith(".png") ? "image/png" : "application/octet-stream",
        }))
      : [],
    mentions: isWhole ? message.mentions.map(userJson) : [],
    mention_roles: [],
    mention_everyone: false,
    pinned: false,
    tts: false,
    flags,
    ...(message.reference !== null && {
      message_reference: { type: 0, message_id: message.reference, channel_id },
    }),
  };
}

export function channelJson(channel: FakeChannel): Record<string, unknown> {
  const { people: _people, ...rest } = channel;
  if (isThread(channel))
    return {
      flags: 0,
      message_count: 0,
      member_count: 1,
      total_message_sent: 0,
      rate_limit_per_user: 0,
      ...rest,
      thread_metadata: {
        archived: channel.thread_metadata?.archived ?? false,
        locked: channel.thread_metadata?.locked ?? false,
        auto_archive_duration: 4_320,
        archive_timestamp: "2026-01-01T00:00:00.000000+00:00",
      },
    };
  if (channel.type === 1)
    return { id: channel.id, type: 1, flags: 0, last_message_id: rest.last_message_id, recipients: [] };
  return { flags: 0, position: 0, nsfw: false, ...rest };
}
