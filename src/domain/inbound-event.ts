import type { Platform } from "./channel.ts";
import type { FileRef } from "./message-content.ts";

/** What a platform tells about a person; roles are decided from it by `src/privacy`. */
export interface ActorRef {
  readonly personKey: string;
  readonly displayName: string;
  readonly isBot: boolean;
  /** The platform's own standing, where it could be read. */
  readonly standing?: {
    readonly isWorkspaceAdmin?: boolean;
    readonly isGuest?: boolean;
    /** The person's own organisation, when it differs from the workspace (Slack Connect). */
    readonly homeWorkspaceKey?: string;
    /** Platform groups or roles. */
    readonly groupKeys?: readonly string[];
    /** Role known to the platform itself: the browser chat's personas, a replayed file. */
    readonly role?: "customer" | "agent" | "manager" | "admin";
  };
}

export interface ChannelRef {
  readonly channelKey: string;
  readonly name: string;
  readonly isDirect: boolean;
  readonly isPrivate: boolean;
}

interface EventBase {
  readonly platform: Platform;
  readonly workspaceKey: string;
  readonly channel: ChannelRef;
  readonly actor: ActorRef;
  /** The same for every delivery of the same fact, whatever the platform's event id; at most 200 characters. */
  readonly dedupeKey: string;
  /** ISO 8601, UTC, by the platform's clock. */
  readonly occurredAt: string;
}

export interface MessagePosted extends EventBase {
  readonly kind: "message-posted";
  readonly messageKey: string;
  /** Root of the native thread, or `null` at the top of the channel. */
  readonly threadKey: string | null;
  /** Native reply inside the channel, where the platform has one. */
  readonly replyToKey: string | null;
  /** Cleaned, bot mention removed. */
  readonly text: string;
  readonly mentionsBot: boolean;
  readonly mentionedKeys: readonly string[];
  readonly files: readonly FileRef[];
  readonly permalink: string | null;
}

export interface MessageEdited extends EventBase {
  readonly kind: "message-edited";
  readonly messageKey: string;
  readonly text: string;
}

export interface MessageDeleted extends EventBase {
  readonly kind: "message-deleted";
  readonly messageKey: string;
}

export interface ReactionChanged extends EventBase {
  readonly kind: "reaction-added" | "reaction-removed";
  readonly messageKey: string;
  /** One emoji or the platform's short name without colons. */
  readonly emoji: string;
}

/** A pressed button or a chosen menu entry. */
export interface ControlUsed extends EventBase {
  readonly kind: "control-used";
  readonly controlId: string;
  readonly value: string;
  readonly messageKey: string;
  readonly threadKey: string | null;
  /** Lets the answer be ephemeral or open a form; short-lived. */
  readonly interactionKey: string | null;
}

export interface FormSubmitted extends EventBase {
  readonly kind: "form-submitted";
  readonly formId: string;
  readonly value: string;
  readonly values: Readonly<Record<string, string>>;
  readonly interactionKey: string | null;
}

export interface CommandInvoked extends EventBase {
  readonly kind: "command-invoked";
  /** Without the slash: `rapport`, `history`, `stats`. */
  readonly command: string;
  readonly argumentText: string;
  readonly threadKey: string | null;
  readonly interactionKey: string | null;
}

/** A persisted timer of our own ran out; it passes through the same door so that order and de-duplication hold. */
export interface TimerDue extends EventBase {
  readonly kind: "timer-due";
  readonly timer: TimerName;
  /** Our own id of the thing it is about (thread, ticket, digest). */
  readonly subjectId: string;
  readonly threadKey: string | null;
}

export const TIMER_NAMES = [
  "consider-request",
  "wait-for-human",
  "unanswered-check",
  "ask-csat",
  "snooze-over",
  "sla-warning",
  "remind-customer",
  "close-silent",
  "post-digest",
  "fetch-files",
  "purge-workspace",
] as const;
export type TimerName = (typeof TIMER_NAMES)[number];

export type InboundEvent =
  | MessagePosted
  | MessageEdited
  | MessageDeleted
  | ReactionChanged
  | ControlUsed
  | FormSubmitted
  | CommandInvoked
  | TimerDue;

/**
 * Events with the same key are worked on one after another. Native threads are independent of each other;
 * what is written at the top of a channel is taken in order, so that a burst can be seen as one request.
 */
export function orderKeyOf(event: InboundEvent): string {
  const threadKey = "threadKey" in event ? event.threadKey : null;
  return threadKey === null ? event.channel.channelKey : `${event.channel.channelKey}/${threadKey}`;
}
