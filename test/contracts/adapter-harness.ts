import type { AdapterRuntime, ChatAdapter } from "../../src/ports/chat-adapter.ts";

/**
 * What a test needs of a platform's counterpart to show that an adapter keeps the contract: people who do things,
 * and eyes to see what came of it. One small object per adapter; everything platform-specific stays in it.
 */
export interface AdapterHarness {
  readonly adapter: ChatAdapter;
  readonly tenantId: string;
  readonly workspaceKey: string;
  /** A public channel with both customers in it. */
  readonly channelKey: string;
  /** `staff` may see what customers may not. */
  readonly people: { readonly customer: string; readonly other: string; readonly staff: string };
  /** Most characters of text that one post shows. */
  readonly maxTextLength: number;
  /**
   * A person does something and the platform tells the adapter, as often as the platform does (Slack tells of a
   * mention twice). Resolves with the answer the platform got.
   */
  act(deed: Deed): Promise<Acknowledgement>;
  /** The platform tells the adapter of the last deed once more. */
  redeliver(): Promise<Acknowledgement>;
  /** What the person sees in a channel and its threads, oldest first. */
  seenBy(personKey: string, channelKey: string): Promise<readonly SeenPost[]>;
  /** Forms that stand open before the person. */
  formsBefore(personKey: string): Promise<readonly string[]>;
  /** The channel of the person and the bot. */
  directChannelOf(personKey: string): string;
  /** From now on the platform tells nobody's standing; left out where it comes with the message itself. */
  hideStanding?(): void;
  complete(personKey: string, text: string): Promise<readonly string[]>;
  close(): Promise<void>;
}

export type MakeHarness = (runtime: AdapterRuntime) => Promise<AdapterHarness>;

/** Where a deed is not possible on a platform, the harness answers `refused`. */
export type Deed =
  | {
      readonly kind: "say";
      readonly personKey: string;
      readonly channelKey: string;
      readonly text: string;
      readonly mentionsBot?: boolean;
      readonly threadKey?: string;
      readonly replyToKey?: string;
      readonly withFile?: boolean;
    }
  | { readonly kind: "edit"; readonly personKey: string; readonly messageKey: string; readonly text: string }
  | { readonly kind: "delete"; readonly personKey: string; readonly messageKey: string }
  | {
      readonly kind: "react";
      readonly personKey: string;
      readonly messageKey: string;
      readonly emoji: string;
      readonly remove?: boolean;
    }
  /** A button is pressed or a menu entry chosen. */
  | {
      readonly kind: "use-control";
      readonly personKey: string;
      readonly messageKey: string;
      readonly controlId: string;
      readonly value: string;
    }
  /** "Ask Rapport" in a message's own menu: the same as the command about those words. */
  | { readonly kind: "use-shortcut"; readonly personKey: string; readonly messageKey: string }
  | {
      readonly kind: "command";
      readonly personKey: string;
      readonly channelKey: string;
      /** With the slash. */
      readonly text: string;
    }
  /** Fills in the form that stands open. */
  | {
      readonly kind: "submit-form";
      readonly personKey: string;
      readonly values: Readonly<Record<string, string>>;
    };

export interface Acknowledgement {
  /** `try-again`: the platform was told to send again (503). */
  readonly answer: "ok" | "try-again" | "refused";
  /** Of the message that was said; of a `try-again` too where the platform keeps the message. */
  readonly messageKey: string | null;
}

export interface SeenPost {
  readonly messageKey: string;
  readonly threadKey: string | null;
  readonly isBot: boolean;
  readonly isDeleted: boolean;
  readonly isEphemeral: boolean;
  /** All words a reader sees. */
  readonly text: string;
  /** Keys of people whom the platform would notify, `everyone` for a call to all. */
  readonly notified: readonly string[];
  readonly controls: readonly { readonly controlId: string; readonly value: string }[];
  readonly images: number;
  /** Files of the bot's that the reader can take away, by name. */
  readonly files: readonly string[];
  readonly hasPreview: boolean;
  readonly reactions: readonly { readonly emoji: string; readonly personKey: string }[];
}
