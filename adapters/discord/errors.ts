import { errorCode, RapportError } from "../../src/domain/errors.ts";
import type { DeliveryOutcome } from "../../src/domain/outbound.ts";

/** What came of one call to Discord's HTTP API. */
export type CallOutcome<Body> =
  | { readonly kind: "ok"; readonly body: Body }
  /** Discord said no; `code` is its own number (10003: unknown channel), or the HTTP status where it gave none. */
  | { readonly kind: "refused"; readonly code: number; readonly status: number }
  | { readonly kind: "limited"; readonly retryAfterMs: number | null; readonly isGlobal: boolean }
  /** It never left this machine: nothing was done. */
  | { readonly kind: "unreachable"; readonly code: string }
  /** It may have been done: no answer, half an answer, or Discord's own fault. */
  | { readonly kind: "uncertain"; readonly code: string };

/** Discord's own numbers, where we act upon them. */
export const CODES = {
  unknownChannel: 10_003,
  unknownMessage: 10_008,
  unknownInteraction: 10_062,
  unknownWebhook: 10_015,
  missingAccess: 50_001,
  wrongChannelType: 50_024,
  cannotSendToPerson: 50_007,
  missingPermissions: 50_013,
  threadArchived: 50_083,
  invalidForm: 50_035,
  alreadyAnswered: 40_060,
  threadThere: 160_004,
} as const;

const CURES: Readonly<Record<number, string>> = {
  401: "Give Rapport a new token: DISCORD_TOKEN.",
  [CODES.unknownChannel]: "The channel is gone, or Rapport may not see it. Check its permissions.",
  [CODES.unknownMessage]: "The message is gone; nothing is to be done.",
  [CODES.unknownInteraction]: "Press the button again.",
  [CODES.unknownWebhook]: "Press the button again: Discord takes answers for 15 minutes.",
  [CODES.missingAccess]: "Let Rapport see the channel: permission View Channel.",
  [CODES.missingPermissions]:
    "Give Rapport's role what it needs in this channel: Send Messages, Send Messages in Threads, Create Public Threads, Embed Links, Attach Files.",
  [CODES.cannotSendToPerson]: "The person takes no direct messages from this server.",
  [CODES.wrongChannelType]: "This kind of channel cannot do that. Choose a text channel or a forum.",
};

/** Of what Discord said no to. Exhaustive: an unknown code is a refusal, never a retry without end. */
export function outcomeOf(call: Exclude<CallOutcome<unknown>, { kind: "ok" }>): DeliveryOutcome {
  switch (call.kind) {
    case "limited":
      return {
        kind: "retry",
        code: call.isGlobal ? "discord.limited-globally" : "discord.limited",
        retryAfterMs: call.retryAfterMs,
        scope: call.isGlobal ? "workspace" : "channel",
      };
    case "unreachable":
      return { kind: "retry", code: call.code, retryAfterMs: null, scope: "workspace" };
    case "uncertain":
      return { kind: "uncertain", code: call.code };
    case "refused":
      return {
        kind: "refused",
        code: `discord.${call.code}`,
        cure: CURES[call.code] ?? CURES[call.status] ?? "Look the code up in Discord's documentation.",
      };
  }
}

export const discordFault = (code: string, message: string, cure: string, cause?: unknown): RapportError =>
  new RapportError(`discord.${code}`, message, cure, { cause });

/** A short name of a fault for the log, never its words. */
export const faultName = (error: unknown): string => errorCode(error);
