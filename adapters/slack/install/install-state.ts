import { createHash, createHmac, hkdfSync, randomBytes, timingSafeEqual } from "node:crypto";
import { MINUTE } from "../../../src/domain/time.ts";

export interface InstallStateOptions {
  /** The app's client secret; a key of its own is derived from it. */
  readonly secret: string;
  /** `true` for the first call with an id, in whatever process. */
  readonly claimOnce: (id: string) => Promise<boolean>;
}

/** Proof that an installation ends in the browser where it began: signed, single-use, ten minutes. */
export interface InstallState {
  /** `browserKey` goes into a cookie, `state` to Slack. */
  issue(now: Date): { readonly state: string; readonly browserKey: string };
  redeem(state: string, browserKey: string, now: Date): Promise<boolean>;
}

export const STATE_MS = 10 * MINUTE;
const FORM = /^([0-9a-z]{1,12})\.([\w-]{22})\.([\w-]{43})$/;

export function createInstallState({ secret, claimOnce }: InstallStateOptions): InstallState {
  const key = Buffer.from(hkdfSync("sha256", secret, "", "rapport slack install state", 32));
  const seal = (expiry: string, nonce: string, browserKey: string): string =>
    createHmac("sha256", key)
      .update(`${expiry}.${nonce}.${hashOf(browserKey)}`)
      .digest("base64url");

  return {
    issue(now) {
      const expiry = (now.getTime() + STATE_MS).toString(36);
      const nonce = randomBytes(16).toString("base64url");
      const browserKey = randomBytes(32).toString("base64url");
      return { state: `${expiry}.${nonce}.${seal(expiry, nonce, browserKey)}`, browserKey };
    },
    async redeem(state, browserKey, now) {
      const [, expiry, nonce, mac] = FORM.exec(state) ?? [];
      if (expiry === undefined || nonce === undefined || mac === undefined) return false;
      // As text: the last letter of the same bytes may be one of four.
      const right = seal(expiry, nonce, browserKey);
      if (!timingSafeEqual(Buffer.from(mac), Buffer.from(right))) return false;
      const leftMs = Number.parseInt(expiry, 36) - now.getTime();
      if (!(leftMs > 0 && leftMs <= STATE_MS)) return false;
      return claimOnce(`slack-install:${nonce}`);
    },
  };
}

const hashOf = (browserKey: string): string => createHash("sha256").update(browserKey).digest("hex");
