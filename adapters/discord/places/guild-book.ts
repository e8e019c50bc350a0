import { z } from "zod";
import { may, type Overwrite, PERMISSIONS, type PermissionSource, permissionsIn } from "./permissions.ts";
import {
  CHANNEL_TYPES,
  type ChannelShape,
  channelShape,
  guildShape,
  isForumType,
  isThreadType,
  roleShape,
  snowflake,
} from "./shapes.ts";

export interface KnownPlace {
  readonly key: string;
  readonly type: number;
  readonly guildKey: string;
  readonly name: string;
  /** Of a thread: the channel it hangs in. */
  readonly parentKey: string | null;
  readonly overwrites: readonly Overwrite[];
  readonly tags: readonly { readonly key: string; readonly name: string }[];
  readonly appliedTags: readonly string[];
  readonly lastMessageKey: string | null;
  readonly isArchived: boolean;
}

export interface KnownGuild extends PermissionSource {
  readonly key: string;
  readonly name: string;
  /** Of our own person there. */
  readonly ownRoleKeys: readonly string[];
  /** The role that Discord made for us; a call to it is a call to us. */
  readonly ownRoleKey: string | null;
  roleName(roleKey: string): string | null;
}

/** Servers, channels and threads as the gateway told of them. */
export interface GuildBook {
  /** Takes what a packet says; whatever is no change of a place passes. */
  note(name: string, data: unknown): void;
  /** A place read over HTTP. */
  notePlace(place: ChannelShape, guildKey: string): KnownPlace;
  guild(guildKey: string): KnownGuild | null;
  guildKeys(): readonly string[];
  place(placeKey: string): KnownPlace | null;
  /** Channels and threads of a server that messages are written in and that we can read. */
  readable(guildKey: string): readonly KnownPlace[];
  /** Whether not everybody of the server can see the place. */
  isPrivate(place: KnownPlace): boolean;
  /** The place whose permissions hold: a thread's are its channel's. */
  home(place: KnownPlace): KnownPlace;
}

interface Guild {
  key: string;
  name: string;
  ownerKey: string;
  ownRoleKeys: readonly string[];
  roles: Map<string, { readonly name: string; readonly permissions: bigint; readonly isOurs: boolean }>;
}

const inGuild = z.object({ guild_id: snowflake });
const roleChange = inGuild.extend({ role: roleShape });
const roleGone = inGuild.extend({ role_id: snowflake });
const memberChange = inGuild.extend({ user: z.object({ id: snowflake }), roles: z.array(snowflake) });
const guildChange = guildShape.pick({ id: true, name: true, owner_id: true });
const threadSync = inGuild.extend({ threads: z.array(channelShape) });
const gone = z.object({ id: snowflake });

