import { z } from "zod";
import type { Action } from "../../domain/decision.ts";
import type { AnswerDraft } from "../../domain/knowledge.ts";
import type { RequestReading } from "../../domain/turn.ts";
import { churnRisk, citation, emotionOutcome, instant, platform } from "./shared.ts";

const cited = z.object({
  kind: z.literal("cited"),
  text: z.string(),
  citations: z.array(citation),
  answerability: z.number(),
  writer: z.string(),
});

const clarify = z.object({
  kind: z.literal("clarify"),
  question: z.string(),
  choices: z.array(z.object({ label: z.string(), passageId: z.string() })),
  answerability: z.number(),
});

export const answerDraft = z.discriminatedUnion("kind", [
  cited,
  clarify,
  z.object({
    kind: z.literal("abstained"),
    distance: z.enum(["near", "far"]),
    nearest: z.array(citation),
    answerability: z.number(),
  }),
  z.object({ kind: z.literal("unavailable"), code: z.string() }),
]) satisfies z.ZodType<AnswerDraft>;

const because = { reason: z.string() };

export const action = z.discriminatedUnion("kind", [
  z.object({ ...because, kind: z.literal("reply"), draft: cited }),
  z.object({ ...because, kind: z.literal("suggest"), draft: cited }),
  z.object({ ...because, kind: z.literal("clarify"), draft: clarify }),
  z.object({
    ...because,
    kind: z.literal("hand-off"),
    says: z.enum(["asked-for-human", "no-answer", "unavailable"]),
  }),
  z.object({ ...because, kind: z.literal("introduce") }),
  z.object({ ...because, kind: z.literal("stay-silent") }),
  z.object({
    ...because,
    kind: z.literal("wait"),
    timer: z.enum(["consider-request", "wait-for-human"]),
    forMs: z.number(),
  }),
  z.object({ ...because, kind: z.literal("open-ticket"), priority: z.enum(["normal", "high", "urgent"]) }),
  z.object({ ...because, kind: z.literal("escalate"), risk: churnRisk }),
  z.object({ ...because, kind: z.literal("flag-thread"), risk: churnRisk }),
  z.object({ ...because, kind: z.literal("ask-csat") }),
]) satisfies z.ZodType<Action>;

export const requestReading = z.object({
  confidence: z.number(),
  noise: z
    .enum(["greeting", "thanks", "praise", "works-now", "aside", "empty", "talk-between-others"])
    .nullable(),
  asksForHuman: z.boolean(),
  reason: z.string(),
}) satisfies z.ZodType<RequestReading>;

/** `TurnRecord` on the wire, with the platform's name of its message. */
export const turn = z.object({
  id: z.string(),
  threadId: z.string(),
  messageId: z.string(),
  messageKey: z.string(),
  cause: z.enum(["message", "burst-over", "human-wait-over", "unanswered"]),
  emotion: emotionOutcome,
  risk: churnRisk,
  request: requestReading,
  passages: z.array(
    z.object({
      passageId: z.string(),
      title: z.string(),
      heading: z.string().nullable(),
      similarity: z.number(),
      url: z.string().nullable(),
    }),
  ),
  draft: answerDraft.nullable(),
  decision: z.array(action),
  timingsMs: z.record(z.string(), z.number()),
  handledAt: instant,
});

/** Turns of up to 100 messages of one channel, oldest first; a message without a turn is simply not there. */
export const turnsQuery = z.object({
  platform,
  channelKey: z.string(),
  /** Comma-separated. */
  messageKeys: z.string().max(20_000),
});
export const turns = z.object({ turns: z.array(turn) });

export type TurnView = z.infer<typeof turn>;
export type AnswerDraftView = z.infer<typeof answerDraft>;
export type ActionView = z.infer<typeof action>;
