import { cleanChatText } from "../../src/domain/chat-text.ts";
import type { InboundEvent } from "../../src/domain/inbound-event.ts";
import { signOf } from "./parse/emoji.ts";
import type { SlackFact } from "./parse/facts.ts";
import type { Knowledge } from "./parse/knowledge.ts";
import { type Names, type PlainText, plainTextOf } from "./parse/mrkdwn.ts";
import { readEvent } from "./parse/read-event.ts";
import { readInteraction } from "./parse/read-interaction.ts";
import { instantOf, permalinkOf } from "./thread-key.ts";

/** Pure: what Slack sent -> what the desk takes. `null` for what is not a person's doing or not ours. */
export function parseEvent(raw: unknown, knowledge: Knowledge, nowTs: string): InboundEvent | null {
  const fact = readEvent(raw) ?? readInteraction(raw, nowTs);
  return fact === null ? null : toInboundEvent(fact, knowledge);
}

/** Pure: a fact with what is known of people and places. `null` for a bot's doing, our own among them. */
export function toInboundEvent(fact: SlackFact, knowledge: Knowledge): InboundEvent | null {
  const base = baseOf(fact, knowledge);
  if (base === null) return null;
  const words = (mrkdwn: string): PlainText => plainOf(mrkdwn, fact, knowledge);
  switch (fact.type) {
    case "posted": {
      const { text, mentionsBot, mentionedKeys } = withForwarded(fact, words);
      const { ts: messageKey, threadTs: threadKey, channelKey } = fact;
      return {
        kind: "message-posted",
        messageKey,
        threadKey,
        replyToKey: null,
        text,
        mentionsBot: mentionsBot || fact.isMention,
        mentionedKeys,
        files: fact.files,
        permalink: permalinkOf(knowledge.workspaceUrl, channelKey, messageKey, threadKey),
        // Last: V8 takes microseconds to add properties behind a spread, and nothing the other way round.
        ...base,
      };
    }
    case "edited":
      return { ...base, kind: "message-edited", messageKey: fact.ts, text: withForwarded(fact, words).text };
    case "deleted":
      return { ...base, kind: "message-deleted", messageKey: fact.ts };
    case "reacted":
      return {
        ...base,
        kind: fact.isRemoved ? "reaction-removed" : "reaction-added",
        messageKey: fact.ts,
        emoji: signOf(fact.emoji),
      };
    case "pressed": {
      const { controlId, value, ts: messageKey, threadTs: threadKey, interactionKey } = fact;
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
      const { command, threadTs: threadKey, interactionKey } = fact;
      const argumentText = isAboutSomebody(fact)
        ? plainTextOf(fact.argument, knowledge.botKey, KEYS_FOR_NAMES).text
        : words(fact.argument).text;
      return { ...base, kind: "command-invoked", command, argumentText, threadKey, interactionKey };
    }
  }
}

function baseOf(fact: SlackFact, knowledge: Knowledge) {
  const occurredAt = instantOf(fact.at);
  const person = knowledge.person(fact.authorKey);
  if (occurredAt === null || person?.isBot || fact.authorKey === knowledge.botKey) return null;
  const channel = knowledge.channel(fact.channelKey);
  const isDirect = fact.channelKind === "direct";
  const standing = person?.standing;
  return {
    platform: "slack",
    workspaceKey: fact.workspaceKey,
    channel: {
      channelKey: fact.channelKey,
      name: cleanChatText(channel?.name ?? fact.channelName ?? ""),
      isDirect,
      // A place of which nothing is known is taken for a private one.
      isPrivate: fact.channelKind === "public" ? false : (channel?.isPrivate ?? true),
    },
    actor: {
      personKey: fact.authorKey,
      displayName: cleanChatText(person?.displayName ?? fact.authorName ?? fact.authorKey),
      isBot: false,
      ...(standing && { standing }),
    },
    dedupeKey: fact.dedupeKey,
    occurredAt,
  } as const;
}

/** `/rapport role`, `/history`: who is meant must be sure, so the key stands there and not a name that others bear. */
const isAboutSomebody = ({ argument }: { readonly argument: string }): boolean =>
  !/^\s*(?:ask|ticket)\b/i.test(argument);

const KEYS_FOR_NAMES: Names = {
  personName: (personKey) => `person:${personKey}`,
  channelName: () => null,
  groupName: (groupKey) => `group:${groupKey}`,
};

function plainOf(mrkdwn: string, fact: SlackFact, knowledge: Knowledge): PlainText {
  const botKey = ("botKey" in fact ? fact.botKey : null) ?? knowledge.botKey;
  return plainTextOf(mrkdwn, botKey, {
    personName: (personKey) => knowledge.person(personKey)?.displayName ?? null,
    channelName: (channelKey) => knowledge.channel(channelKey)?.name ?? null,
    groupName: (groupKey, label) => label || `@${groupKey}`,
  });
}

/** Words that were passed on stand as a quote below: they are not the author's own. */
function withForwarded(
  { text, forwarded }: { readonly text: string; readonly forwarded: readonly string[] },
  words: (mrkdwn: string) => PlainText,
): PlainText {
  const own = words(text);
  if (forwarded.length === 0) return own;
  const quoted = forwarded.map((passed) => words(passed).text.replace(/^/gm, "> "));
  return { ...own, text: [own.text, ...quoted].filter((part) => part !== "").join("\n") };
}
