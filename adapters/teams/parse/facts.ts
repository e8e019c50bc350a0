import type { IncomingFile } from "./files.ts";

export interface FactBase {
  readonly organisationKey: string;
  readonly channelKey: string;
  readonly channelKind: "direct" | "chat" | "channel";
  /** As far as the activity says. */
  readonly channelName: string | null;
  readonly teamKey: string | null;
  readonly teamGroupKey: string | null;
  readonly teamName: string | null;
  readonly authorKey: string;
  readonly authorName: string | null;
  /** Of the author in Microsoft Entra. */
  readonly authorEntraKey: string | null;
  readonly botKey: string;
  readonly serviceUrl: string;
  readonly dedupeKey: string;
  /** ISO 8601, UTC; `null` where the activity gives none. */
  readonly at: string | null;
}

/** What Teams told, checked and named, before anybody was looked up. */
export type TeamsFact = FactBase &
  (
    | {
        readonly type: "posted";
        readonly messageKey: string;
        readonly threadKey: string | null;
        readonly replyToKey: string | null;
        readonly text: string;
        readonly mentionsBot: boolean;
        readonly mentionedKeys: readonly string[];
        readonly files: readonly IncomingFile[];
      }
    | { readonly type: "edited"; readonly messageKey: string; readonly text: string }
    | { readonly type: "deleted"; readonly messageKey: string }
    | {
        readonly type: "reacted";
        readonly messageKey: string;
        readonly emoji: string;
        readonly isRemoved: boolean;
      }
    | {
        readonly type: "pressed";
        readonly controlId: string;
        readonly value: string;
        readonly messageKey: string;
        readonly threadKey: string | null;
        readonly interactionKey: string;
      }
    | {
        readonly type: "submitted";
        readonly formId: string;
        readonly value: string;
        readonly values: Readonly<Record<string, string>>;
        readonly interactionKey: string;
      }
    | {
        readonly type: "commanded";
        readonly command: string;
        readonly argument: string;
        readonly threadKey: string | null;
        readonly interactionKey: string;
      }
  );
