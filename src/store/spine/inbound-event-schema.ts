import { z } from "zod";
import { PLATFORMS } from "../../domain/channel.ts";
import { type InboundEvent, TIMER_NAMES } from "../../domain/inbound-event.ts";

/** Platform coordinates are short; what is longer is not one. */
const key = z.string().min(1).max(512);
const optionalKey = key.nullable();
const fileRef = z.object({
  // Teams names a file by its address alone, with the leave to fetch it.
  fileId: z.string().max(4_096),
  name: z.string().max(1_024),
  mediaType: z.string().max(256),
  sizeBytes: z.number().nonnegative(),
});

const actor = z.object({
  personKey: key,
  displayName: z.string(),
  isBot: z.boolean(),
  standing: z
    .object({
      isWorkspaceAdmin: z.boolean().optional(),
      isGuest: z.boolean().optional(),
      homeWorkspaceKey: z.string().optional(),
      groupKeys: z.array(z.string()).optional(),
      role: z.enum(["customer", "agent", "manager", "admin"]).optional(),
    })
    .optional(),
});

const base = {
  platform: z.enum(PLATFORMS),
  workspaceKey: key,
  channel: z.object({ channelKey: key, name: z.string(), isDirect: z.boolean(), isPrivate: z.boolean() }),
  actor,
  dedupeKey: z.string().min(1).max(200),
  occurredAt: z.iso.datetime({ offset: true }),
};

/** What may pass the door. Fields that are not ours are dropped. */
export const inboundEventSchema: z.ZodType<InboundEvent> = z.discriminatedUnion("kind", [
  z.object({
    ...base,
    kind: z.literal("message-posted"),
    messageKey: key,
    threadKey: optionalKey,
    replyToKey: optionalKey,
    text: z.string(),
    mentionsBot: z.boolean(),
    mentionedKeys: z.array(z.string()),
    files: z.array(fileRef),
    permalink: z.string().nullable(),
  }),
  z.object({ ...base, kind: z.literal("message-edited"), messageKey: key, text: z.string() }),
  z.object({ ...base, kind: z.literal("message-deleted"), messageKey: key }),
  z.object({
    ...base,
    kind: z.enum(["reaction-added", "reaction-removed"]),
    messageKey: key,
    emoji: z.string().max(256),
  }),
  z.object({
    ...base,
    kind: z.literal("control-used"),
    controlId: key,
    value: z.string(),
    messageKey: z.string(),
    threadKey: optionalKey,
    interactionKey: z.string().nullable(),
  }),
  z.object({
    ...base,
    kind: z.literal("form-submitted"),
    formId: key,
    value: z.string(),
    values: z.record(z.string(), z.string()),
    interactionKey: z.string().nullable(),
  }),
  z.object({
    ...base,
    kind: z.literal("command-invoked"),
    command: key,
    argumentText: z.string(),
    threadKey: optionalKey,
    interactionKey: z.string().nullable(),
  }),
  z.object({
    ...base,
    kind: z.literal("timer-due"),
    timer: z.enum(TIMER_NAMES),
    subjectId: key,
    threadKey: optionalKey,
  }),
]);
