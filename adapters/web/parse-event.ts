import { cleanChatText } from "../../src/domain/chat-text.ts";
import type { InboundEvent } from "../../src/domain/inbound-event.ts";
import { BOT_KEY } from "./contract.ts";
import { type RoomFact, roomFactSchema } from "./room/fact.ts";

/** Pure: a fact of the room -> what the desk takes. `null` for what is not ours: no fact at all, or the bot's own doing. */
export function parseEvent(raw: unknown): InboundEvent | null {
  const parsed = roomFactSchema.safeParse(raw);
  return parsed.success ? eventOf(parsed.data) : null;
}

/** The same for a fact that the room of this process has just made. */
export function eventOf(fact: RoomFact): InboundEvent | null {
  return fact.person.role === "bot" || fact.person.personKey === BOT_KEY ? null : toEvent(fact);
}

function toEvent(fact: RoomFact): InboundEvent {
  const base = baseOf(fact);
  switch (fact.type) {
    case "post": {
      const { text, mentionsBot } = takeOutBotMention(cleanChatText(fact.text));
      const { postKey: messageKey, threadKey, replyToKey, files, permalink } = fact;
      const mentionedKeys = fact.mentionedKeys.filter((key) => key !== BOT_KEY);
      return {
        kind: "message-posted",
        messageKey,
        threadKey,
        replyToKey,
        text,
        mentionsBot,
        mentionedKeys,
        files,
        permalink,
        // Last: V8 takes microseconds to add properties behind a spread, and nothing the other way round.
        ...base,
      };
    }
    case "edit": {
      const { text } = takeOutBotMention(cleanChatText(fact.text));
      return { ...base, kind: "message-edited", messageKey: fact.postKey, text };
    }
    case "delete":
      return { ...base, kind: "message-deleted", messageKey: fact.postKey };
    case "reaction":
      return {
        ...base,
        kind: fact.removed ? "reaction-removed" : "reaction-added",
        messageKey: fact.postKey,
        emoji: fact.emoji,
      };
    case "control": {
      const { controlId, value, postKey: messageKey, threadKey, interactionKey } = fact;
      return { ...base, kind: "control-used", controlId, value, messageKey, threadKey, interactionKey };
    }
    case "form": {
      const values = Object.fromEntries(
        Object.entries(fact.values).map(([fieldId, said]) => [fieldId, cleanChatText(said)]),
      );
      const { formId, value, interactionKey } = fact;
      return { ...base, kind: "form-submitted", formId, value, values, interactionKey };
    }
    case "command": {
      const { command, threadKey, interactionKey } = fact;
      const argumentText = takeOutBotMention(cleanChatText(fact.argumentText)).text;
      return { ...base, kind: "command-invoked", command, argumentText, threadKey, interactionKey };
    }
  }
}

function baseOf(fact: RoomFact) {
  const { channel, person } = fact;
  return {
    platform: "web",
    workspaceKey: fact.workspaceKey,
    channel: {
      channelKey: channel.channelKey,
      name: channel.name,
      isDirect: channel.kind === "direct",
      isPrivate: channel.kind !== "public",
    },
    actor: {
      personKey: person.personKey,
      displayName: person.displayName,
      isBot: false,
      ...(person.role === "bot" ? {} : { standing: { role: person.role } }),
    },
    dedupeKey: fact.factKey,
    occurredAt: fact.occurredAt,
  } as const;
}

/** Not inside an address or a longer name; a comma or colon behind the name goes with it. */
const BOT_MENTION = /(?<![\p{L}\p{N}_@.])@rapport(?![\p{L}\p{N}_]|\.[\p{L}\p{N}])[,:]?[ \t]?/giu;

function takeOutBotMention(text: string): { text: string; mentionsBot: boolean } {
  if (!text.includes("@")) return { text: text.trim(), mentionsBot: false };
  const without = text.replace(BOT_MENTION, "");
  return { text: without.trim(), mentionsBot: without !== text };
}
