import { z } from "zod";
import type { Block, Control, FileRef, Inline, MessageContent } from "../../domain/message-content.ts";
import { instant } from "./shared.ts";

const inline = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("text"),
    text: z.string(),
    style: z.enum(["bold", "italic", "code"]).optional(),
  }),
  z.object({ type: z.literal("link"), url: z.string(), label: z.string() }),
  z.object({
    type: z.literal("person"),
    personKey: z.string(),
    displayName: z.string(),
    notify: z.boolean(),
  }),
]) satisfies z.ZodType<Inline>;

const option = z.object({ label: z.string(), value: z.string() });

const control = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("button"),
    controlId: z.string(),
    label: z.string(),
    value: z.string(),
    style: z.enum(["primary", "danger"]).optional(),
  }),
  z.object({ type: z.literal("menu"), controlId: z.string(), label: z.string(), options: z.array(option) }),
]) satisfies z.ZodType<Control>;

const fileRef = z.object({
  fileId: z.string(),
  name: z.string(),
  mediaType: z.string(),
  sizeBytes: z.number(),
}) satisfies z.ZodType<FileRef>;

const block = z.discriminatedUnion("type", [
  z.object({ type: z.literal("heading"), text: z.string() }),
  z.object({ type: z.literal("paragraph"), inlines: z.array(inline) }),
  z.object({ type: z.literal("quote"), text: z.string(), url: z.string().optional() }),
  z.object({ type: z.literal("list"), items: z.array(z.array(inline)) }),
  z.object({
    type: z.literal("facts"),
    facts: z.array(z.object({ label: z.string(), value: z.array(inline) })),
  }),
  z.object({ type: z.literal("meter"), label: z.string(), share: z.number(), word: z.string() }),
  z.object({ type: z.literal("image"), file: fileRef, alt: z.string() }),
  z.object({ type: z.literal("file"), file: fileRef }),
  z.object({ type: z.literal("context"), inlines: z.array(inline) }),
  z.object({ type: z.literal("divider") }),
  z.object({ type: z.literal("controls"), controls: z.array(control) }),
]) satisfies z.ZodType<Block>;

/** The neutral message; images lie under `GET /files/{id}`. */
export const messageContent = z.object({
  summary: z.string(),
  blocks: z.array(block),
  accent: z.enum(["neutral", "low", "elevated", "high", "closed"]).optional(),
}) satisfies z.ZodType<MessageContent>;

export const digestKind = z.enum(["daily", "weekly"]);

export const digests = z.object({
  schedule: z.array(
    z.object({
      kind: digestKind,
      /** In words: "every day at 08:00". */
      says: z.string(),
      nextAt: instant.nullable(),
      channelName: z.string().nullable(),
    }),
  ),
  timeZone: z.string(),
  digests: z.array(
    z.object({
      id: z.string(),
      kind: digestKind,
      periodStartAt: instant,
      periodEndAt: instant,
      askedBy: z.enum(["schedule", "command"]),
      postedAt: instant,
      chartFileId: z.string().nullable(),
    }),
  ),
});

export const digestQuery = z.object({ kind: digestKind });

/** Exactly what would be posted; `null` when nothing happened in the period and so nothing is posted. */
export const digestPreview = z.object({ content: messageContent.nullable() });
export const digestDetail = z.object({ content: messageContent });

export const postDigest = z.object({ kind: digestKind });
export const postDigestOutcome = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("posted"), id: z.string() }),
  /** Nothing to tell, or no managers' channel: said in `reason`. */
  z.object({ kind: z.literal("not-posted"), reason: z.string() }),
]);

export type Digests = z.infer<typeof digests>;
export type DigestKindView = z.infer<typeof digestKind>;
