import { cleanChatText } from "../../../src/domain/chat-text.ts";
import type {
  InboundEvent,
  MessageDeleted,
  MessageEdited,
  MessagePosted,
  ReactionChanged,
} from "../../../src/domain/inbound-event.ts";
import type { FileRef } from "../../../src/domain/message-content.ts";
import { isForumType } from "../places/shapes.ts";
import { fileKeyOf, permalinkOf } from "../thread-key.ts";
import { baseOf, shownName } from "./base.ts";
import type { Knowledge } from "./knowledge.ts";
import { type PlainText, plainTextOf } from "./plain-text.ts";
import {
  bulkDeletedShape,
  changedMessageShape,
  deletedShape,
  type MessageShape,
  messageShape,
  reactionShape,
} from "./shapes.ts";

/** Of the many kinds, the two that people write: words, and words in answer to others. */
const WRITTEN_TYPES = new Set([0, 19]);
const FORWARD = 1;

/** Pure: a message as the gateway or the HTTP API has it. `null` for what is no person's words. */
export function readMessage(raw: unknown, knowledge: Knowledge): MessagePosted | null {
  const parsed = messageShape.safeParse(raw);
  return parsed.success ? toPosted(parsed.data, knowledge) : null;
}

export const isPersons = ({ author, webhook_id, type }: MessageShape, botKey: string): boolean =>
  !author.bot && !author.system && author.id !== botKey && !webhook_id && WRITTEN_TYPES.has(type);

export function toPosted(message: MessageShape, knowledge: Knowledge): MessagePosted | null {
  if (!isPersons(message, knowledge.botKey)) return null;
  const guildKey = message.guild_id ?? null;
  const found = baseOf(
    {
      placeKey: message.channel_id,
      guildKey,
      actor: { key: message.author.id, name: shownName(message.author, message.member) },
      at: message.timestamp,
      dedupeKey: `m:${message.channel_id}:${message.id}`,
    },
    knowledge,
  );
  if (found === null) return null;
  const words = underTitle(wordsOf(message, knowledge), message, knowledge);
  const files = message.attachments.map((attachment) => toFile(message, attachment));
  // Without the right to read it, Discord takes out everything: there is nothing to keep.
  if (message.content === "" && files.length === 0 && words.text === "") return null;
  const { base, threadKey } = found;
  const isReply = message.message_reference?.type !== FORWARD && message.type === 19;
  return {
    kind: "message-posted",
    messageKey: message.id,
    threadKey,
    replyToKey: isReply ? (message.message_reference?.message_id ?? null) : null,
    files,
    permalink: permalinkOf(guildKey, message.channel_id, message.id),
    // Last: V8 takes microseconds to add properties behind a spread, and nothing the other way round.
    ...words,
    ...base,
  };
}

export function readEdit(raw: unknown, knowledge: Knowledge): MessageEdited | null {
  const parsed = changedMessageShape.safeParse(raw);
  if (!parsed.success || !isPersons(parsed.data, knowledge.botKey)) return null;
  const message = parsed.data;
  const found = baseOf(
    {
      placeKey: message.channel_id,
      guildKey: message.guild_id ?? null,
      actor: { key: message.author.id, name: shownName(message.author, message.member) },
      at: message.edited_timestamp,
      dedupeKey: `e:${message.channel_id}:${message.id}:${message.edited_timestamp}`,
    },
    knowledge,
  );
  const { text } = underTitle(wordsOf(message, knowledge), message, knowledge);
  return found && { ...found.base, kind: "message-edited", messageKey: message.id, text };
}

/** Discord does not say who deleted what. */
const NOBODY = { key: "nobody", name: "" } as const;

