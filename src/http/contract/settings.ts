import { z } from "zod";
import type { TenantSettings } from "../../domain/tenant-settings.ts";
import { HOUR, MINUTE } from "../../domain/time.ts";
import { channelMode, channelPurpose, instant, personRef, platform, workspaceKind } from "./shared.ts";

export const policy = z.object({
  burstSilenceMs: z
    .number()
    .int()
    .min(0)
    .max(5 * MINUTE),
  waitForHumanMs: z.number().int().min(0).max(HOUR),
  unansweredAfterMs: z
    .number()
    .int()
    .min(MINUTE)
    .max(72 * HOUR),
  digestHour: z.number().int().min(0).max(23),
  csatSampleEvery: z.number().int().min(1).max(100),
  csatCooldownMs: z
    .number()
    .int()
    .min(0)
    .max(365 * 24 * HOUR),
}) satisfies z.ZodType<TenantSettings>;

export const policyChange = policy.partial();

export const workspaceView = z.object({
  id: z.string(),
  platform,
  name: z.string(),
  kind: workspaceKind.nullable(),
  /** Connected and receiving; `detail` says why not and how to connect. */
  state: z.enum(["connected", "off", "failing"]),
  detail: z.string(),
});

export const channelView = z.object({
  id: z.string(),
  workspaceId: z.string(),
  name: z.string(),
  purpose: channelPurpose,
  mode: channelMode,
});

export const agentView = personRef.extend({
  isAvailable: z.boolean(),
  /** Weighted unfinished load. */
  load: z.number(),
});

export const modelView = z.object({
  /** "Emotion", "Answers", "Embeddings", "Assistant". */
  task: z.string(),
  name: z.string(),
  version: z.string().nullable(),
  where: z.enum(["embedded", "remote", "off"]),
  /** How to change it, or why it is off. */
  detail: z.string(),
});

export const settings = z.object({
  policy,
  workspaces: z.array(workspaceView),
  channels: z.array(channelView),
  agents: z.array(agentView),
  models: z.array(modelView),
  store: z.object({ kind: z.enum(["embedded", "postgresql"]), detail: z.string() }),
});

export const workspaceChange = z.object({ kind: workspaceKind });
export const channelChange = z.object({ purpose: channelPurpose.optional(), mode: channelMode.optional() });
export const agentChange = z.object({ isAvailable: z.boolean() });

/** What needs a human: events given up after their attempts, sends whose fate is unknown or refused. */
export const deliveries = z.object({
  waiting: z.number(),
  deadLetters: z.array(
    z.object({
      id: z.string(),
      platform: z.string(),
      /** `InboundEvent["kind"]` when the event can still be read. */
      what: z.string(),
      attempts: z.number(),
      errorCode: z.string(),
      cure: z.string(),
      receivedAt: instant,
    }),
  ),
  sends: z.array(
    z.object({
      id: z.string(),
      platform: z.string(),
      channelName: z.string(),
      /** `MessageContent.summary` or the kind of the outbound. */
      what: z.string(),
      state: z.enum(["failed", "uncertain"]),
      attempts: z.number(),
      errorCode: z.string(),
      createdAt: instant,
    }),
  ),
});

export const repair = z.object({ action: z.enum(["replay", "discard"]) });

export const audit = z.object({
  entries: z.array(
    z.object({ actor: z.string(), action: z.string(), subject: z.string(), happenedAt: instant }),
  ),
});

export type Settings = z.infer<typeof settings>;
export type PolicyChange = z.infer<typeof policyChange>;
export type WorkspaceView = z.infer<typeof workspaceView>;
export type ChannelView = z.infer<typeof channelView>;
export type Deliveries = z.infer<typeof deliveries>;
export type Audit = z.infer<typeof audit>;
