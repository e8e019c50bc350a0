import { z } from "zod";
import { THREAD_OUTCOMES } from "../../domain/thread.ts";
import {
  emotionLabel,
  emotionNumbers,
  emotionOutcome,
  figure,
  instant,
  mood,
  personRef,
  riskLevel,
  riskSignal,
  role,
} from "./shared.ts";
import { turn } from "./turns.ts";

/** The rows behind the figures of the dashboard. */
export const THREAD_VIEWS = ["all", "at-risk", "unanswered", "answered", "abstained", "rated"] as const;
export const threadView = z.enum(THREAD_VIEWS);

export const threadRow = z.object({
  id: z.string(),
  channelName: z.string(),
  platform: z.string(),
  customer: personRef.nullable(),
  /** The last words of the customer, shortened to 160 characters. */
  excerpt: z.string(),
  status: z.enum(["open", "solved", "closed"]),
  mood: mood.nullable(),
  riskLevel,
  openedAt: instant,
  lastMessageAt: instant,
  /** First answer by anybody. */
  firstAnswerMs: z.number().nullable(),
  ticketNumber: z.number().nullable(),
  rating: z.number().nullable(),
  outcome: z.enum(THREAD_OUTCOMES).nullable(),
});

export const threadsQuery = z.object({
  view: threadView.default("all"),
  /** Half-open by `lastMessageAt`; both may be left out. */
  startAt: instant.optional(),
  endAt: instant.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export const threads = z.object({ threads: z.array(threadRow), hasMore: z.boolean() });

export const threadMessage = z.object({
  id: z.string(),
  messageKey: z.string(),
  author: z.object({
    id: z.string().nullable(),
    displayName: z.string(),
    role: z.enum([...role.options, "bot"]),
  }),
  /** Empty when deleted. */
  text: z.string(),
  permalink: z.string().nullable(),
  /** What was attached; `fileId` opens one that is kept. */
  files: z.array(
    z.object({
      name: z.string(),
      mediaType: z.string(),
      sizeBytes: z.number(),
      fileId: z.string().nullable(),
      why: z.string().nullable(),
    }),
  ),
  sentAt: instant,
  editedAt: instant.nullable(),
  deletedAt: instant.nullable(),
  emotion: emotionOutcome.nullable(),
});

/** One point of a mood path; `isTurningPoint` where the path bent. */
export const moodPoint = z.object({
  mood,
  sentAt: instant,
  threadId: z.string(),
  messageId: z.string(),
  /** -1 .. 1. */
  sentiment: z.number(),
  isTurningPoint: z.boolean(),
});

export const riskFlagView = z.object({
  id: z.string(),
  level: riskLevel,
  score: z.number(),
  negativeEmotionSharePercent: z.number(),
  signals: z.array(riskSignal),
  flaggedAt: instant,
  verdict: z.enum(["left", "stayed", "false-alarm"]).nullable(),
});

export const threadDetail = z.object({
  thread: threadRow,
  messages: z.array(threadMessage),
  turns: z.array(turn),
  moodPath: z.array(moodPoint),
  flag: riskFlagView.nullable(),
  permalink: z.string().nullable(),
});

/** The reader's own word on a reading; stored as a correction. */
export const emotionCorrection = z.object({
  emotion: emotionLabel,
});

export const dashboardQuery = z.object({ period: z.enum(["day", "week"]).default("day") });

export const dashboard = z.object({
  period: z.enum(["day", "week"]),
  startAt: instant,
  endAt: instant,
  timeZone: z.string(),
  /** 0..1. */
  csatScore: figure,
  csatCount: figure,
  atRisk: figure,
  firstAnswerMedianMs: figure,
  answered: figure,
  abstained: figure,
  openTickets: figure,
  unanswered: figure,
  customerMessages: figure,
  negativeSharePercent: figure,
  /** Oldest first; hours for a day, days for a week. */
  emotions: z.array(z.object({ startAt: instant, counts: emotionNumbers })),
  openByAgent: z.array(z.object({ agent: personRef.nullable(), open: z.number() })),
  atRiskThreads: z.array(
    z.object({
      thread: threadRow,
      signals: z.array(riskSignal),
      negativeEmotionSharePercent: z.number(),
      flagged: z.boolean(),
    }),
  ),
});

export type ThreadView = (typeof THREAD_VIEWS)[number];
export type ThreadRow = z.infer<typeof threadRow>;
export type ThreadDetail = z.infer<typeof threadDetail>;
export type ThreadMessage = z.infer<typeof threadMessage>;
export type MoodPoint = z.infer<typeof moodPoint>;
export type RiskFlagView = z.infer<typeof riskFlagView>;
export type Dashboard = z.infer<typeof dashboard>;
