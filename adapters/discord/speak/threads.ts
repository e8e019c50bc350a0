import type { DeliveryOutcome } from "../../../src/domain/outbound.ts";
import { type CallOutcome, CODES } from "../errors.ts";
import { DISCORD_LIMITS } from "../limits.ts";
import type { GuildBook, KnownPlace } from "../places/guild-book.ts";
import {
  CHANNEL_TYPES,
  type ChannelShape,
  channelShape,
  isForumType,
  isThreadType,
} from "../places/shapes.ts";
import { plainWords } from "../render/markup.ts";
import { isSnowflake } from "../thread-key.ts";
import { anyAnswer, type Line, stepOutcome } from "./line.ts";
import type { Address } from "./posting.ts";

export interface ThreadTools {
  readonly book: GuildBook;
  readonly isDirect: (channelKey: string) => boolean;
  /** First words of a message, for the name of its thread; `null` where they are not remembered. */
  readonly firstWords: (messageKey: string) => string | null;
}

/** Minutes without a word after which Discord folds a thread away; a word unfolds it. */
const FOLD_AFTER_MINUTES = 4_320;

/**
 * The place in which an answer below a message stands: its thread, made when there is none. A direct channel has no threads:
 * there the answer names the message.
 */
export async function addressInThread(
  line: Line,
  tools: ThreadTools,
  channelKey: string,
  threadKey: string,
  fallbackName: string,
): Promise<Address | { readonly refusal: DeliveryOutcome }> {
  const { book } = tools;
  if (!isSnowflake(threadKey)) return { refusal: NO_THREAD };
  if (tools.isDirect(channelKey)) return { placeKey: channelKey, replyToKey: threadKey };
  if (isThreadType(book.place(threadKey)?.type ?? -1)) return { placeKey: threadKey, replyToKey: null };
  const channel = book.place(channelKey);
  if (channel && isForumType(channel.type)) return lookUpThread(line, book, threadKey);
  const name = threadName(tools.firstWords(threadKey) ?? fallbackName);
  const made = await line.call({
    method: "post",
    path: `/channels/${channelKey}/messages/${threadKey}/threads`,
    body: { name, auto_archive_duration: FOLD_AFTER_MINUTES },
    placeKey: channelKey,
    answer: channelShape,
  });
  if (made.kind === "ok") {
    noteThread(book, made.body, channel);
    return { placeKey: threadKey, replyToKey: null };
  }
  if (made.kind !== "refused") return { refusal: stepOutcome(made) };
  if (made.code === CODES.threadThere) return { placeKey: threadKey, replyToKey: null };
  // Voice channels and their like have no threads.
  if (made.code === CODES.wrongChannelType) return { placeKey: channelKey, replyToKey: threadKey };
  if (made.code === CODES.unknownMessage) return lookUpThread(line, book, threadKey);
  return { refusal: stepOutcome(made) };
}

async function lookUpThread(
  line: Line,
  book: GuildBook,
  threadKey: string,
): Promise<Address | { readonly refusal: DeliveryOutcome }> {
  const found = await line.call({
    method: "get",
    path: `/channels/${threadKey}`,
    answer: channelShape,
    placeKey: threadKey,
  });
  if (found.kind !== "ok") return { refusal: stepOutcome(found) };
  if (!isThreadType(found.body.type)) return { refusal: NO_THREAD };
  noteThread(book, found.body, null);
  return { placeKey: threadKey, replyToKey: null };
}

function noteThread(book: GuildBook, shape: ChannelShape, channel: KnownPlace | null): void {
  const guildKey = shape.guild_id ?? channel?.guildKey;
  if (guildKey) book.notePlace(shape, guildKey);
}

export const threadName = (words: string): string => plainWords(words, DISCORD_LIMITS.threadName);

/** A thread that only the person and the team see. `null`: this channel can have none. */
export async function openPrivateThread(
  line: Line,
  book: GuildBook,
  channelKey: string,
  personKey: string,
  words: string,
): Promise<Address | null | { readonly refusal: DeliveryOutcome }> {
  const channel = book.place(channelKey);
  if (channel?.type !== CHANNEL_TYPES.text) return null;
  const name = threadName(words);
  const made: CallOutcome<ChannelShape> = await line.call({
    method: "post",
    path: `/channels/${channelKey}/threads`,
    body: {
      name,
      type: CHANNEL_TYPES.privateThread,
      invitable: false,
      auto_archive_duration: FOLD_AFTER_MINUTES,
    },
    placeKey: `${channelKey}/private`,
    answer: channelShape,
  });
  if (made.kind === "refused") return null;
  if (made.kind !== "ok") return { refusal: stepOutcome(made) };
  book.notePlace(made.body, channel.guildKey);
  await line.call({
    method: "put",
    path: `/channels/${made.body.id}/thread-members/${personKey}`,
    answer: anyAnswer,
  });
  return { placeKey: made.body.id, replyToKey: null };
}

const NO_THREAD: DeliveryOutcome = {
  kind: "refused",
  code: "discord.thread-unknown",
  cure: "The thread is none of Discord's. Post at the top of the channel.",
};
