import { z } from "zod";
import type { FileRef } from "../../../src/domain/message-content.ts";
import { instantOf, threadKeyOf } from "../thread-key.ts";
import type { FactBase, SlackFact } from "./facts.ts";

const word = z.string().min(1).max(512);
const fileSchema = z.object({
  id: word,
  name: z.string().nullish(),
  mimetype: z.string().nullish(),
  size: z.number().nonnegative().nullish(),
  mode: z.string().nullish(),
});
const attachmentSchema = z.object({
  is_share: z.boolean().nullish(),
  is_msg_unfurl: z.boolean().nullish(),
  text: z.string().nullish(),
});
const messageSchema = z.object({
  type: z.string().nullish(),
  subtype: z.string().nullish(),
  ts: word.nullish(),
  user: word.nullish(),
  bot_id: z.string().nullish(),
  text: z.string().nullish(),
  thread_ts: word.nullish(),
  team: z.string().nullish(),
  user_team: z.string().nullish(),
  source_team: z.string().nullish(),
  // Beside the message, and no reason to lose it.
  user_profile: z
    .object({
      display_name: z.string().nullish(),
      real_name: z.string().nullish(),
      team: z.string().nullish(),
    })
    .nullish()
    .catch(null),
  edited: z.object({ ts: word }).nullish(),
  files: z.array(fileSchema).nullish(),
  attachments: z.array(attachmentSchema).nullish(),
});
type Message = z.infer<typeof messageSchema>;

const messageEventSchema = messageSchema.extend({
  type: z.enum(["message", "app_mention"]),
  channel: word,
  channel_type: z.string().nullish(),
  event_ts: word.nullish(),
  message: messageSchema.nullish(),
  previous_message: messageSchema.nullish(),
  deleted_ts: word.nullish(),
});

const reactionEventSchema = z.object({
  type: z.enum(["reaction_added", "reaction_removed"]),
  user: word,
  reaction: z.string().min(1).max(255),
  item: z.object({ type: z.literal("message"), channel: word, ts: word }),
  event_ts: word,
});

const envelopeSchema = z.object({
  type: z.literal("event_callback"),
  team_id: z.string().nullish(),
  enterprise_id: z.string().nullish(),
  context_team_id: z.string().nullish(),
  authorizations: z
    .array(
      z.object({
        team_id: z.string().nullish(),
        enterprise_id: z.string().nullish(),
        user_id: z.string().nullish(),
        is_bot: z.boolean().nullish(),
        is_enterprise_install: z.boolean().nullish(),
      }),
    )
    .nullish(),
  event: z.union([messageEventSchema, reactionEventSchema]),
});
type Envelope = z.infer<typeof envelopeSchema>;
type MessageEvent = z.infer<typeof messageEventSchema>;

/** Subtypes that are somebody's words; all others are Slack's own notes. */
const SPOKEN = new Set<string | null | undefined>([
  undefined,
  null,
  "file_share",
  "thread_broadcast",
  "me_message",
]);

/** `null` for what is not a person's doing or not ours to read. Pure. */
export function readEvent(raw: unknown): SlackFact | null {
  const parsed = envelopeSchema.safeParse(raw);
  if (!parsed.success) return null;
  const envelope = parsed.data;
  const workspaceKey = workspaceKeyOf(envelope);
  if (workspaceKey === null) return null;
  const { event } = envelope;
  if ("item" in event) {
    const { channel, ts } = event.item;
    const sign = event.type === "reaction_added" ? "+" : "-";
    return {
      ...baseOf(workspaceKey, channel, event.user, event.event_ts),
      dedupeKey: `r:${sign}:${channel}:${ts}:${event.user}:${event.event_ts}:${event.reaction}`.slice(0, 200),
      type: "reacted",
      ts,
      emoji: event.reaction,
      isRemoved: sign === "-",
    };
  }
  return readMessage(event, workspaceKey, botKeyOf(envelope));
}

/** Whose installation Slack means: in a channel shared with others, `team_id` may be theirs. */
function workspaceKeyOf({ authorizations, team_id, context_team_id }: Envelope): string | null {
  const granted = authorizations?.[0];
  if (granted?.is_enterprise_install) return granted.enterprise_id ?? null;
  return granted?.team_id ?? context_team_id ?? team_id ?? null;
}

const botKeyOf = ({ authorizations }: Envelope): string | null => {
  const granted = authorizations?.[0];
  return granted?.is_bot ? (granted.user_id ?? null) : null;
};

function readMessage(event: MessageEvent, workspaceKey: string, botKey: string | null): SlackFact | null {
  switch (event.subtype) {
    case "message_changed":
      return readChange(event, workspaceKey, botKey);
    case "message_deleted":
      return readDeletion(event, event.previous_message, event.deleted_ts, workspaceKey);
    default:
      return readPost(event, workspaceKey, botKey);
  }
}

