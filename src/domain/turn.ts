import type { Audience, Channel, Workspace } from "./channel.ts";
import type { ChurnRisk, RiskSignalName } from "./churn-risk.ts";
import type { CsatResponse } from "./csat.ts";
import type { Decision } from "./decision.ts";
import type { EmotionOutcome, EmotionTag, NotAnalysedReason } from "./emotion.ts";
import type { MessagePosted } from "./inbound-event.ts";
import type { AnswerDraft, RetrievedPassage } from "./knowledge.ts";
import type { Message } from "./message.ts";
import type { Person } from "./person.ts";
import type { Role } from "./role.ts";
import type { Thread } from "./thread.ts";

/** One earlier message of the thread with what was read in it. */
export interface HistoryEntry {
  readonly message: Message;
  readonly tag: EmotionTag | null;
}

/** How the bot must behave here, resolved once per turn from tenant, workspace, channel and person. */
export interface Policy {
  readonly mode: Channel["mode"];
  readonly audience: Audience;
  /** Emotion may be read for this author; when not, `notAnalysedReason` says why. */
  readonly notAnalysedReason: NotAnalysedReason | null;
  /**
   * The same for the thread's own customer, whose words are the evidence of a risk whoever writes in the thread;
   * not `null` in a thread without a customer.
   */
  readonly customerNotAnalysedReason: NotAnalysedReason | null;
  /** How long the asker must be silent before the bot speaks unasked. */
  readonly burstSilenceMs: number;
  /** How long a human may answer first when the bot is half sure. */
  readonly waitForHumanMs: number;
  /** A customer nobody answered for this long counts as waiting. */
  readonly unansweredAfterMs: number;
}

export interface EarlierAnswer {
  readonly id: string;
  readonly text: string;
  readonly answeredAt: Date;
}

/** Why this turn runs: a person wrote, or a persisted timer says the wait is over. */
export type TurnCause = "message" | "burst-over" | "human-wait-over" | "unanswered";

/** Handling one message. */
export interface Turn {
  readonly tenantId: string;
  readonly cause: TurnCause;
  readonly event: MessagePosted;
  readonly workspace: Workspace;
  readonly channel: Channel;
  readonly author: Person;
  readonly authorRole: Role;
  readonly thread: Thread;
  readonly message: Message;
  /** The thread so far, oldest first, without `message`. */
  readonly history: readonly HistoryEntry[];
  readonly policy: Policy;
  /** Asked directly: mention, direct message, command, or the rest of a burst that began so. */
  readonly isAddressed: boolean;
  /** How long the author had written nothing before this burst of messages; `null`: nothing is known of an earlier one. */
  readonly authorSilentMs: number | null;
  /** What the bot answered to an earlier message of this burst, unless somebody judged it. */
  readonly earlierAnswer: EarlierAnswer | null;
  /** This message opened the thread. */
  readonly isNewThread: boolean;
  readonly hasOpenTicket: boolean;
  /** Rules behind flags of this thread that a human called a false alarm: these alone flag it no more. */
  readonly dismissedSignals: readonly RiskSignalName[];
  /** The thread customer's own, while it counts as risk. */
  readonly lowRating: Pick<CsatResponse, "rating" | "comment"> | null;
  readonly now: Date;
}

export interface TaggedTurn extends Turn {
  readonly emotion: EmotionOutcome;
}

export interface AssessedTurn extends TaggedTurn {
  readonly risk: ChurnRisk;
}

/** Whether the message is a request that a bot may answer unasked. */
export interface RequestReading {
  /** 0..1. */
  readonly confidence: number;
  readonly noise:
    | "greeting"
    | "thanks"
    | "praise"
    | "works-now"
    | "aside"
    | "empty"
    | "talk-between-others"
    | null;
  readonly asksForHuman: boolean;
  readonly reason: string;
}

export interface GroundedTurn extends AssessedTurn {
  readonly request: RequestReading;
  readonly passages: readonly RetrievedPassage[];
  /** Set when the search could not run. */
  readonly searchFault: string | null;
}

export interface DraftedTurn extends GroundedTurn {
  /** `null` when no answer was wanted (noise, staff, quiet thread). */
  readonly draft: AnswerDraft | null;
}

export interface DecidedTurn extends DraftedTurn {
  readonly decision: Decision;
}

/** Milliseconds each step took, by step name, for "What Rapport did" and the metrics. */
export type StepTimingsMs = Readonly<Record<string, number>>;
