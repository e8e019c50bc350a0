import { randomUUID } from "node:crypto";
import type { MessageContent } from "../../../src/domain/message-content.ts";
import type { Dialog } from "../render/form.ts";
import { readInteractionKey } from "../thread-key.ts";

/** What came for a person who waits before an open dialog or a pressed card. */
export type Coming =
  | { readonly kind: "form"; readonly dialog: Dialog }
  | { readonly kind: "words"; readonly content: MessageContent }
  | { readonly kind: "changed"; readonly content: MessageContent };

export interface Waiting {
  readonly invokeKey: string;
  readonly personKey: string;
  /** Of the card that was pressed. */
  readonly messageKey: string | null;
  /** What comes first, or `null` when nothing comes in time. */
  readonly coming: Promise<Coming | null>;
  /** Nothing will come: the press could not be kept. */
  close(): void;
}

/**
 * Requests that Teams holds open. The desk answers by the outbox, a moment later: what it says to the one who pressed
 * is handed to the request where it still waits in this process, and goes to their private chat where it does not.
 */
export interface Invokes {
  open(wait: {
    readonly personKey: string;
    readonly messageKey: string | null;
    readonly waitMs: number;
    /** What the open request can show; all else goes its usual way. */
    readonly takes: (coming: Coming) => boolean;
  }): Waiting;
  /** `false`: nobody waits any more, or somebody else does. */
  hand(interactionKey: string | null, personKey: string, coming: Coming): boolean;
  /** The card changed under everybody who pressed it. */
  noteChanged(messageKey: string, content: MessageContent): void;
}

export function createInvokes(): Invokes {
  const waiting = new Map<
    string,
    {
      readonly personKey: string;
      readonly messageKey: string | null;
      readonly takes: (coming: Coming) => boolean;
      readonly come: (coming: Coming | null) => void;
    }
  >();

  const end = (invokeKey: string, coming: Coming | null): void => {
    waiting.get(invokeKey)?.come(coming);
    waiting.delete(invokeKey);
  };

  return {
    open({ personKey, messageKey, waitMs, takes }) {
      const invokeKey = randomUUID();
      const coming = new Promise<Coming | null>((resolve) => {
        const timer = setTimeout(() => end(invokeKey, null), waitMs);
        timer.unref();
        const come = (what: Coming | null): void => {
          clearTimeout(timer);
          resolve(what);
        };
        waiting.set(invokeKey, { personKey, messageKey, takes, come });
      });
      return { invokeKey, personKey, messageKey, coming, close: () => end(invokeKey, null) };
    },

    hand(interactionKey, personKey, coming) {
      const interaction = interactionKey === null ? null : readInteractionKey(interactionKey);
      const invokeKey = interaction?.invokeKey ?? null;
      const found = invokeKey === null ? undefined : waiting.get(invokeKey);
      if (invokeKey === null || found?.personKey !== personKey || !found.takes(coming)) return false;
      end(invokeKey, coming);
      return true;
    },

    noteChanged(messageKey, content) {
      const coming = { kind: "changed", content } as const;
      for (const [invokeKey, { messageKey: pressed, takes }] of waiting)
        if (pressed === messageKey && takes(coming)) end(invokeKey, coming);
    },
  };
}
