import { z } from "zod";

/** Discord's objects, as far as we read them, in gateway payloads and HTTP answers alike. */
export const snowflake = z.string().regex(/^\d{1,21}$/);
const bits = z
  .string()
  .regex(/^\d{1,25}$/)
  .transform(BigInt);

export const CHANNEL_TYPES = {
  text: 0,
  direct: 1,
  voice: 2,
  groupDirect: 3,
  category: 4,
  news: 5,
  newsThread: 10,
  publicThread: 11,
  privateThread: 12,
  stage: 13,
  forum: 15,
  media: 16,
} as const;

export const isThreadType = (type: number): boolean =>
  type === CHANNEL_TYPES.newsThread ||
  type === CHANNEL_TYPES.publicThread ||
  type === CHANNEL_TYPES.privateThread;

export const isForumType = (type: number): boolean =>
  type === CHANNEL_TYPES.forum || type === CHANNEL_TYPES.media;

export const channelShape = z.object({
  id: snowflake,
  type: z.number(),
  guild_id: snowflake.nullish(),
  name: z.string().nullish(),
  parent_id: snowflake.nullish(),
  owner_id: snowflake.nullish(),
  last_message_id: snowflake.nullish(),
  permission_overwrites: z.array(z.object({ id: snowflake, allow: bits, deny: bits })).nullish(),
  available_tags: z.array(z.object({ id: snowflake, name: z.string() })).nullish(),
  applied_tags: z.array(snowflake).nullish(),
  thread_metadata: z.object({ archived: z.boolean(), locked: z.boolean().nullish() }).nullish(),
});
export type ChannelShape = z.infer<typeof channelShape>;

export const roleShape = z.object({
  id: snowflake,
  name: z.string(),
  permissions: bits,
  tags: z.object({ bot_id: snowflake.nullish() }).nullish(),
});

export const guildShape = z.object({
  id: snowflake,
  name: z.string().default(""),
  owner_id: snowflake,
  unavailable: z.boolean().nullish(),
  roles: z.array(roleShape).default([]),
  channels: z.array(channelShape).default([]),
  threads: z.array(channelShape).default([]),
  members: z
    .array(z.object({ user: z.object({ id: snowflake }).nullish(), roles: z.array(snowflake) }))
    .default([]),
});
export type GuildShape = z.infer<typeof guildShape>;
