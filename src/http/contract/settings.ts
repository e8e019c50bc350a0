import { z } from "zod";
import { NAMED_ROLES } from "../../domain/role.ts";
import { SETUP_STEPS } from "../../domain/setup-step.ts";
import type { TenantSettings } from "../../domain/tenant-settings.ts";
import { HOUR, MINUTE } from "../../domain/time.ts";
import { channelMode, channelPurpose, instant, personRef, platform, workspaceKind } from "./shared.ts";

const workingHours = z
  .object({
    days: z.array(z.number().int().min(1).max(7)).min(1).max(7).readonly(),
    fromMinute: z
      .number()
      .int()
      .min(0)
      .max(24 * 60 - 1),
    untilMinute: z
      .number()
      .int()
      .min(1)
      .max(24 * 60),
  })
  .refine(({ fromMinute, untilMinute }) => fromMinute < untilMinute, "The hours end before they begin.");

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
  remindCustomerAfterMs: z
    .number()
    .int()
    .min(0)
    .max(90 * 24 * HOUR),
  closeSilentAfterMs: z
    .number()
    .int()
    .min(0)
    .max(90 * 24 * HOUR),
  purgeRemovedAfterMs: z
    .number()
    .int()
    .min(0)
    .max(365 * 24 * HOUR),
  workingHours: workingHours.nullable(),
}) satisfies z.ZodType<TenantSettings>;

export const policyChange = policy.partial();

/** Connected and receiving; `detail` says why not and how to connect. */
const connection = z.object({ state: z.enum(["connected", "off", "failing"]), detail: z.string() });

const namedRole = z.enum(NAMED_ROLES);

/** What staff do by emoji, each as it is typed: signs or `:names:` between blanks; empty switches it off. */
const emojis = z.string().max(1_000);
const emojiRules = z.object({ claim: emojis, solve: emojis, open: emojis });

export const workspaceView = connection.extend({
  id: z.string(),
  platform,
  name: z.string(),
  kind: workspaceKind.nullable(),
  /** Offered while no kind is set. */
  guessedKind: workspaceKind.nullable(),
  /** The variable of the environment that sets the kind; `null`: an admin chooses. */
  kindSetBy: z.string().nullable(),
  emoji: emojiRules,
  /** A help desk alone: since when employees may be read. */
  emotionDeclaredAt: instant.nullable(),
  /** Why no customer's message is read for emotion; `null` where some are. */
  nobodyRead: z.string().nullable(),
  steps: z.array(
    z.object({ name: z.enum(SETUP_STEPS), what: z.string(), done: z.string(), next: z.string() }),
  ),
  groups: z.array(
    z.object({
      groupKey: z.string(),
      /** As people there call it; its key where the platform did not tell. */
      name: z.string(),
      /** The platform has it no more, or it is switched off. */
      isGone: z.boolean(),
      role: namedRole,
      setBy: z.string().nullable(),
    }),
  ),
  /** Groups that may be named; empty where the platform has none or did not tell. */
  knownGroups: z.array(z.object({ groupKey: z.string(), name: z.string() })),
  /** Channels the bot may go into and is not in. */
  openChannels: z.array(
    z.object({ channelKey: z.string(), name: z.string(), guessedPurpose: channelPurpose.nullable() }),
  ),
  people: z.array(
    z.object({
      personKey: z.string(),
      /** `null`: has not written here yet. */
      displayName: z.string().nullable(),
      role: namedRole,
      setBy: z.string().nullable(),
    }),
  ),
  /** Staff by the platform's own groups, channels and admins, named by nobody here. */
  others: z.array(personRef),
});

export const channelView = z.object({
  id: z.string(),
  workspaceId: z.string(),
  name: z.string(),
  purpose: channelPurpose,
  mode: channelMode,
  /** What its name says it is for, while nobody has said. */
  guessedPurpose: channelPurpose.nullable(),
  /** The variable that sets the purpose, and the one that sets the mode. */
  purposeSetBy: z.string().nullable(),
  modeSetBy: z.string().nullable(),
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
  /** Platforms without a workspace yet. */
  platforms: z.array(connection.extend({ platform })),
  workspaces: z.array(workspaceView),
  channels: z.array(channelView),
  agents: z.array(agentView),
  models: z.array(modelView),
  store: z.object({ kind: z.enum(["embedded", "postgresql"]), detail: z.string() }),
});

