import { errorCode, RapportError } from "../../src/domain/errors.ts";
import type { DeliveryOutcome } from "../../src/domain/outbound.ts";
import { SECOND } from "../../src/domain/time.ts";

/** What came of one call to the Bot Connector, the login or Microsoft Graph. */
export type CallOutcome<Body> =
  | { readonly kind: "ok"; readonly body: Body }
  /** It said no, and nothing was done. */
  | { readonly kind: "refused"; readonly status: number; readonly code: string }
  /** Too fast, or its own passing trouble: the documents say to send again. */
  | { readonly kind: "later"; readonly code: string; readonly retryAfterMs: number | null }
  /** It never left this machine: nothing was done. */
  | { readonly kind: "unreachable"; readonly code: string }
  /** It may have been done: no answer, half an answer, or their own fault. */
  | { readonly kind: "uncertain"; readonly code: string };

/** 429 is "too fast"; 412, 502 and 504 are to be tried again by the documents' own word ("Rate limiting for bots"). */
export const SEND_AGAIN: ReadonlySet<number> = new Set([412, 429, 502, 504]);

/** The connector's own words for a refusal, where they say more than the status. */
const CURES: Readonly<Record<string, string>> = {
  BotDisabledByAdmin: "Ask a Teams administrator to allow the app.",
  BotNotInConversationRoster: "Add Rapport to the team or chat again.",
  BotBlockedByUser: "The person has blocked the bot; nothing is to be done.",
  ForbiddenOperationException: "Let the person open a chat with Rapport, or add it to their team.",
  ConversationNotFound: "The channel or chat is gone, or Rapport was taken out of it.",
  MessageSizeTooBig: "Say it in fewer words.",
  MessageWritesBlocked: "The person has blocked the bot; nothing is to be done.",
};

const CURE_BY_STATUS: Readonly<Record<number, string>> = {
  400: "Look the code up in the documentation of the Bot Connector.",
  401: "Check MICROSOFT_APP_ID, MICROSOFT_APP_PASSWORD and MICROSOFT_APP_TENANT_ID.",
  403: "Add Rapport to the team or chat again.",
  404: "The channel, chat or message is gone, or Rapport was taken out of it.",
  413: "Say it in fewer words.",
};

/** Of what came of a send. Exhaustive: an unknown refusal is final, never a retry without end. */
export function outcomeOf(call: Exclude<CallOutcome<unknown>, { kind: "ok" }>): DeliveryOutcome {
  switch (call.kind) {
    case "later":
      return { kind: "retry", code: call.code, retryAfterMs: call.retryAfterMs, scope: "channel" };
    case "unreachable":
      return { kind: "retry", code: call.code, retryAfterMs: null, scope: "workspace" };
    case "uncertain":
      return { kind: "uncertain", code: call.code };
    case "refused":
      return {
        kind: "refused",
        code: `teams.${call.code}`,
        cure:
          CURES[call.code] ??
          CURE_BY_STATUS[call.status] ??
          "Look the code up in the documentation of the Bot Connector.",
      };
  }
}

/** A quarter more at most, so that many do not come back in the same moment. */
const JITTER_SHARE = 0.25;

/** `Retry-After` in seconds with jitter; words, nothing and nonsense give `null`, and our own back-off (jittered too) decides. */
export function retryAfterMsOf(header: string | null, draw: () => number = Math.random): number | null {
  if (header === null || !/^\d{1,9}$/.test(header.trim())) return null;
  return Math.round(Number(header) * SECOND * (1 + JITTER_SHARE * draw()));
}

export const teamsFault = (code: string, message: string, cure: string, cause?: unknown): RapportError =>
  new RapportError(`teams.${code}`, message, cure, { cause });

/** A short name of a fault for the log, never its words. */
export const faultName = (error: unknown): string => errorCode(error);