export function readDeleted(raw: unknown, knowledge: Knowledge, at: string): readonly MessageDeleted[] {
  const bulk = bulkDeletedShape.safeParse(raw);
  const single = deletedShape.safeParse(raw);
  const gone = bulk.success
    ? bulk.data.ids.map((id) => ({ ...bulk.data, id }))
    : single.success
      ? [single.data]
      : [];
  return gone.flatMap(({ id, channel_id: placeKey, guild_id: guildKey }) => {
    const told = {
      placeKey,
      guildKey: guildKey ?? null,
      actor: NOBODY,
      at,
      dedupeKey: `d:${placeKey}:${id}`,
    };
    const found = baseOf(told, knowledge);
    return found ? [{ ...found.base, kind: "message-deleted" as const, messageKey: id }] : [];
  });
}

export function readReaction(
  raw: unknown,
  knowledge: Knowledge,
  kind: ReactionChanged["kind"],
  at: string,
): ReactionChanged | null {
  const parsed = reactionShape.safeParse(raw);
  if (!parsed.success) return null;
  const { user_id: key, member, message_id: messageKey, channel_id: placeKey, emoji } = parsed.data;
  if (key === knowledge.botKey || member?.user?.bot) return null;
  const name = member?.user ? shownName(member.user, member) : (member?.nick ?? key);
  const found = baseOf(
    {
      placeKey,
      guildKey: parsed.data.guild_id ?? null,
      actor: { key, name },
      at,
      dedupeKey: `r:${knowledge.packetKey}:${messageKey}`,
    },
    knowledge,
  );
  return found && emoji.name ? { ...found.base, kind, messageKey, emoji: emoji.name.slice(0, 256) } : null;
}

const toFile = (
  { id: messageKey, channel_id: placeKey }: MessageShape,
  { id, filename, content_type, size }: MessageShape["attachments"][number],
): FileRef => ({
  fileId: fileKeyOf(placeKey, messageKey, id),
  name: filename.slice(0, 1_024),
  mediaType: (content_type ?? "application/octet-stream").split(";")[0]?.slice(0, 256) ?? "",
  sizeBytes: size,
});

/** Words that were passed on stand as a quote below: they are not the author's own. */
function wordsOf(
  message: Pick<MessageShape, "content" | "mentions" | "message_snapshots">,
  knowledge: Knowledge,
): PlainText {
  const own = plainOf(message.content, message.mentions, knowledge);
  const passed = (message.message_snapshots ?? []).map(({ message: { content, mentions } }) =>
    plainOf(content, mentions, knowledge).text.replace(/^/gm, "> "),
  );
  if (passed.length === 0) return own;
  return { ...own, text: [own.text, ...passed].filter((part) => part !== "").join("\n") };
}

/** What a forum's post is about stands in its title more often than in its first message, whose key is the post's own. */
function underTitle(
  words: PlainText,
  { id, channel_id: placeKey, content }: Pick<MessageShape, "id" | "channel_id" | "content">,
  knowledge: Knowledge,
): PlainText {
  const post = id === placeKey ? knowledge.place(placeKey) : null;
  const forum = post?.parentKey ? knowledge.place(post.parentKey) : null;
  if (post === null || forum === null || !isForumType(forum.type) || content === "") return words;
  const title = cleanChatText(post.name).trim();
  const isSaid = title === "" || words.text.toLowerCase().startsWith(title.toLowerCase());
  return isSaid ? words : { ...words, text: `${title}\n${words.text}`.trim() };
}

/** Pure. */
export function plainOf(
  content: string,
  mentions: MessageShape["mentions"],
  knowledge: Knowledge,
): PlainText {
  const { guild, botKey } = knowledge;
  return plainTextOf(content, {
    botKey,
    ownRoleKey: guild?.ownRoleKey ?? null,
    personName(key) {
      const found = mentions.find(({ id }) => id === key);
      return found ? shownName(found, found.member) : null;
    },
    roleName: (key) => guild?.roleName(key) ?? null,
    placeName: (key) => knowledge.place(key)?.name ?? null,
  });
}

export type MessageEvent = Extract<InboundEvent, { messageKey: string }>;
