import { cleanChatText } from "../../src/domain/chat-text.ts";
import type { ActorRef, InboundEvent } from "../../src/domain/inbound-event.ts";
import type { FileRef } from "../../src/domain/message-content.ts";
import type { TeamsFact } from "./parse/facts.ts";
import { permalinkOf } from "./thread-key.ts";

/** All that parsing needs beside the activity itself. Given whole, so that parsing stays pure. */
export interface Knowledge {
  /** `null`: could not be read. */
  readonly person: {
    readonly displayName: string | null;
    readonly standing?: ActorRef["standing"];
  } | null;
  readonly channel: { readonly name: string; readonly isPrivate: boolean } | null;
  readonly files: readonly FileRef[];
  /** The team of the channel, as Microsoft Graph knows it, where an earlier activity told. */
  readonly teamGroupKey: string | null;
}

export const NOTHING_KNOWN: Knowledge = { person: null, channel: null, files: [], teamGroupKey: null };

/** Pure: a fact with what is known of people and places. */
export function toInboundEvent(fact: TeamsFact, knowledge: Knowledge, now: Date): InboundEvent {
  const base = baseOf(fact, knowledge, now);
  switch (fact.type) {
    case "posted": {
      const { messageKey, threadKey, replyToKey, text, mentionsBot, mentionedKeys } = fact;
      return {
        kind: "message-posted",
        messageKey,
        threadKey,
        replyToKey,
        text,
        mentionsBot,
        mentionedKeys,
        files: knowledge.files,
        permalink: permalinkOf({
          organisationKey: fact.organisationKey,
          channelKey: fact.channelKey,
          messageKey,
          threadKey,
          teamGroupKey: fact.teamGroupKey ?? knowledge.teamGroupKey,
          isDirect: base.channel.isDirect,
        }),
        // Last: V8 takes microseconds to add properties behind a spread, and nothing the other way round.
        ...base,
      };
    }
    case "edited":
      return { ...base, kind: "message-edited", messageKey: fact.messageKey, text: fact.text };
    case "deleted":
      return { ...base, kind: "message-deleted", messageKey: fact.messageKey };
    case "reacted":
      return {
        ...base,
        kind: fact.isRemoved ? "reaction-removed" : "reaction-added",
        messageKey: fact.messageKey,
        emoji: fact.emoji,
      };
    case "pressed": {
      const { controlId, value, messageKey, threadKey, interactionKey } = fact;
      return { ...base, kind: "control-used", controlId, value, messageKey, threadKey, interactionKey };
    }
    case "submitted": {
      const { formId, value, interactionKey } = fact;
      const values = Object.fromEntries(
        Object.entries(fact.values).map(([fieldId, said]) => [fieldId, cleanChatText(said)]),
      );
      return { ...base, kind: "form-submitted", formId, value, values, interactionKey };
    }
    case "commanded": {
      const { command, argument: argumentText, threadKey, interactionKey } = fact;
      return { ...base, kind: "command-invoked", command, argumentText, threadKey, interactionKey };
    }
  }
}

function baseOf(fact: TeamsFact, { person, channel }: Knowledge, now: Date) {
  const isDirect = fact.channelKind === "direct";
  const standing = person?.standing;
  return {
    platform: "teams",
    workspaceKey: fact.organisationKey,
    channel: {
      channelKey: fact.channelKey,
      name: cleanChatText(isDirect ? "" : nameOf(fact, channel)),
      isDirect,
      // A place of which nothing is known is taken for a private one.
      isPrivate: fact.channelKind === "channel" ? (channel?.isPrivate ?? true) : true,
    },
    actor: {
      personKey: fact.authorKey,
      displayName: cleanChatText(person?.displayName ?? fact.authorName ?? fact.authorKey),
      isBot: false,
      ...(standing && { standing }),
    },
    dedupeKey: fact.dedupeKey,
    occurredAt: fact.at ?? now.toISOString(),
  } as const;
}

/** Most group chats have no name of their own. */
const nameOf = (fact: TeamsFact, channel: Knowledge["channel"]): string =>
  channel?.name || fact.channelName || (fact.channelKind === "chat" ? "group chat" : "");
