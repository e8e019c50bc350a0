import { errorCode, RapportError } from "../../src/domain/errors.ts";
import type { DeliveryOutcome } from "../../src/domain/outbound.ts";
import { MINUTE, SECOND } from "../../src/domain/time.ts";

/** What came of one call to Slack's Web API. */
export type CallOutcome<Body> =
  | { readonly kind: "ok"; readonly body: Body }
  /** Slack said no, by its own code (`channel_not_found`). */
  | { readonly kind: "refused"; readonly code: string }
  | { readonly kind: "limited"; readonly retryAfterMs: number | null }
  /** It never left this machine: nothing was done. */
  | { readonly kind: "unreachable"; readonly code: string }
  /** It may have been done: no answer, half an answer, or Slack's own fault. */
  | { readonly kind: "uncertain"; readonly code: string };

/** The token is good for nothing any more: sending stops until the app is installed again. */
const DEAD_TOKEN = new Set([
  "account_inactive",
  "app_missing_action_url",
  "invalid_auth",
  "not_authed",
  "org_login_required",
  "team_access_not_granted",
  "token_expired",
  "token_revoked",
]);
export const isDeadToken = (code: string): boolean => DEAD_TOKEN.has(code);

/** Slack's fault, of which it says that part of the work may have been done. */
const MAYBE_DONE = new Set(["fatal_error", "internal_error", "request_timeout"]);
/** Slack's fault or pause, with nothing done. */
const LATER = new Set(["service_unavailable", "team_added_to_org", "two_factor_setup_required"]);
const TOO_FAST = new Set(["ratelimited", "rate_limited", "message_limit_exceeded"]);

const CURES: Readonly<Record<string, string>> = {
  channel_not_found: "Invite Rapport to the channel, or check that it still exists.",
  not_in_channel: "Invite Rapport to the channel: /invite @Rapport.",
  is_archived: "Unarchive the channel.",
  msg_too_long: "Say it in fewer words.",
  no_text: "Say something.",
  restricted_action: "Ask a workspace admin to let apps post in this channel.",
  restricted_action_read_only_channel: "Ask a workspace admin to let apps post in this channel.",
  missing_scope: "Install Rapport again: a permission it needs was not given.",
  message_not_found: "The message is gone; nothing is to be done.",
  user_not_found: "The person is not in this workspace.",
  user_not_in_channel: "The person has left the channel.",
  expired_trigger_id: "Press the button again.",
  trigger_expired: "Press the button again.",
};

/** Of what Slack said no to a post. Exhaustive: an unknown code is a refusal, never a retry without end. */
export function outcomeOf(call: Exclude<CallOutcome<unknown>, { kind: "ok" }>): DeliveryOutcome {
  switch (call.kind) {
    case "limited":
      return { kind: "retry", code: "slack.ratelimited", retryAfterMs: call.retryAfterMs, scope: "channel" };
    case "unreachable":
      return { kind: "retry", code: call.code, retryAfterMs: null, scope: "workspace" };
    case "uncertain":
      return { kind: "uncertain", code: call.code };
    case "refused":
      return refusalOf(call.code);
  }
}

function refusalOf(slackCode: string): DeliveryOutcome {
  const code = `slack.${slackCode}`;
  if (isDeadToken(slackCode))
    return { kind: "refused", code, cure: "Install Rapport in the workspace again, or give it a new token." };
  if (TOO_FAST.has(slackCode)) return { kind: "retry", code, retryAfterMs: null, scope: "channel" };
  if (LATER.has(slackCode)) return { kind: "retry", code, retryAfterMs: MINUTE, scope: "workspace" };
  if (MAYBE_DONE.has(slackCode)) return { kind: "uncertain", code };
  return { kind: "refused", code, cure: CURES[slackCode] ?? "Look the code up in Slack's documentation." };
}

/** `Retry-After` in seconds; words, nothing and nonsense give `null`, and our own back-off decides. */
export function retryAfterMsOf(header: string | null): number | null {
  if (header === null || !/^\d{1,9}$/.test(header.trim())) return null;
  return Number(header) * SECOND;
}

export const slackFault = (code: string, message: string, cure: string, cause?: unknown): RapportError =>
  new RapportError(`slack.${code}`, message, cure, { cause });

/** A short name of a fault for the log, never its words. */
export const faultName = (error: unknown): string => errorCode(error);
