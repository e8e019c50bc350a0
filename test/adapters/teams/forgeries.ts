import { createHmac, randomUUID } from "node:crypto";
import { type CryptoKey, exportJWK, exportSPKI, generateKeyPair, importJWK } from "jose";
import { APP_ID, botServiceKeys, ISSUER, KEY_ID } from "./bot-service.ts";

export interface Forgery {
  readonly what: string;
  readonly authorization: string | null;
  /** What the activity says otherwise. */
  readonly more?: object;
}

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** Nobody listens there. */
const NOWHERE = "http://127.0.0.1:9/";
const OTHER_ORGANISATION = "11111111-2222-4333-8444-555555555555";

let strangers: ReturnType<typeof generateKeyPair> | null = null;

/** A token that Bot Service signed and that is good for the activities of that address. */
export const goodToken = async (serviceUrl: string): Promise<string> =>
  `Bearer ${await (await botServiceKeys()).sign({ serviceUrl, claims: { nbf: 1_700_000_000, exp: 4_000_000_000 } })}`;

/**
 * Activities that Bot Service did not sign for us, of every kind that is known to have worked somewhere. `attackerUrl`
 * stands wherever a token or activity can name an address.
 */
export async function forgeries(serviceUrl: string, attackerUrl = NOWHERE): Promise<readonly Forgery[]> {
  const keys = await botServiceKeys();
  const sign = async (options: Omit<Parameters<typeof keys.sign>[0], "serviceUrl"> = {}): Promise<string> =>
    `Bearer ${await keys.sign({ serviceUrl, ...options })}`;
  strangers ??= generateKeyPair("RS256");
  const { privateKey: stranger, publicKey: strangersPublic } = await strangers;
  const now = Math.floor(Date.now() / 1_000);
  const claims = { serviceurl: serviceUrl, iss: ISSUER, aud: APP_ID, nbf: now - 60, exp: now + 3_600 };
  const [jwk] = (keys.jwks as { readonly keys: readonly object[] }).keys;
  const publicPem = await exportSPKI((await importJWK(jwk as never, "RS256")) as never);
  const unsigned = `${part({ alg: "none", typ: "JWT", kid: KEY_ID })}.${part(claims)}.`;
  const hmacHead = `${part({ alg: "HS256", typ: "JWT", kid: KEY_ID })}.${part(claims)}`;
  const hmac = createHmac("sha256", publicPem).update(hmacHead).digest("base64url");
  const good = await goodToken(serviceUrl);
  const [head = "", , mark = ""] = good.slice(7).split(".");
  const elsewhere = { jku: `${attackerUrl}keys`, x5u: `${attackerUrl}cert` };
  const theirJwk = await exportJWK(strangersPublic as CryptoKey);
  return [
    { what: "no token", authorization: null },
    { what: "an empty token", authorization: "Bearer " },
    { what: "another scheme", authorization: good.replace("Bearer", "Basic") },
    { what: "no signature", authorization: `Bearer ${unsigned}` },
    { what: "the algorithm none with a signature", authorization: `Bearer ${unsigned}${mark}` },
    { what: "the public key as a secret", authorization: `Bearer ${hmacHead}.${hmac}` },
    { what: "a stranger's key under the right name", authorization: await sign({ key: stranger }) },
    {
      what: "a stranger's key, named in the token",
      authorization: await sign({ key: stranger, header: { ...elsewhere, kid: "theirs" } }),
    },
    {
      what: "a stranger's key under the right name, and where to find it",
      authorization: await sign({ key: stranger, header: elsewhere }),
    },
    {
      what: "a stranger's key inside the token",
      authorization: await sign({ key: stranger, header: { jwk: theirJwk } }),
    },
    { what: "an unknown key", authorization: await sign({ header: { kid: randomUUID() } }) },
    { what: "no key id", authorization: await sign({ header: { kid: undefined } }) },
    {
      what: "a key that is not endorsed for Teams",
      authorization: await sign({ header: { kid: "another-channel" } }),
    },
    {
      what: "claims changed after signing",
      authorization: `Bearer ${head}.${part({ ...claims, sub: "x" })}.${mark}`,
    },
    { what: "another app's token", authorization: await sign({ claims: { aud: randomUUID() } }) },
    { what: "a list of audiences", authorization: await sign({ claims: { aud: [APP_ID, "other"] } }) },
    {
      what: "the emulator's issuer",
      authorization: await sign({
        claims: { iss: "https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/" },
      }),
    },
    {
      what: "the issuer of emulators, version 2",
      authorization: await sign({
        claims: {
          iss: "https://login.microsoftonline.com/f8cdef31-a31e-4b4a-93e4-5f571e91255a/v2.0",
          ver: "2.0",
          azp: APP_ID,
        },
      }),
    },
    { what: "a skill's token", authorization: await sign({ claims: { ver: "1.0", appid: randomUUID() } }) },
    { what: "an unknown issuer", authorization: await sign({ claims: { iss: "https://evil.example" } }) },
    { what: "the attacker as issuer", authorization: await sign({ claims: { iss: attackerUrl } }) },
    { what: "expired", authorization: await sign({ expiresIn: -600 }) },
    { what: "not yet good", authorization: await sign({ notBefore: 3_000 }) },
    { what: "never expiring", authorization: await sign({ claims: { exp: undefined } }) },
    {
      what: "another service address",
      authorization: await sign({ claims: { serviceurl: attackerUrl } }),
    },
    {
      what: "a stranger's key for the attacker's own service address",
      authorization: await sign({ key: stranger, claims: { serviceurl: attackerUrl } }),
      more: { serviceUrl: attackerUrl },
    },
    { what: "no service address", authorization: await sign({ claims: { serviceurl: undefined } }) },
    {
      what: "an activity of another address",
      authorization: good,
      more: { serviceUrl: attackerUrl },
    },
    {
      what: "an activity of an organisation that nobody has",
      authorization: good,
      more: {
        channelData: { tenant: { id: OTHER_ORGANISATION } },
        conversation: {
          id: "19:help@thread.tacv2",
          conversationType: "channel",
          tenantId: OTHER_ORGANISATION,
        },
      },
    },
    { what: "an activity of the emulator", authorization: good, more: { channelId: "emulator" } },
    { what: "an activity of the Azure channel", authorization: good, more: { channelId: "AseChannel" } },
    { what: "two tokens", authorization: `${good}, ${good}` },
  ];
}
