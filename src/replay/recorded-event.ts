import { createHash } from "node:crypto";
import type { ChannelRef, MessagePosted } from "../domain/inbound-event.ts";
import { isStaff, type Role } from "../domain/role.ts";
import type { NewPostRecord, RoomMember } from "../ports/stores/web-room-store.ts";
import type { RecordedMessage } from "./recorded-message.ts";

const KEY_LENGTH = 60;
const DIALOGUES: ChannelRef = {
  channelKey: "dialogues",
  name: "dialogues",
  isDirect: false,
  isPrivate: false,
};

/** A recorded message as the platform of the replay has it: the event for the desk and the post for the room. */
export interface PlayedMessage {
  readonly line: number;
  readonly at: Date;
  readonly event: MessagePosted;
  readonly post: NewPostRecord;
}

export interface Cast {
  readonly played: readonly PlayedMessage[];
  readonly channels: readonly ChannelRef[];
  readonly members: readonly RoomMember[];
  /** Somebody's role is not known: nobody in these channels may be taken for a customer by the channel alone. */
  readonly hasUnknownRoles: boolean;
}

/**
 * Pure: the same file gives the same keys, so that replaying it twice into one folder brings nothing new. A repeated id is
 * the same message told again.
 */
export function castRecording(
  messages: readonly RecordedMessage[],
  options: {
    readonly workspaceKey: string;
    readonly fileName: string;
    readonly roles: ReadonlyMap<Role, Role>;
  },
): Cast {
  const roleOf = (message: RecordedMessage): Role => options.roles.get(message.role) ?? message.role;
  const authors = new Set(messages.map(({ author }) => author));
  const firstOf = new Map<string, RecordedMessage>();
  const rootOf = new Map<string, string>();
  const channels = new Map<string, ChannelRef>();
  const members = new Map<string, RoomMember>();
  const fileKey = createHash("sha256").update(options.fileName).digest("hex").slice(0, 6);
  const played = messages.map((message): PlayedMessage => {
    const first = firstOf.get(message.id) ?? message;
    firstOf.set(message.id, first);
    const postKey = postKeyOf(first, fileKey);
    const channel = channelOf(message);
    channels.set(channel.channelKey, channel);
    const role = roleOf(message);
    const personKey = keyOf(message.author);
    members.set(personKey, {
      personKey,
      displayName: message.author.slice(0, KEY_LENGTH),
      role: role === "unknown" ? "customer" : role,
    });
    const threadKey = message.thread === undefined ? null : (rootOf.get(message.thread) ?? null);
    if (message.thread !== undefined && threadKey === null) rootOf.set(message.thread, postKey);
    const { text, mentionsBot } = takeOutBot(message.text);
    return {
      line: message.line,
      at: message.at,
      event: {
        kind: "message-posted",
        platform: "web",
        workspaceKey: options.workspaceKey,
        channel,
        actor: {
          personKey,
          displayName: message.author.slice(0, KEY_LENGTH),
          isBot: false,
          ...(role !== "unknown" && { standing: { role } }),
        },
        // As the room names a post it tells of: a room that tells again brings nothing new.
        dedupeKey: `web:post:${postKey}`,
        occurredAt: message.at.toISOString(),
        messageKey: postKey,
        threadKey,
        replyToKey: null,
        text,
        mentionsBot,
        mentionedKeys: mentionsIn(message.text, authors),
        files: [],
        permalink: `/#/room/${channel.channelKey}/${postKey}`,
      },
      post: {
        postKey,
        channelKey: channel.channelKey,
        threadKey,
        replyToKey: null,
        authorKey: personKey,
        text: message.text,
        content: null,
        files: [],
        visibleToKey: null,
        clientKey: `replay:${fileKey}:${message.id}`,
        postedAt: message.at,
      },
    };
  });
  return {
    played,
    channels: [...channels.values()],
    members: [...members.values()],
    hasUnknownRoles: messages.some((message) => roleOf(message) === "unknown"),
  };
}

export const isStaffMessage = ({ event }: PlayedMessage): boolean =>
  isStaff(event.actor.standing?.role ?? "unknown");

/** Sorts by time, of equals by the order of the file; letters and digits only. */
function postKeyOf(message: RecordedMessage, fileKey: string): string {
  const time = message.at.getTime().toString(36).padStart(9, "0");
  return `${time}${message.line.toString(36).padStart(6, "0")}${fileKey}`;
}

function channelOf(message: RecordedMessage): ChannelRef {
  if (message.channel === undefined) return DIALOGUES;
  const channelKey = keyOf(message.channel);
  return { channelKey, name: channelKey, isDirect: false, isPrivate: false };
}

/** A key that the room takes: letters, digits, dot, dash, underscore; begins with a letter or digit. */
export function keyOf(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9._-]+/g, "-").replace(/^[^A-Za-z0-9]+/, "");
  if (plain === name) return plain.slice(0, KEY_LENGTH);
  // Two names that differ in what was taken out stay two, except for a leading sign as in "#help".
  if (plain === name.slice(1) && plain !== "") return plain.slice(0, KEY_LENGTH);
  const hash = createHash("sha256").update(name).digest("hex").slice(0, 8);
  return `${plain.slice(0, KEY_LENGTH - 9) || "x"}-${hash}`;
}

function mentionsIn(text: string, authors: ReadonlySet<string>): readonly string[] {
  const found = [...text.matchAll(/(?<![\w.])@([\p{L}\p{N}_.-]+)/gu)].flatMap(([, name = ""]) => {
    const named = [name, name.replace(/[.-]+$/, "")].find((candidate) => authors.has(candidate));
    return named === undefined ? [] : [keyOf(named)];
  });
  return [...new Set(found)];
}

const BOT = /(?<![\p{L}\p{N}_@.])@rapport(?![\p{L}\p{N}_]|\.[\p{L}\p{N}])[,:]?[ \t]?/giu;

function takeOutBot(text: string): { readonly text: string; readonly mentionsBot: boolean } {
  const without = text.replace(BOT, "");
  return { text: without.trim(), mentionsBot: without !== text };
}
