import type { FileRef } from "../../../src/domain/message-content.ts";

interface FactBase {
  /** Workspace, or organisation where Rapport is installed in all of it. */
  readonly workspaceKey: string;
  readonly channelKey: string;
  /** As far as the event itself says. */
  readonly channelKind: "direct" | "private" | "public" | "unknown";
  readonly channelName: string | null;
  readonly authorKey: string;
  readonly authorName: string | null;
  /** The author's own workspace, where the event says. */
  readonly authorTeamKey: string | null;
  readonly dedupeKey: string;
  /** Slack's `ts`. */
  readonly at: string;
  /** Texts in which people and channels are named. */
  readonly mrkdwn: readonly string[];
}

/** What Slack told, checked and named, before anybody was looked up. */
export type SlackFact =
  | (FactBase & {
      readonly type: "posted";
      readonly ts: string;
      readonly threadTs: string | null;
      readonly text: string;
      /** Words of messages that were passed on. */
      readonly forwarded: readonly string[];
      readonly files: readonly FileRef[];
      /** Told as `app_mention`. */
      readonly isMention: boolean;
      readonly botKey: string | null;
    })
  | (FactBase & {
      readonly type: "edited";
      readonly ts: string;
      readonly text: string;
      readonly forwarded: readonly string[];
      readonly botKey: string | null;
    })
  | (FactBase & { readonly type: "deleted"; readonly ts: string })
  | (FactBase & {
      readonly type: "reacted";
      readonly ts: string;
      readonly emoji: string;
      readonly isRemoved: boolean;
    })
  | (FactBase & {
      readonly type: "pressed";
      readonly controlId: string;
      readonly value: string;
      readonly ts: string;
      readonly threadTs: string | null;
      readonly interactionKey: string;
    })
  | (FactBase & {
      readonly type: "submitted";
      readonly formId: string;
      readonly value: string;
      readonly values: Readonly<Record<string, string>>;
      readonly interactionKey: string;
    })
  | (FactBase & {
      readonly type: "commanded";
      readonly command: string;
      readonly argument: string;
      readonly threadTs: string | null;
      readonly interactionKey: string;
    });

export type { FactBase };
