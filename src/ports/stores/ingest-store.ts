import type { Channel, Workspace } from "../../domain/channel.ts";
import type { RiskSignalName } from "../../domain/churn-risk.ts";
import type { CsatResponse } from "../../domain/csat.ts";
import type { EmotionTag } from "../../domain/emotion.ts";
import type { Message } from "../../domain/message.ts";
import type { Person } from "../../domain/person.ts";
import type { TenantSettings } from "../../domain/tenant-settings.ts";
import type { Thread } from "../../domain/thread.ts";
import type { HistoryEntry } from "../../domain/turn.ts";
import type { TurnRecord } from "./desk-stores.ts";

/** An event by the platform's keys. */
export interface PlaceKeys {
  readonly workspaceId: string;
  readonly channelKey: string;
  readonly personKey: string;
  readonly messageKey: string | null;
  /** The thread it names, or would open. */
  readonly threadKey: string | null;
  /** The message it hangs under. */
  readonly rootKey: string | null;
  /** The author's open threads count when their last words are not older: in a direct channel, and elsewhere. */
  readonly directSince: Date;
  readonly since: Date;
}

/** What is known already of where an event happened and who did it. */
export interface Place {
  readonly workspace: Workspace;
  readonly settings: TenantSettings;
  readonly channel: Channel | null;
  readonly person: Person | null;
  readonly message: Message | null;
  readonly messageThread: Thread | null;
  readonly thread: Thread | null;
  readonly root: Message | null;
  readonly rootThread: Thread | null;
  /** The person's newest open thread in the channel that is recent enough. */
  readonly recentThread: Thread | null;
}

export interface BackgroundRequest {
  /** `null`: the thread is new. */
  readonly threadId: string | null;
  /** The thread's customer, where that is somebody other than the author. */
  readonly customerId: string | null;
  /** `null`: nothing of the author is asked for. */
  readonly authorId: string | null;
  readonly historyLength: number;
  readonly ownLength: number;
}

/** What a message is judged by. */
export interface Background {
  readonly customer: Person | null;
  /** The newest of the thread, oldest first. */
  readonly history: readonly HistoryEntry[];
  /** The author's newest messages anywhere, oldest first. */
  readonly own: readonly { readonly id: string; readonly sentAt: Date }[];
  /** The author's, newest first. */
  readonly ratings: readonly CsatResponse[];
  readonly dismissedSignals: readonly RiskSignalName[];
  readonly hasOpenTicket: boolean;
}

/** Rows as they are now; nobody changes thread and people until the transaction ends. */
export interface Held {
  readonly thread: Thread | null;
  readonly people: readonly Person[];
  readonly channelMode: Channel["mode"] | null;
  readonly channelPurpose: Channel["purpose"] | null;
  readonly workspace: Workspace | null;
  /** The thread has or had one. */
  readonly hasTicket: boolean;
}

/** What a turn leaves behind, besides what its actions do. */
export interface TurnFactsToKeep {
  /** Opened by this turn. */
  readonly thread: Thread | null;
  /** Stored by this turn. */
  readonly message: Message | null;
  readonly reading: {
    readonly messageId: string;
    readonly threadId: string;
    readonly personId: string;
    readonly tag: EmotionTag;
    readonly platform: string;
    readonly sentAt: Date;
  } | null;
  readonly turn: TurnRecord;
  readonly threadId: string;
  readonly change: Partial<
    Pick<
      Thread,
      | "lastMessageAt"
      | "firstAgentReplyAt"
      | "botQuietAt"
      | "mood"
      | "riskLevel"
      | "riskScore"
      | "riskAt"
      | "botState"
    >
  >;
}

/** What the way of a message reads and writes, each at one go. */
export interface IngestStore {
  /** `null`: no such workspace. */
  findPlace(keys: PlaceKeys): Promise<Place | null>;
  background(request: BackgroundRequest): Promise<Background>;
  /** People first, then the thread: whoever locks both keeps this order. */
  hold(rows: {
    readonly workspaceId: string;
    readonly channelId: string;
    readonly threadId: string;
    readonly personIds: readonly string[];
  }): Promise<Held>;
  /** `conflict`: somebody else stored the message or opened the thread meanwhile; the transaction must not commit. */
  keep(facts: TurnFactsToKeep): Promise<"kept" | "conflict">;
}
