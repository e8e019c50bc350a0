import { randomBytes } from "node:crypto";
import { z } from "zod";
import { PLATFORMS } from "../../domain/channel.ts";
import { isId } from "../../domain/ids.ts";
import { addMs, MINUTE } from "../../domain/time.ts";
import type { SignInGuest, SignInIssuer } from "../../ports/sign-in.ts";
import { API_PREFIX } from "../contract.ts";
import { normaliseLogin } from "./login-name.ts";

/** Seals a text so that it opens in the same place alone. */
export interface Sealer {
  seal(text: string, place: string): { readonly keyId: string; readonly bytes: Uint8Array };
  /** Throws where the bytes were changed, or sealed for another place. */
  open(sealed: { readonly keyId: string; readonly bytes: Uint8Array }, place: string): string;
}

export interface SignInLinksOptions {
  readonly sealer: Sealer;
  /** Without a slash at the end. */
  readonly publicUrl: string;
  /** `true` for the first call with an id, in whatever process. */
  readonly claimOnce: (id: string) => Promise<boolean>;
}

export type OpenedLink = SignInGuest & { readonly loginName: string };

export interface SignInLinks extends SignInIssuer {
  /** Whom it would let in; uses nothing up. `null`: not ours, changed, another tenant's or too old. */
  read(token: string, now: Date): OpenedLink | null;
  /** `null` also for one that was used. */
  redeem(token: string, now: Date): Promise<OpenedLink | null>;
}

export const LINK_MS = 5 * MINUTE;
export const SIGN_IN_PATH = `${API_PREFIX}/sign-in`;

const FORM = /^([0-9a-f-]{36})\.([0-9a-f]{12})\.([\w-]{40,1000})$/;
const LOGIN = /^[a-z0-9][a-z0-9._-]{0,59}$/;
const guestSchema = z.object({
  platform: z.enum(PLATFORMS),
  personKey: z.string().min(1),
  expiresAt: z.number(),
  nonce: z.string().min(20),
});

/** Bound to its tenant by the seal: the tenant's id stands before it, and another one there opens nothing. */
export function createSignInLinks({ sealer, publicUrl, claimOnce }: SignInLinksOptions): SignInLinks {
  const placeOf = (tenantId: string): string => `${tenantId}/sign-in`;

  const open = (token: string, now: Date) => {
    const [, tenantId, keyId, sealed] = FORM.exec(token) ?? [];
    if (tenantId === undefined || keyId === undefined || sealed === undefined || !isId(tenantId)) return null;
    try {
      const bytes = Buffer.from(sealed, "base64url");
      const { expiresAt, nonce, ...guest } = guestSchema.parse(
        JSON.parse(sealer.open({ keyId, bytes }, placeOf(tenantId))),
      );
      const leftMs = expiresAt - now.getTime();
      if (!(leftMs > 0 && leftMs <= LINK_MS)) return null;
      return { link: { tenantId, ...guest, loginName: normaliseLogin(guest.personKey) }, nonce };
    } catch {
      return null;
    }
  };

  return {
    issue({ tenantId, platform, personKey }, now) {
      if (!LOGIN.test(normaliseLogin(personKey))) return null;
      const expiresAt = addMs(now, LINK_MS).getTime();
      const nonce = randomBytes(16).toString("base64url");
      const { keyId, bytes } = sealer.seal(
        JSON.stringify({ platform, personKey, expiresAt, nonce }),
        placeOf(tenantId),
      );
      const token = `${tenantId}.${keyId}.${Buffer.from(bytes).toString("base64url")}`;
      return { url: `${publicUrl}${SIGN_IN_PATH}?t=${token}`, validMs: LINK_MS };
    },
    read: (token, now) => open(token, now)?.link ?? null,
    async redeem(token, now) {
      const opened = open(token, now);
      return opened !== null && (await claimOnce(`sign-in:${opened.nonce}`)) ? opened.link : null;
    },
  };
}