function readPost(event: MessageEvent, workspaceKey: string, botKey: string | null): SlackFact | null {
  if (!isByPerson(event, botKey) || !event.ts || instantOf(event.ts) === null) return null;
  const { channel, ts } = event;
  const text = event.text ?? "";
  const forwarded = forwardedIn(event);
  const files = filesOf(event);
  if (text.trim() === "" && forwarded.length === 0 && files.length === 0) return null;
  return {
    dedupeKey: `m:${channel}:${ts}`,
    type: "posted",
    ts,
    threadTs: threadKeyOf(ts, event.thread_ts ?? undefined),
    text,
    forwarded,
    files,
    isMention: event.type === "app_mention",
    botKey,
    // Late: V8 takes microseconds to add many properties behind a spread, and nothing the other way round.
    ...baseOf(workspaceKey, channel, event.user, ts),
    ...placeOf(event),
    ...authorOf(event),
    mrkdwn: [text, ...forwarded],
  };
}

/** Slack tells so of unfurled links and of counted replies too: only new words are an edit. */
function readChange(event: MessageEvent, workspaceKey: string, botKey: string | null): SlackFact | null {
  const { message, previous_message: before, channel } = event;
  if (message?.subtype === "tombstone") return readDeletion(event, before, message.ts, workspaceKey);
  if (!message?.ts || !isByPerson(message, botKey)) return null;
  const text = message.text ?? "";
  if (before ? (before.text ?? "") === text : !message.edited) return null;
  const at = message.edited?.ts ?? event.event_ts ?? message.ts;
  const forwarded = forwardedIn(message);
  return {
    ...baseOf(workspaceKey, channel, message.user, at),
    ...placeOf(event),
    ...authorOf(message),
    dedupeKey: `e:${channel}:${message.ts}:${at}`,
    mrkdwn: [text, ...forwarded],
    type: "edited",
    ts: message.ts,
    text,
    forwarded,
    botKey,
  };
}

/** Who deleted is not told; the author stands for it. */
function readDeletion(
  event: MessageEvent,
  before: Message | null | undefined,
  ts: string | null | undefined,
  workspaceKey: string,
): SlackFact | null {
  const author = before?.user;
  if (!ts || !author || !before || !isByPerson(before, null)) return null;
  return {
    ...baseOf(workspaceKey, event.channel, author, event.event_ts ?? ts),
    ...placeOf(event),
    ...authorOf(before),
    dedupeKey: `d:${event.channel}:${ts}`,
    type: "deleted",
    ts,
  };
}

const SLACKBOT = "USLACKBOT";

function isByPerson(message: Message, botKey: string | null): message is Message & { user: string } {
  const { user, bot_id: botId, subtype } = message;
  return Boolean(user) && !botId && user !== botKey && user !== SLACKBOT && SPOKEN.has(subtype);
}

const baseOf = (
  workspaceKey: string,
  channelKey: string,
  authorKey: string,
  at: string,
): Omit<FactBase, "dedupeKey"> => ({
  workspaceKey,
  channelKey,
  channelKind: channelKey.startsWith("D") ? "direct" : "unknown",
  channelName: null,
  authorKey,
  authorName: null,
  authorTeamKey: null,
  at,
  mrkdwn: [],
});

const KINDS: Readonly<Record<string, FactBase["channelKind"]>> = {
  im: "direct",
  mpim: "private",
  group: "private",
  channel: "public",
};

function placeOf({ channel_type: type, channel }: MessageEvent): Partial<Pick<FactBase, "channelKind">> {
  const kind = type ? KINDS[type] : undefined;
  if (kind !== undefined) return { channelKind: kind };
  return channel.startsWith("D") ? { channelKind: "direct" } : {};
}

/** In a shared channel the author's own team is `user_team`; `team` alone may be the channel's. */
const authorOf = (message: Message): Pick<FactBase, "authorName" | "authorTeamKey"> => ({
  authorName: message.user_profile?.display_name || message.user_profile?.real_name || null,
  authorTeamKey: message.user_team ?? message.source_team ?? message.user_profile?.team ?? null,
});

const forwardedIn = (message: Message): readonly string[] =>
  (message.attachments ?? []).flatMap(({ is_share: isShare, is_msg_unfurl: isQuoted, text }) =>
    (isShare || isQuoted) && text ? [text] : [],
  );

/** Slack hides old files of free workspaces, and leaves a stone where one was deleted. */
const GONE = new Set(["tombstone", "hidden_by_limit"]);

const filesOf = (message: Message): readonly FileRef[] =>
  (message.files ?? [])
    .filter(({ mode }) => !GONE.has(mode ?? ""))
    .map(({ id, name, mimetype, size }) => ({
      fileId: id,
      name: (name ?? "file").slice(0, 1_000),
      mediaType: (mimetype ?? "application/octet-stream").slice(0, 250),
      sizeBytes: size ?? 0,
    }));
