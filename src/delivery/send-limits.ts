import type { Platform } from "../domain/channel.ts";
import { MINUTE } from "../domain/time.ts";

/** `perSecond` in the long run, `burst` at once. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

/** What a platform lets one installation send; with several replicas each gets its share. */
export interface SendLimits {
  readonly channel: Rate;
  readonly workspace: Rate;
  /**
   * How long the platform knows an idempotency key and refuses a second copy; `null` for ever. Read only where the
   * adapter's `idempotent-send` says yes.
   */
  readonly idempotencyMs: number | null;
}

/** A little below what the platforms' documents allow. */
export const DEFAULT_SEND_LIMITS: Readonly<Record<Platform, SendLimits>> = {
  web: {
    channel: { perSecond: 50, burst: 100 },
    workspace: { perSecond: 200, burst: 400 },
    idempotencyMs: null,
  },
  // chat.postMessage: about one a second for a channel, short bursts allowed.
  slack: {
    channel: { perSecond: 1, burst: 4 },
    workspace: { perSecond: 15, burst: 30 },
    idempotencyMs: null,
  },
  // Five in five seconds for a channel, 50 a second for a bot; a nonce is checked for a few minutes.
  discord: {
    channel: { perSecond: 1, burst: 5 },
    workspace: { perSecond: 45, burst: 45 },
    idempotencyMs: 2 * MINUTE,
  },
  // Seven in a second and 60 in thirty for a conversation, 50 a second for a tenant.
  teams: {
    channel: { perSecond: 1.8, burst: 6 },
    workspace: { perSecond: 45, burst: 45 },
    idempotencyMs: null,
  },
};