/** `botKey`: our own person. */
export function createGuildBook(botKey: () => string): GuildBook {
  const guilds = new Map<string, Guild>();
  const places = new Map<string, KnownPlace>();

  const notePlace = (shape: ChannelShape, guildKey: string): KnownPlace => {
    const before = places.get(shape.id);
    const place: KnownPlace = {
      key: shape.id,
      type: shape.type,
      guildKey,
      name: shape.name ?? before?.name ?? "",
      parentKey: isThreadType(shape.type) ? (shape.parent_id ?? before?.parentKey ?? null) : null,
      overwrites: (shape.permission_overwrites ?? []).map(({ id, allow, deny }) => ({
        key: id,
        allow,
        deny,
      })),
      tags: (shape.available_tags ?? []).map(({ id, name }) => ({ key: id, name })),
      appliedTags: shape.applied_tags ?? before?.appliedTags ?? [],
      lastMessageKey: shape.last_message_id ?? before?.lastMessageKey ?? null,
      isArchived: shape.thread_metadata?.archived ?? false,
    };
    places.set(place.key, place);
    return place;
  };

  const noteGuild = (data: unknown): void => {
    const { success, data: shape } = guildShape.safeParse(data);
    if (!success || shape.unavailable) return;
    const own = shape.members.find(({ user }) => user?.id === botKey());
    guilds.set(shape.id, {
      key: shape.id,
      name: shape.name,
      ownerKey: shape.owner_id,
      ownRoleKeys: own?.roles ?? guilds.get(shape.id)?.ownRoleKeys ?? [],
      roles: new Map(shape.roles.map((role) => [role.id, roleOf(role)])),
    });
    for (const [key, place] of places) if (place.guildKey === shape.id) places.delete(key);
    for (const channel of [...shape.channels, ...shape.threads]) notePlace(channel, shape.id);
  };

  const roleOf = ({ name, permissions, tags }: z.infer<typeof roleShape>) => ({
    name,
    permissions,
    isOurs: tags?.bot_id === botKey(),
  });

  const forgetGuild = (data: unknown): void => {
    const parsed = gone.safeParse(data);
    if (!parsed.success) return;
    guilds.delete(parsed.data.id);
    for (const [key, place] of places) if (place.guildKey === parsed.data.id) places.delete(key);
  };

  const CHANGES: Readonly<Record<string, (data: unknown) => void>> = {
    GUILD_CREATE: noteGuild,
    GUILD_DELETE: forgetGuild,
    GUILD_UPDATE(data) {
      const parsed = guildChange.safeParse(data);
      const guild = parsed.success ? guilds.get(parsed.data.id) : undefined;
      if (!parsed.success || !guild) return;
      guild.name = parsed.data.name;
      guild.ownerKey = parsed.data.owner_id;
    },
    GUILD_ROLE_CREATE: (data) => noteRole(data),
    GUILD_ROLE_UPDATE: (data) => noteRole(data),
    GUILD_ROLE_DELETE(data) {
      const parsed = roleGone.safeParse(data);
      if (parsed.success) guilds.get(parsed.data.guild_id)?.roles.delete(parsed.data.role_id);
    },
    GUILD_MEMBER_UPDATE(data) {
      const parsed = memberChange.safeParse(data);
      if (!parsed.success || parsed.data.user.id !== botKey()) return;
      const guild = guilds.get(parsed.data.guild_id);
      if (guild) guild.ownRoleKeys = parsed.data.roles;
    },
    CHANNEL_CREATE: (data) => noteChannel(data),
    CHANNEL_UPDATE: (data) => noteChannel(data),
    CHANNEL_DELETE: (data) => forgetPlace(data),
    THREAD_CREATE: (data) => noteChannel(data),
    THREAD_UPDATE: (data) => noteChannel(data),
    THREAD_DELETE: (data) => forgetPlace(data),
    THREAD_LIST_SYNC(data) {
      const parsed = threadSync.safeParse(data);
      if (parsed.success) for (const thread of parsed.data.threads) notePlace(thread, parsed.data.guild_id);
    },
  };
  const noteRole = (data: unknown): void => {
    const parsed = roleChange.safeParse(data);
    if (!parsed.success) return;
    guilds.get(parsed.data.guild_id)?.roles.set(parsed.data.role.id, roleOf(parsed.data.role));
  };
  const noteChannel = (data: unknown): void => {
    const parsed = channelShape.safeParse(data);
    if (parsed.success && parsed.data.guild_id) notePlace(parsed.data, parsed.data.guild_id);
  };
  const forgetPlace = (data: unknown): void => {
    const parsed = gone.safeParse(data);
    if (parsed.success) places.delete(parsed.data.id);
  };

  const known = (guild: Guild): KnownGuild => ({
    key: guild.key,
    guildKey: guild.key,
    name: guild.name,
    ownerKey: guild.ownerKey,
    ownRoleKeys: guild.ownRoleKeys,
    ownRoleKey: [...guild.roles].find(([, { isOurs }]) => isOurs)?.[0] ?? null,
    rolePermissions: (roleKey) => guild.roles.get(roleKey)?.permissions ?? 0n,
    roleName: (roleKey) => guild.roles.get(roleKey)?.name ?? null,
  });
  const home = (place: KnownPlace): KnownPlace =>
    (place.parentKey === null ? null : places.get(place.parentKey)) ?? place;

  return {
    note: (name, data) => CHANGES[name]?.(data),
    notePlace,
    guild(guildKey) {
      const guild = guilds.get(guildKey);
      return guild ? known(guild) : null;
    },
    guildKeys: () => [...guilds.keys()],
    place: (placeKey) => places.get(placeKey) ?? null,
    readable(guildKey) {
      const found = guilds.get(guildKey);
      if (!found) return [];
      const guild = known(found);
      const needed = [PERMISSIONS.viewChannel, PERMISSIONS.readMessageHistory];
      return [...places.values()].filter(
        (place) =>
          place.guildKey === guildKey &&
          place.type !== CHANNEL_TYPES.category &&
          !isForumType(place.type) &&
          may(permissionsIn(guild, home(place).overwrites, botKey(), guild.ownRoleKeys), ...needed),
      );
    },
    isPrivate(place) {
      const guild = guilds.get(place.guildKey);
      if (!guild || place.type === CHANNEL_TYPES.privateThread) return true;
      const everybody = permissionsIn(known(guild), home(place).overwrites, "", []);
      return !may(everybody, PERMISSIONS.viewChannel);
    },
    home,
  };
}