export const workspaceChange = z.object({
  kind: workspaceKind.optional(),
  /** A help desk's declaration, kept in the audit log; `null` takes it back. */
  emotionDeclaration: z.string().max(500).nullable().optional(),
  emoji: emojiRules.optional(),
});
/** Guesses that were shown and are taken. */
export const takenGuesses = z.object({
  purposes: z.array(z.object({ channelId: z.uuid(), purpose: channelPurpose })).max(200),
});
const key = z
  .string()
  .trim()
  .regex(/^[^\s,]{1,200}$/);
export const roleChange = z.object({
  whom: z.union([z.object({ groupKey: key }), z.object({ personKey: key })]),
  /** `null`: named no more. */
  role: namedRole.nullable(),
});
/** A channel that the platform has; the bot goes in where it is not. */
export const takenChannel = z.object({
  channelKey: key,
  purpose: channelPurpose,
  mode: channelMode.optional(),
});
export const peopleQuery = z.object({ q: z.string().max(100).default("") });
export const peopleFound = z.object({
  people: z.array(z.object({ personKey: z.string(), displayName: z.string(), role: personRef.shape.role })),
});
export const channelChange = z.object({ purpose: channelPurpose.optional(), mode: channelMode.optional() });
export const agentChange = z.object({ isAvailable: z.boolean() });

/** What needs a human: events given up after their attempts, posts whose fate is unknown or that were refused. */
export const TROUBLE_KINDS = ["dead", "uncertain", "failed"] as const;
const troubleKind = z.enum(TROUBLE_KINDS);

export const deliveriesQuery = z.object({
  kind: troubleKind.optional(),
  platform: platform.optional(),
  code: z.string().max(100).optional(),
});

const delivery = z.object({
  kind: troubleKind,
  id: z.string(),
  platform: z.string(),
  channelName: z.string().nullable(),
  /** Kind of the event, or what was asked of the platform. */
  what: z.string(),
  attempts: z.number(),
  errorCode: z.string(),
  /** Received or written. */
  at: instant,
});

export const deliveries = z.object({
  /** Events and posts under way. */
  waiting: z.number(),
  /** Of each kind, whatever is filtered; at most `limit` is counted. */
  counts: z.record(troubleKind, z.number()),
  limit: z.number(),
  codes: z.array(z.string()),
  /** Oldest first, at most `limit` of each kind. */
  rows: z.array(delivery),
});

export const deliveryDetail = delivery.extend({
  meaning: z.string(),
  cure: z.string(),
  /** What was written, and by whom; `null` where there are none, or the reader may not see them. */
  words: z.string().nullable(),
  author: z.string().nullable(),
  maySeeWords: z.boolean(),
});

const REPAIRED_AT_ONCE = 200;

export const repair = z.object({
  action: z.enum(["replay", "discard"]),
  ids: z
    .array(z.string().max(40))
    .min(1)
    .max(2 * REPAIRED_AT_ONCE),
});

export const repaired = z.object({
  done: z.number(),
  /** No longer among them: somebody was faster. */
  gone: z.number(),
});

export const audit = z.object({
  entries: z.array(
    z.object({
      /** A name where the person is still known, else what the log has. */
      actor: z.string(),
      action: z.string(),
      subject: z.string(),
      /** What was said of it, in the log's own words. */
      detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
      happenedAt: instant,
    }),
  ),
});

export type Settings = z.infer<typeof settings>;
export type PolicyChange = z.infer<typeof policyChange>;
export type WorkspaceView = z.infer<typeof workspaceView>;
export type ChannelView = z.infer<typeof channelView>;
export type Deliveries = z.infer<typeof deliveries>;
export type DeliveryRow = Deliveries["rows"][number];
export type DeliveryDetail = z.infer<typeof deliveryDetail>;
export type TroubleKind = z.infer<typeof troubleKind>;
export type Audit = z.infer<typeof audit>;
