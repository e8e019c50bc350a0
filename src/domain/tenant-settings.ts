import { DAY, MINUTE, SECOND } from "./time.ts";
import type { WorkingHours } from "./working-hours.ts";

/** Policy switches of a tenant, with the values a new tenant starts with. */
export interface TenantSettings {
  /** How long an asker must be silent before the bot speaks unasked. */
  readonly burstSilenceMs: number;
  /** How long a human may answer first when the bot is half sure. */
  readonly waitForHumanMs: number;
  /** A customer unanswered for this long counts as waiting. */
  readonly unansweredAfterMs: number;
  /** Local hour of the daily digest, 0..23, in the tenant's time zone. */
  readonly digestHour: number;
  /** CSAT: every n-th resolution is asked, and nobody more often than the cool-down. */
  readonly csatSampleEvery: number;
  readonly csatCooldownMs: number;
  /** A ticket on which the customer's answer is awaited: reminded after this; 0: never. */
  readonly remindCustomerAfterMs: number;
  /** Closed this long after the reminder; 0: never. */
  readonly closeSilentAfterMs: number;
  /** What is stored of a workspace that removed the bot is erased after this. */
  readonly purgeRemovedAfterMs: number;
  /** When people answer; `null`: always. */
  readonly workingHours: WorkingHours | null;
}

export const DEFAULT_TENANT_SETTINGS: TenantSettings = {
  burstSilenceMs: 6 * SECOND,
  waitForHumanMs: 2 * MINUTE,
  unansweredAfterMs: 20 * MINUTE,
  digestHour: 8,
  csatSampleEvery: 1,
  csatCooldownMs: 0,
  remindCustomerAfterMs: 2 * DAY,
  closeSilentAfterMs: 3 * DAY,
  purgeRemovedAfterMs: 30 * DAY,
  workingHours: null,
};

export interface Tenant {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly timeZone: string;
  readonly settings: TenantSettings;
}
