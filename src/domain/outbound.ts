import type { Platform } from "./channel.ts";
import type { Form, MessageContent } from "./message-content.ts";

interface OutboundBase {
  readonly platform: Platform;
  readonly workspaceKey: string;
  /** Of a direct message, and of a change of one: `@` and the key of its person. */
  readonly channelKey: string;
  /** Thread to answer in; `null` posts at the top of the channel. */
  readonly threadKey: string | null;
}

/** What is asked of a platform; one outbox row each. */
export type Outbound =
  | (OutboundBase & {
      readonly kind: "post";
      readonly content: MessageContent;
      /**
       * A model wrote it for this person: where the platform can, it appears sentence by sentence. The words are whole
       * and checked before, so that a platform that cannot shows them at once.
       */
      readonly streamFor?: string;
      /**
       * Key of a person for whom the post opens a thread that only they and the team see, where the platform has such
       * threads; elsewhere it stands at the top of the channel. The key given back is the thread's.
       */
      readonly privateFor?: string;
    })
  /** Changes an earlier post, named by the `ref` it was posted under. */
  | (OutboundBase & { readonly kind: "update"; readonly targetRef: string; readonly content: MessageContent })
  | (OutboundBase & { readonly kind: "delete"; readonly targetRef: string })
  /** Seen by one person only. */
  | (OutboundBase & {
      readonly kind: "ephemeral";
      readonly personKey: string;
      readonly interactionKey: string | null;
      readonly content: MessageContent;
    })
  | (OutboundBase & {
      readonly kind: "open-form";
      readonly personKey: string;
      readonly interactionKey: string;
      readonly form: Form;
    })
  /** A direct message: the adapter finds or opens the private channel of that person. */
  | (OutboundBase & { readonly kind: "direct"; readonly personKey: string; readonly content: MessageContent })
  | (OutboundBase & {
      readonly kind: "react";
      readonly messageKey: string;
      readonly emoji: string;
      readonly remove: boolean;
    })
  /** Shows on the native thread itself how it stands (a forum's tag, folded away; `closed`: folded away alone); nothing where no thread can show it. */
  | (OutboundBase & { readonly kind: "mark-thread"; readonly state: "solved" | "closed" | "open" })
  /** Goes into a channel that an admin named and the bot is not in; nothing where it hears all that it may see. */
  | (OutboundBase & { readonly kind: "enter-channel" });

export const OUTBOX_STATES = ["pending", "sending", "sent", "failed", "uncertain"] as const;
export type OutboxState = (typeof OUTBOX_STATES)[number];

/** What came of one attempt; never an exception for what a platform may say. */
export type DeliveryOutcome =
  | { readonly kind: "sent"; readonly messageKey: string | null; readonly permalink: string | null }
  /** Try again; only this channel (or workspace) waits. */
  | {
      readonly kind: "retry";
      readonly code: string;
      readonly retryAfterMs: number | null;
      readonly scope: "channel" | "workspace";
    }
  /** Will never work as it is. */
  | { readonly kind: "refused"; readonly code: string; readonly cure: string }
  /** It may or may not have been posted: reconciled once where a read is allowed, else shown to a human. */
  | { readonly kind: "uncertain"; readonly code: string };
