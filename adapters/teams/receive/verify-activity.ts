import { z } from "zod";
import { MINUTE, SECOND } from "../../../src/domain/time.ts";

export type Verdict =
  | { readonly kind: "genuine" }
  | { readonly kind: "forged"; readonly why: string }
  /** The keys of Bot Service cannot be had: nobody can be judged. */
  | { readonly kind: "unavailable"; readonly why: string };

/** What an activity says of itself and its token must bear out. */
export interface Claimed {
  readonly channelId: string;
  readonly serviceUrl: string;
}

export interface Verifier {
  /** Loads the SDK, so that the first activity does not wait for it. */
  prepare(): Promise<void>;
  /** Cheap, from the header alone: `null` when it may be genuine. */
  glance(authorization: string | undefined): string | null;
  /** Never rejects. */
  verify(authorization: string, activity: Readonly<Record<string, unknown>> & Claimed): Promise<Verdict>;
}

export interface VerifierOptions {
  readonly appId: string;
  readonly organisationKey: string | null;
  readonly openIdUrl: string;
  readonly loginUrl: string;
  readonly metadataWaitMs?: number;
}

const METADATA_WAIT_MS = 5 * SECOND;
/** Bot Service uses one token for about an hour: its signature need not be checked at every activity. */
const KEPT_MS = 10 * MINUTE;
const MOST_KEPT = 2_000;
/** Ours to allow: the SDK's own five minutes of skew. */
const SKEW_MS = 5 * MINUTE;

const headerSchema = z.object({ alg: z.literal("RS256"), kid: z.string().min(1).max(500) });
const claimsSchema = z.object({
  iss: z.string(),
  aud: z.string(),
  serviceurl: z.string().optional(),
  serviceUrl: z.string().optional(),
  exp: z.number(),
  nbf: z.number().optional(),
});

interface Read {
  readonly serviceUrl: string;
  readonly expMs: number;
}

/** The issuer of a cloud's channels: the emulator's, a skill's and everybody else's are refused. */
export const issuerOf = (openIdUrl: string): string =>
  new URL(openIdUrl).hostname.endsWith(".us")
    ? "https://api.botframework.us"
    : "https://api.botframework.com";

/** Reads a token without believing it; a word for what cannot be right about it. Pure. */
export function glanceAt(
  authorization: string | undefined,
  { appId, issuer }: { readonly appId: string; readonly issuer: string },
): Read | { readonly why: string } {
  const [, token] = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/.exec(authorization ?? "") ?? [];
  if (token === undefined) return { why: "no token" };
  const [head = "", body = ""] = token.split(".");
  const header = headerSchema.safeParse(decode(head));
  if (!header.success) return { why: "not RS256 with a key id" };
  const claims = claimsSchema.safeParse(decode(body));
  if (!claims.success) return { why: "claims missing" };
  const { iss, aud, serviceurl, serviceUrl, exp } = claims.data;
  if (iss !== issuer) return { why: "issuer" };
  if (aud.toLowerCase() !== appId.toLowerCase()) return { why: "audience" };
  const said = serviceurl ?? serviceUrl;
  // The SDK passes over a token without one where the activity has none either.
  if (said === undefined || said === "") return { why: "no service address" };
  return { serviceUrl: said, expMs: exp * SECOND };
}

/**
 * Signature, times, audience, endorsements and address by the SDK; before it our own glance, so that the SDK never
 * walks its ways for emulators and skills and no address in a token is ever called.
 */
