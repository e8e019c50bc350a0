import type { RiskLevel } from "./churn-risk.ts";
import type { Mood } from "./emotion.ts";

export const THREAD_OUTCOMES = [
  "highly-satisfied",
  "satisfied",
  "neutral",
  "unsatisfied",
  "frustrated",
  "abandoned",
] as const;
export type ThreadOutcome = (typeof THREAD_OUTCOMES)[number];

/** The bot's own state in a thread: bounded 0..1, decaying; steers tone and length, never narrated. */
export interface BotState {
  readonly warmth: number;
  readonly urgency: number;
  readonly caution: number;
}

/** The exchange that a request opens. */
export interface Thread {
  readonly id: string;
  readonly channelId: string;
  readonly threadKey: string;
  readonly customerId: string | null;
  readonly status: "open" | "solved" | "closed";
  readonly openedAt: Date;
  readonly lastMessageAt: Date;
  /** First answer by a human agent. */
  readonly firstAgentReplyAt: Date | null;
  /** First answer by the bot. */
  readonly firstBotReplyAt: Date | null;
  /**
   * Since when the bot says nothing unasked here: one of the team wrote, or the thread's customer asked for a human.
   * Other customers never set it.
   */
  readonly botQuietAt: Date | null;
  /** When another customer last spoke to this one by name: people may be helping each other. */
  readonly helpedAt: Date | null;
  readonly mood: Mood | null;
  readonly riskLevel: RiskLevel;
  readonly riskScore: number;
  readonly riskAt: Date | null;
  readonly flaggedAt: Date | null;
  readonly clarifyCount: number;
  readonly failedAnswerCount: number;
  readonly outcome: ThreadOutcome | null;
  readonly botState: BotState;
}
