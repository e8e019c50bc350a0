import { errorCode, isRapportError, RapportError } from "../../src/domain/errors.ts";
import type { DeliveryOutcome } from "../../src/domain/outbound.ts";

/** What the room may say no with; the status is what its HTTP API answers. */
export const WEB_FAULTS = {
  "web.malformed": 400,
  "web.unknown-command": 400,
  "web.login-required": 401,
  "web.forbidden": 403,
  "web.persona-unknown": 403,
  "web.no-persona": 403,
  "web.cross-site": 403,
  "web.not-found": 404,
  "web.channel-unknown": 404,
  "web.post-unknown": 404,
  "web.method": 405,
  "web.post-deleted": 409,
  "web.key-reused": 409,
  "web.form-expired": 409,
  "web.interaction-expired": 409,
  "web.wrong-workspace": 409,
  "web.too-large": 413,
  "web.media-type": 415,
  "web.too-many": 429,
  "web.not-stored": 503,
  "web.closed": 503,
} as const;
export type WebFaultCode = keyof typeof WEB_FAULTS;

export const webFault = (code: WebFaultCode, message: string, cure: string): RapportError =>
  new RapportError(code, message, cure);

const isWebFault = (code: string): code is WebFaultCode => code in WEB_FAULTS;

/** HTTP status of any error: a store that is down is worth another try, what is unforeseen is ours. */
export function statusOf(error: unknown): number {
  const code = errorCode(error);
  if (isWebFault(code)) return WEB_FAULTS[code];
  return isRapportError(error) && code.startsWith("store.") ? 503 : 500;
}

const RETRY_AFTER_MS = 1_000;

/**
 * What the room's answer means for the outbox. Posting is idempotent here, so whatever is not a clear no
 * is simply tried again and nothing is ever uncertain.
 */
export function outcomeOf(error: unknown): DeliveryOutcome {
  const code = errorCode(error);
  if (isRapportError(error) && isWebFault(code) && WEB_FAULTS[code] < 500) {
    return { kind: "refused", code, cure: error.cure };
  }
  return { kind: "retry", code, retryAfterMs: RETRY_AFTER_MS, scope: "workspace" };
}
