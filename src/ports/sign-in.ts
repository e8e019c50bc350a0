import type { Platform } from "../domain/channel.ts";

/** Whom a link lets in: somebody a platform has just called an admin of a tenant's workspace. */
export interface SignInGuest {
  readonly tenantId: string;
  readonly platform: Platform;
  readonly personKey: string;
}

/** An address that opens the console, once and soon. */
export interface SignInLink {
  readonly url: string;
  readonly validMs: number;
}

export interface SignInIssuer {
  /** `null` for a person whose key cannot be the name of an account. */
  issue(guest: SignInGuest, now: Date): SignInLink | null;
}