export function createVerifier(options: VerifierOptions): Verifier {
  const issuer = issuerOf(options.openIdUrl);
  const expected = { appId: options.appId, issuer };
  const kept = new Map<string, Read & { readonly untilMs: number }>();
  let loading: ReturnType<typeof loadSdk> | null = null;

  const remember = (authorization: string, read: Read): void => {
    if (kept.size >= MOST_KEPT) {
      const [oldest] = kept.keys();
      if (oldest !== undefined) kept.delete(oldest);
    }
    const nowMs = Date.now();
    kept.set(authorization, { ...read, untilMs: Math.min(nowMs + KEPT_MS, read.expMs) });
  };

  return {
    async prepare() {
      loading ??= loadSdk(options, issuer);
      await loading;
    },

    glance(authorization) {
      const read = glanceAt(authorization, expected);
      if ("why" in read) return read.why;
      return read.expMs + SKEW_MS < Date.now() ? "expired" : null;
    },

    async verify(authorization, activity) {
      if (activity.channelId !== "msteams") return { kind: "forged", why: "channel" };
      const known = kept.get(authorization);
      if (known !== undefined && known.untilMs > Date.now())
        return known.serviceUrl === activity.serviceUrl
          ? { kind: "genuine" }
          : { kind: "forged", why: "service address" };
      const read = glanceAt(authorization, expected);
      if ("why" in read) return { kind: "forged", why: read.why };
      if (read.serviceUrl !== activity.serviceUrl) return { kind: "forged", why: "service address" };
      try {
        loading ??= loadSdk(options, issuer);
        const sdk = await loading;
        await inTime(sdk(activity, authorization), options.metadataWaitMs ?? METADATA_WAIT_MS);
      } catch (error) {
        return judge(error);
      }
      remember(authorization, read);
      return { kind: "genuine" };
    },
  };
}

type Authenticate = (
  activity: Readonly<Record<string, unknown>> & Claimed,
  authorization: string,
) => Promise<unknown>;

/** botbuilder is heavy: it comes when the desk opens with Teams configured, and never without. */
async function loadSdk(options: VerifierOptions, issuer: string): Promise<Authenticate> {
  const { ConfigurationBotFrameworkAuthentication, ConfigurationServiceClientCredentialFactory } =
    await import("botbuilder");
  const { appId, organisationKey, openIdUrl, loginUrl } = options;
  // Only the id is judged by; our own tokens are fetched elsewhere, so no secret is handed on.
  const credentials = new ConfigurationServiceClientCredentialFactory({
    MicrosoftAppId: appId,
    MicrosoftAppPassword: "not used here",
    MicrosoftAppType: organisationKey === null ? "MultiTenant" : "SingleTenant",
    ...(organisationKey !== null && { MicrosoftAppTenantId: organisationKey }),
  });
  const authentication = new ConfigurationBotFrameworkAuthentication(
    {
      MicrosoftAppId: appId,
      ToBotFromChannelTokenIssuer: issuer,
      ToBotFromChannelOpenIdMetadataUrl: openIdUrl,
      // Never asked: emulators and skills are refused before.
      ToBotFromEmulatorOpenIdMetadataUrl: openIdUrl,
      ToChannelFromBotLoginUrl: loginUrl,
      ToChannelFromBotOAuthScope: issuer,
    },
    credentials,
  );
  return (activity, authorization) => {
    const { channelId, serviceUrl } = activity;
    return authentication.authenticateRequest({ channelId, serviceUrl } as never, authorization);
  };
}

class MetadataTimeout extends Error {
  override readonly name = "MetadataTimeout";
}

async function inTime(work: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new MetadataTimeout()), ms);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Faults of fetching the keys, by class; everything else is the token's. */
const UNREACHED = new Set(["FetchError", "AbortError", "MetadataTimeout", "SyntaxError"]);

function judge(error: unknown): Verdict {
  const name = error instanceof Error ? error.name : "";
  const { statusCode } = (error ?? {}) as { readonly statusCode?: unknown };
  const isTheirs = typeof statusCode === "number" && statusCode >= 500;
  if (UNREACHED.has(name) || isTheirs) return { kind: "unavailable", why: "keys of Bot Service" };
  return { kind: "forged", why: "signature, time or endorsement" };
}

function decode(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
  } catch {
    return null;
  }
}
