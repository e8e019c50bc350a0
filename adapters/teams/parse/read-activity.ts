import { shortHash, splitConversation, threadKeyOf, wordsInteractionKey } from "../thread-key.ts";
import { type Activity, kindOfConversation, organisationOf } from "./activity.ts";
import { typedCommand } from "./commands.ts";
import type { FactBase, TeamsFact } from "./facts.ts";
import { filesIn } from "./files.ts";
import { signOf } from "./reactions.ts";
import { plainTextOf, quotedKeyOf } from "./words.ts";

/** What somebody wrote, changed, took back or reacted with; `null` for what is not a person's doing. Pure. */
export function readSpoken(activity: Activity, commandNames: readonly string[]): TeamsFact | null {
  switch (activity.type) {
    case "message":
      return readMessage(activity, commandNames);
    case "messageUpdate":
      return readUpdate(activity);
    case "messageDelete":
      return readDeletion(activity);
    default:
      return null;
  }
}

/** Where and by whom; `null` where the activity names no organisation, or was the bot's own. */
export function baseOf(activity: Activity, dedupeKey: string): FactBase | null {
  const { from, recipient, conversation, channelData, serviceUrl } = activity;
  const organisationKey = organisationOf(activity);
  if (organisationKey === null || from.id === recipient.id || from.id.startsWith("28:")) return null;
  return {
    organisationKey,
    channelKey: splitConversation(conversation.id).channelKey,
    channelKind: kindOfConversation(activity),
    channelName: channelData?.channel?.name ?? conversation.name ?? null,
    teamKey: channelData?.team?.id ?? null,
    teamGroupKey: channelData?.team?.aadGroupId ?? null,
    teamName: channelData?.team?.name ?? null,
    authorKey: from.id,
    authorName: from.name ?? null,
    authorEntraKey: from.aadObjectId ?? null,
    botKey: recipient.id,
    serviceUrl,
    dedupeKey,
    at: instantOf(activity.timestamp),
  };
}

function instantOf(timestamp: string | null | undefined): string | null {
  const at = new Date(timestamp ?? Number.NaN);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}

/**
 * Teams sends a message again that was not answered within 15 s, sometimes under a new id: the same words of the same
 * person, written at the same millisecond of the writer's clock, are the same message.
 */
function sameMessage(activity: Activity): string {
  const { localTimestamp, timestamp, id, from, conversation, text, attachments } = activity;
  const written = localTimestamp ?? timestamp ?? id ?? "";
  const files = filesIn(attachments ?? []).map(({ name }) => name);
  return `m:${shortHash(splitConversation(conversation.id).channelKey, from.id, written, text ?? "", ...files)}`;
}

function readMessage(activity: Activity, commandNames: readonly string[]): TeamsFact | null {
  const base = baseOf(activity, sameMessage(activity));
  if (base === null || !activity.id) return null;
  const { rootKey } = splitConversation(activity.conversation.id);
  const attachments = activity.attachments ?? [];
  const { text, mentionsBot, mentionedKeys } = plainTextOf(activity);
  const threadKey = threadKeyOf(activity.id, rootKey);
  const isToBot = mentionsBot || base.channelKind === "direct";
  const typed = typedCommand(text, isToBot, commandNames);
  if (typed !== null) {
    const { command } = typed;
    const interactionKey = wordsInteractionKey(base.authorKey);
    return {
      ...base,
      type: "commanded",
      command,
      argument: argumentOf(activity, typed, commandNames),
      threadKey,
      interactionKey,
    };
  }
  const files = filesIn(attachments);
  if (text === "" && files.length === 0) return null;
  return {
    type: "posted",
    messageKey: activity.id,
    threadKey,
    replyToKey: base.channelKind === "channel" ? null : quotedKeyOf(attachments),
    text,
    mentionsBot,
    mentionedKeys,
    files,
    // Last: V8 takes microseconds to add properties behind a spread, and nothing the other way round.
    ...base,
  };
}

/** Who is meant must be sure, so a mentioned person stands there by key and not by a name that others bear. */
function argumentOf(
  activity: Activity,
  typed: { readonly command: string; readonly argument: string },
  names: readonly string[],
): string {
  if (/^(?:ask|ticket)\b/i.test(typed.argument)) return typed.argument;
  const { text } = plainTextOf(activity, (personKey) => `person:${personKey}`);
  return typedCommand(text, true, names)?.argument ?? typed.argument;
}

function readUpdate(activity: Activity): TeamsFact | null {
  const { id, conversation, text, timestamp } = activity;
  const { channelKey } = splitConversation(conversation.id);
  const key = `e:${shortHash(channelKey, id ?? "", timestamp ?? "", text ?? "")}`;
  const base = baseOf(activity, key);
  if (base === null || !id) return null;
  return { ...base, type: "edited", messageKey: id, text: plainTextOf(activity).text };
}

function readDeletion(activity: Activity): TeamsFact | null {
  const { id, conversation, timestamp } = activity;
  const key = `d:${shortHash(splitConversation(conversation.id).channelKey, id ?? "", timestamp ?? "")}`;
  const base = baseOf(activity, key);
  return base === null || !id ? null : { ...base, type: "deleted", messageKey: id };
}

/** One activity may tell of several. Pure. */
export function readReactions(activity: Activity): readonly TeamsFact[] {
  const { replyToId, timestamp, id, conversation, from } = activity;
  if (activity.type !== "messageReaction" || !replyToId) return [];
  const { channelKey } = splitConversation(conversation.id);
  const read =
    (isRemoved: boolean) =>
    ({ type }: { readonly type: string }): readonly TeamsFact[] => {
      const sign = isRemoved ? "-" : "+";
      const key = `r:${sign}${shortHash(channelKey, replyToId, from.id, type, timestamp ?? id ?? "")}`;
      const base = baseOf(activity, key);
      if (base === null) return [];
      return [{ ...base, type: "reacted", messageKey: replyToId, emoji: signOf(type), isRemoved }];
    };
  return [
    ...(activity.reactionsAdded ?? []).flatMap(read(false)),
    ...(activity.reactionsRemoved ?? []).flatMap(read(true)),
  ];
}
