import { createHash } from "node:crypto";
import { z } from "zod";
import { ASKED_FOR, type AskedFor } from "./render/invoke-answers.ts";

const ROOT_MARK = ";messageid=";

/** Teams names a channel's thread by the channel and its root: `19:...@thread.tacv2;messageid=1700000000000`. */
export function splitConversation(conversationId: string): {
  readonly channelKey: string;
  readonly rootKey: string | null;
} {
  const at = conversationId.indexOf(ROOT_MARK);
  if (at < 0) return { channelKey: conversationId, rootKey: null };
  return {
    channelKey: conversationId.slice(0, at),
    rootKey: conversationId.slice(at + ROOT_MARK.length) || null,
  };
}

export const conversationIdOf = (channelKey: string, threadKey: string | null): string =>
  threadKey === null ? channelKey : `${channelKey}${ROOT_MARK}${threadKey}`;

/** A root names itself, which is no thread yet. */
export const threadKeyOf = (messageKey: string | null, rootKey: string | null): string | null =>
  rootKey === messageKey ? null : rootKey;

/** Short words for what makes a fact the same: the keys of Teams alone may be longer than a dedupe key. */
export const shortHash = (...parts: readonly string[]): string =>
  createHash("sha256").update(parts.join("\u0000")).digest("base64url").slice(0, 27);

export interface PermalinkParts {
  readonly organisationKey: string;
  readonly channelKey: string;
  readonly messageKey: string;
  readonly threadKey: string | null;
  /** The team of a channel, as Microsoft Graph knows it. */
  readonly teamGroupKey: string | null;
  readonly isDirect: boolean;
}

/** Where a message can be read; a private chat with a bot has no such place. Source: "Deep link to a Teams chat" and "to a message". */
export function permalinkOf(parts: PermalinkParts): string | null {
  const { organisationKey, channelKey, messageKey, threadKey, teamGroupKey } = parts;
  if (parts.isDirect) return null;
  const link = new URL(
    `https://teams.microsoft.com/l/message/${encodeURIComponent(channelKey)}/${encodeURIComponent(messageKey)}`,
  );
  if (!channelKey.includes("@thread.tacv2") && !channelKey.includes("@thread.skype")) {
    link.searchParams.set("context", JSON.stringify({ contextType: "chat" }));
    return link.href;
  }
  link.searchParams.set("tenantId", organisationKey);
  if (teamGroupKey !== null) link.searchParams.set("groupId", teamGroupKey);
  link.searchParams.set("parentMessageId", threadKey ?? messageKey);
  return link.href;
}

const interaction = z.object({
  /** Whose press or command it was. */
  p: z.string(),
  /** Our name for a request that Teams holds open; absent for words, which wait for nothing. */
  i: z.string().nullable(),
  /** What the open request can show, and until when it is held, in milliseconds since 1970. */
  k: z.enum(ASKED_FOR).nullable(),
  u: z.number().nullable(),
});

export interface Interaction {
  readonly personKey: string;
  readonly invokeKey: string | null;
  readonly askedFor: AskedFor | null;
  readonly untilMs: number | null;
}

/** Of words, to which Teams waits for no answer. */
export const wordsInteractionKey = (personKey: string): string =>
  interactionKeyOf({ personKey, invokeKey: null, askedFor: null, untilMs: null });

/** One word for the neutral event, read again when the answer is sent. */
export const interactionKeyOf = ({ personKey, invokeKey, askedFor, untilMs }: Interaction): string =>
  JSON.stringify({ p: personKey, i: invokeKey, k: askedFor, u: untilMs });

/** `null` for what is no key of ours. */
export function readInteractionKey(key: string): Interaction | null {
  try {
    const { p, i, k, u } = interaction.parse(JSON.parse(key));
    return { personKey: p, invokeKey: i, askedFor: k, untilMs: u };
  } catch {
    return null;
  }
}
