import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from "jose";

export const APP_ID = "0f8fad5b-d9cb-469f-a165-70867728950e";
export const APP_PASSWORD = "a-secret-of-the-app~0123456789";
export const ISSUER = "https://api.botframework.com";

/** The keys of Bot Service, ours for a test. */
export interface BotServiceKeys {
  readonly jwks: object;
  /** A token as Bot Service signs one; claims and header may be bent. */
  sign(options: SignOptions): Promise<string>;
}

export interface SignOptions {
  readonly serviceUrl: string;
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  /** Seconds from now. */
  readonly expiresIn?: number;
  readonly notBefore?: number;
  readonly key?: CryptoKey;
}

export const KEY_ID = "key-of-bot-service";

let made: Promise<BotServiceKeys> | null = null;

/** Making an RSA key takes a while: one for a test file. */
export const botServiceKeys = (): Promise<BotServiceKeys> => (made ??= makeKeys());

async function makeKeys(): Promise<BotServiceKeys> {
  const { publicKey, privateKey } = await generateKeyPair("RS256");
  const jwk = await exportJWK(publicKey);
  return {
    jwks: {
      keys: [
        { ...jwk, kid: KEY_ID, use: "sig", endorsements: ["msteams"] },
        { ...jwk, kid: "another-channel", use: "sig", endorsements: ["skype"] },
      ],
    },
    sign({ serviceUrl, claims = {}, header = {}, expiresIn = 3_600, notBefore = -60, key = privateKey }) {
      const now = Math.floor(Date.now() / 1_000);
      const payload = {
        serviceurl: serviceUrl,
        iss: ISSUER,
        aud: APP_ID,
        nbf: now + notBefore,
        exp: now + expiresIn,
        ...claims,
      };
      const defined = Object.fromEntries(Object.entries(payload).filter(([, value]) => value !== undefined));
      return new SignJWT(defined)
        .setProtectedHeader({ alg: "RS256", typ: "JWT", kid: KEY_ID, ...header })
        .sign(key);
    },
  };
}
