import type {
  CommandInvoked,
  ControlUsed,
  InboundEvent,
  MessagePosted,
} from "../../../src/domain/inbound-event.ts";
import { DESK_WORKSPACE_KEY } from "./mortal-desk.ts";

/** Something a person does on a platform; what is needed to say it in any platform's words. */
export interface TestEvent {
  /** In the words of the message, and nowhere else. */
  readonly token: string;
  readonly personKey: string;
  readonly text: string;
}

const QUESTIONS = [
  "how long does a refund take?",
  "what are your opening hours?",
  "until when can an address be changed?",
];
/**
 * Answered from the documents, handed to a person with a ticket, angry. The bot is always addressed. Two in 24 make a
 * card: at ten events a second an agents' channel takes no more, for it has about one post a second.
 */
const WORDS = [
  "how long does a refund take?",
  "I want to talk to a human please.",
  "this is a disgrace, I am furious and I will cancel everything!",
  ...Array.from({ length: 7 }, () => QUESTIONS).flat(),
];

export function testEvent(number: number, personKey = `P${number}`): TestEvent {
  const token = `RIG${number}`;
  return { token, personKey, text: `${token} ${WORDS[number % WORDS.length]}` };
}

/** The same in the desk's own words. */
export function messageOf({ token, personKey, text }: TestEvent, at: Date): MessagePosted {
  return {
    ...base(personKey, "help", "customer", at),
    kind: "message-posted",
    dedupeKey: `message:${token}`,
    messageKey: token,
    // Some at the top of the channel, which are taken in order; most in threads of their own, which are not.
    threadKey: numberOf(token) % 4 === 0 ? null : token,
    replyToKey: null,
    text,
    mentionsBot: true,
    mentionedKeys: [],
    files: [],
    permalink: null,
  };
}

const numberOf = (token: string): number => Number(/\d+/.exec(token)?.[0] ?? 0);

export function commandOf(
  personKey: string,
  role: "customer" | "manager",
  argumentText: string,
  number: number,
  at: Date,
): CommandInvoked {
  const key = `command:${personKey}:${number}`;
  return {
    ...base(personKey, "help", role, at),
    kind: "command-invoked",
    dedupeKey: key,
    command: "rapport",
    argumentText,
    threadKey: null,
    interactionKey: key,
  };
}

export function pressOf(personKey: string, controlId: string, value: string, at: Date): ControlUsed {
  const key = `press:${personKey}:${controlId}:${value}`;
  return {
    ...base(personKey, "help", "customer", at),
    kind: "control-used",
    dedupeKey: key,
    controlId,
    value,
    messageKey: "",
    threadKey: null,
    interactionKey: key,
  };
}

const base = (personKey: string, channelKey: string, role: "customer" | "manager", at: Date) =>
  ({
    platform: "web",
    workspaceKey: DESK_WORKSPACE_KEY,
    channel: { channelKey, name: channelKey, isDirect: false, isPrivate: false },
    actor: { personKey, displayName: personKey, isBot: false, standing: { role } },
    occurredAt: at.toISOString(),
  }) satisfies Partial<InboundEvent>;
