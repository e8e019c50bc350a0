import type { Platform } from "../../domain/channel.ts";
import type { EmotionLabel } from "../../domain/emotion.ts";

/** What a digest counts besides emotions. */
export const METRICS = [
  "customer-messages",
  "analysed",
  "threads-opened",
  "answered",
  "clarified",
  "abstained",
  "silent",
  "tickets-opened",
  "tickets-solved",
  "flagged",
  "csat-responses",
  "csat-good",
  "first-answer",
  "not-helpful",
  "solved-by-bot",
  "flags-judged",
  "flags-confirmed",
] as const;
export type Metric = (typeof METRICS)[number];

/** Upper bounds of the buckets in which first-answer times are counted; the last bucket is open. */
export const FIRST_ANSWER_BUCKETS_MS: readonly number[] = [
  5_000,
  15_000,
  30_000,
  60_000,
  120_000,
  300_000,
  600_000,
  1_200_000,
  3_600_000,
  4 * 3_600_000,
  24 * 3_600_000,
];

export interface HourOfFigures {
  readonly hourAt: Date;
  readonly counts: Readonly<Partial<Record<Metric, { readonly count: number; readonly sum: number }>>>;
  /** Messages by first-answer bucket, same length as the bounds plus one. */
  readonly firstAnswerBuckets: readonly number[];
  readonly emotions: Readonly<Record<EmotionLabel, number>>;
  readonly negativeShareSum: number;
}

/** Hourly roll-ups, written in the transaction of the fact, so that a digest costs O(day). */
export interface FiguresStore {
  /** Adds to the hour of the instant; negative numbers take back. */
  count(entry: {
    readonly at: Date;
    readonly platform: string;
    readonly metric: Metric;
    readonly by?: number;
    readonly sum?: number;
  }): Promise<void>;
  countFirstAnswer(entry: {
    readonly at: Date;
    readonly platform: string;
    readonly waitedMs: number;
  }): Promise<void>;
  /** Hours of `from <= hour < to` that hold anything, oldest first, platforms added up. */
  read(from: Date, to: Date): Promise<readonly HourOfFigures[]>;
  /** Threads a customer opened and nobody answered, at the given instant. */
  countUnanswered(now: Date, unansweredAfterMs: number): Promise<number>;
  countOpenTickets(): Promise<number>;
}

export interface StoredDigest {
  readonly id: string;
  readonly kind: string;
  readonly periodStartAt: Date;
  readonly periodEndAt: Date;
  readonly summary: unknown;
  readonly chartFileId: string | null;
  readonly askedBy: "schedule" | "command";
  readonly postedAt: Date;
}

export interface DigestPost {
  readonly ref: string;
  readonly workspaceId: string;
  readonly platform: Platform;
  readonly workspaceKey: string;
  readonly channelKey: string;
}

export interface DigestStore {
  /** `false` when the scheduled digest of this period is there already; nothing is written then. */
  add(digest: StoredDigest): Promise<boolean>;
  list(limit: number): Promise<readonly StoredDigest[]>;
  /** Those that name the thread among the threads at risk. */
  listNaming(threadId: string): Promise<readonly StoredDigest[]>;
  changeSummary(digestId: string, summary: unknown): Promise<void>;
  /** Where it was posted. */
  listPosts(digestId: string): Promise<readonly DigestPost[]>;
  /**
   * Whether a scheduled digest tells of the period that ends here: its own, or one that reaches beyond since the
   * company has changed its time zone. One of a later period says nothing: a clock that was ahead may have made it.
   */
  hasScheduledUpTo(kind: string, endAt: Date): Promise<boolean>;
}
