import type { EmotionTag, Mood } from "../../src/domain/emotion.ts";
import type { Message } from "../../src/domain/message.ts";
import type { HistoryEntry, TaggedTurn, Turn } from "../../src/domain/turn.ts";

const SENT_AT = new Date("2026-03-02T10:00:00.000Z");

/** A tag with one clear mood; `risk` and `sentiment` as a tagger would give for it. */
export function tagOf(mood: Mood, risk: number, sentiment: number): EmotionTag {
  const isBad = risk > 0.5;
  return {
    scores: {
      anger: isBad ? 0.7 : 0.05,
      disgust: 0.02,
      fear: 0.03,
      joy: isBad ? 0.02 : 0.2,
      neutral: isBad ? 0.13 : 0.6,
      sadness: 0.05,
      surprise: 0.05,
    },
    sentiment,
    mood,
    risk,
    model: "test",
    modelVersion: "1",
  };
}

export function messageOf(
  change: Partial<Message> & { readonly id: string; readonly text: string },
): Message {
  return {
    threadId: "thread-1",
    channelId: "channel-1",
    messageKey: `key-${change.id}`,
    authorId: "maya",
    authorRole: "customer",
    permalink: `https://chat.example/${change.id}`,
    sentAt: SENT_AT,
    editedAt: null,
    deletedAt: null,
    ...change,
  };
}

export const earlier = (
  id: string,
  text: string,
  minutesBefore: number,
  tag: EmotionTag | null = null,
): HistoryEntry => ({
  message: messageOf({ id, text, sentAt: new Date(SENT_AT.getTime() - minutesBefore * 60_000) }),
  tag,
});

/** A customer's first message in an `auto` channel for customers. */
export function turnOf(text: string, change: Partial<Turn> = {}): Turn {
  const message = messageOf({ id: "now", text });
  return {
    tenantId: "tenant-1",
    cause: "message",
    event: {
      kind: "message-posted",
      platform: "web",
      workspaceKey: "web",
      channel: { channelKey: "help", name: "help", isDirect: false, isPrivate: false },
      actor: { personKey: "maya", displayName: "Maya", isBot: false },
      dedupeKey: "message:now",
      occurredAt: SENT_AT.toISOString(),
      messageKey: message.messageKey,
      threadKey: null,
      replyToKey: null,
      text,
      mentionsBot: false,
      mentionedKeys: [],
      files: [],
      permalink: message.permalink,
    },
    workspace: {
      id: "workspace-1",
      tenantId: "tenant-1",
      platform: "web",
      workspaceKey: "web",
      name: "Web",
      kind: "community",
    },
    channel: {
      id: "channel-1",
      workspaceId: "workspace-1",
      channelKey: "help",
      name: "help",
      purpose: "customers",
      mode: "auto",
    },
    author: {
      id: "maya",
      workspaceId: "workspace-1",
      personKey: "maya",
      displayName: "Maya",
      role: "customer",
      optedOutAt: null,
      noticeAt: null,
    },
    authorRole: "customer",
    thread: {
      id: "thread-1",
      channelId: "channel-1",
      threadKey: "key-now",
      customerId: "maya",
      status: "open",
      openedAt: SENT_AT,
      lastMessageAt: SENT_AT,
      firstAgentReplyAt: null,
      firstBotReplyAt: null,
      botQuietAt: null,
      helpedAt: null,
      mood: null,
      riskLevel: "low",
      riskScore: 0,
      riskAt: null,
      flaggedAt: null,
      clarifyCount: 0,
      failedAnswerCount: 0,
      outcome: null,
      botState: { warmth: 0.5, urgency: 0, caution: 0.5 },
    },
    message,
    history: [],
    policy: {
      mode: "auto",
      audience: "public",
      notAnalysedReason: null,
      customerNotAnalysedReason: null,
      burstSilenceMs: 6_000,
      waitForHumanMs: 120_000,
      unansweredAfterMs: 1_200_000,
    },
    isAddressed: false,
    authorSilentMs: null,
    earlierAnswer: null,
    isNewThread: true,
    hasOpenTicket: false,
    dismissedSignals: [],
    lowRating: null,
    now: SENT_AT,
    ...change,
  };
}

export const taggedTurnOf = (text: string, tag: EmotionTag, change: Partial<Turn> = {}): TaggedTurn => ({
  ...turnOf(text, change),
  emotion: { kind: "tagged", tag },
});
