import { z } from "zod";
import { channelShape, snowflake } from "../places/shapes.ts";

export const userShape = z.object({
  id: snowflake,
  username: z.string().default(""),
  global_name: z.string().nullish(),
  bot: z.boolean().nullish(),
  system: z.boolean().nullish(),
});

export const memberShape = z.object({
  nick: z.string().nullish(),
  roles: z.array(snowflake).nullish(),
  user: userShape.nullish(),
});

const attachment = z.object({
  id: snowflake,
  filename: z.string().default("file"),
  size: z.number().nonnegative().default(0),
  content_type: z.string().nullish(),
});

const mention = userShape.extend({ member: memberShape.nullish() });

/** Words of a message that was passed on. */
const snapshot = z.object({
  message: z.object({
    content: z.string().default(""),
    mentions: z.array(mention).default([]),
  }),
});

export const messageShape = z.object({
  id: snowflake,
  channel_id: snowflake,
  guild_id: snowflake.nullish(),
  type: z.number().default(0),
  author: userShape,
  member: memberShape.nullish(),
  content: z.string().default(""),
  timestamp: z.string(),
  edited_timestamp: z.string().nullish(),
  webhook_id: snowflake.nullish(),
  mentions: z.array(mention).default([]),
  mention_roles: z.array(snowflake).default([]),
  attachments: z.array(attachment).default([]),
  message_reference: z
    .object({ type: z.number().nullish(), message_id: snowflake.nullish(), channel_id: snowflake.nullish() })
    .nullish(),
  message_snapshots: z.array(snapshot).nullish(),
});
export type MessageShape = z.infer<typeof messageShape>;

/** Discord tells of changes of its own (a preview came in) by partial messages without an author. */
export const changedMessageShape = messageShape.extend({ edited_timestamp: z.string() });

export const deletedShape = z.object({
  id: snowflake,
  channel_id: snowflake,
  guild_id: snowflake.nullish(),
});
export const bulkDeletedShape = z.object({
  ids: z.array(snowflake),
  channel_id: snowflake,
  guild_id: snowflake.nullish(),
});

export const reactionShape = z.object({
  user_id: snowflake,
  channel_id: snowflake,
  message_id: snowflake,
  guild_id: snowflake.nullish(),
  member: memberShape.nullish(),
  emoji: z.object({ id: snowflake.nullish(), name: z.string().nullish() }),
});

const optionBase = { name: z.string(), type: z.number(), focused: z.boolean().nullish() };
const optionValue = z.union([z.string(), z.number(), z.boolean()]).nullish();
const leafOption = z.object({ ...optionBase, value: optionValue });
export const optionShape = z.object({
  ...optionBase,
  value: optionValue,
  options: z.array(leafOption).nullish(),
});

const resolved = z
  .object({
    users: z.record(z.string(), userShape).nullish(),
    messages: z.record(z.string(), messageShape.partial({ timestamp: true, author: true })).nullish(),
  })
  .nullish();

const interactionBase = {
  id: snowflake,
  application_id: snowflake,
  token: z.string().min(1).max(1_000),
  guild_id: snowflake.nullish(),
  channel_id: snowflake.nullish(),
  channel: channelShape.partial({ type: true }).nullish(),
  member: memberShape.extend({ user: userShape }).nullish(),
  user: userShape.nullish(),
};

const commandData = z.object({
  name: z.string(),
  type: z.number().default(1),
  options: z.array(optionShape).nullish(),
  target_id: snowflake.nullish(),
  resolved,
});

const field = z.object({
  custom_id: z.string(),
  value: z.string().nullish(),
  values: z.array(z.string()).nullish(),
});
const modalPart = z.union([
  z.object({ components: z.array(field) }),
  z.object({ component: field }),
  z.object({}),
]);

const messagePlace = z.object({ id: snowflake, channel_id: snowflake }).nullish();

export const interactionShape = z.discriminatedUnion("type", [
  z.object({ ...interactionBase, type: z.literal(1) }),
  z.object({ ...interactionBase, type: z.literal(2), data: commandData }),
  z.object({
    ...interactionBase,
    type: z.literal(3),
    data: z.object({ custom_id: z.string(), values: z.array(z.string()).nullish() }),
    message: messagePlace,
  }),
  z.object({ ...interactionBase, type: z.literal(4), data: commandData }),
  z.object({
    ...interactionBase,
    type: z.literal(5),
    data: z.object({ custom_id: z.string(), components: z.array(modalPart) }),
    message: messagePlace,
  }),
]);
export type InteractionShape = z.infer<typeof interactionShape>;
export type InteractionOf<Type extends InteractionShape["type"]> = Extract<InteractionShape, { type: Type }>;
