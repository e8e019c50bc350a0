import { z } from "zod";
import { CHANNEL_MODES, CHANNEL_PURPOSES, PLATFORMS, WORKSPACE_KINDS } from "../../domain/channel.ts";
import {
  type ChurnRisk,
  RISK_LEVELS,
  RISK_SIGNALS,
  type RiskLevel,
  type RiskSignal,
} from "../../domain/churn-risk.ts";
import {
  EMOTIONS,
  type EmotionOutcome,
  type EmotionTag,
  MOODS,
  NOT_ANALYSED_REASONS,
} from "../../domain/emotion.ts";
import type { Citation } from "../../domain/knowledge.ts";
import { ROLES } from "../../domain/role.ts";

/** An instant on the wire: ISO 8601, UTC. */
export const instant = z.iso.datetime();

export const emotionLabel = z.enum(EMOTIONS);
export const mood = z.enum(MOODS);
export const role = z.enum(ROLES);
export const platform = z.enum(PLATFORMS);
export const workspaceKind = z.enum(WORKSPACE_KINDS);
export const channelPurpose = z.enum(CHANNEL_PURPOSES);
export const channelMode = z.enum(CHANNEL_MODES);
export const riskLevel = z.enum(RISK_LEVELS) satisfies z.ZodType<RiskLevel>;
export const verdict = z.enum(["left", "stayed", "false-alarm"]);

/** Every answer that is not 2xx. `cure` says what the reader can do. */
export const apiError = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    cure: z.string(),
    /** The same in the log and in the header `x-request-id`. */
    requestId: z.string().optional(),
  }),
});

export const done = z.object({ done: z.literal(true) });

export const personRef = z.object({ id: z.string(), displayName: z.string(), role });

/** Seven counts or seven shares, one per label. */
export const emotionNumbers = z.record(emotionLabel, z.number());

export const emotionTag = z.object({
  scores: emotionNumbers,
  sentiment: z.number(),
  mood,
  risk: z.number(),
  model: z.string(),
  modelVersion: z.string(),
}) satisfies z.ZodType<EmotionTag>;

export const emotionOutcome = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("tagged"), tag: emotionTag }),
  z.object({ kind: z.literal("not-analysed"), reason: z.enum(NOT_ANALYSED_REASONS) }),
]) satisfies z.ZodType<EmotionOutcome>;

export const riskSignal = z.object({
  name: z.enum(RISK_SIGNALS),
  weight: z.number(),
  detail: z.string(),
  quote: z.string(),
  messageId: z.string(),
  permalink: z.string().nullable(),
}) satisfies z.ZodType<RiskSignal>;

export const churnRisk = z.object({
  level: riskLevel,
  score: z.number(),
  signals: z.array(riskSignal),
  negativeEmotionSharePercent: z.number(),
}) satisfies z.ZodType<ChurnRisk>;

export const citation = z.object({
  articleId: z.string(),
  passageId: z.string(),
  title: z.string(),
  heading: z.string().nullable(),
  pageLabel: z.string().nullable(),
  url: z.string().nullable(),
}) satisfies z.ZodType<Citation>;

/** A figure and the same figure of the period before. Shares 0..1, spans in milliseconds. */
export const figure = z.object({ value: z.number().nullable(), before: z.number().nullable() });

export type ApiError = z.infer<typeof apiError>;
export type PersonRef = z.infer<typeof personRef>;
export type FigureView = z.infer<typeof figure>;
export type CitationView = z.infer<typeof citation>;
