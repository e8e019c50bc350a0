import { Buffer } from "node:buffer";
import { z } from "zod";
import { Secret } from "./llm/secret.ts";

/** What each variable must be, said when it is not. */
export const PLATFORM_CURES: Readonly<Record<string, string>> = {
  SLACK_BOT_TOKEN:
    "the bot token of one workspace, xoxb-...; it needs SLACK_SIGNING_SECRET or SLACK_APP_TOKEN beside it, and excludes SLACK_CLIENT_ID",
  SLACK_SIGNING_SECRET:
    "the app's signing secret (Basic Information), at least 16 characters; it needs SLACK_BOT_TOKEN or SLACK_CLIENT_ID beside it",
  SLACK_APP_TOKEN:
    "the app-level token for Socket Mode, xapp-..., scope connections:write; it needs SLACK_BOT_TOKEN or SLACK_CLIENT_ID beside it",
  SLACK_API_URL:
    "the address of Slack's Web API, https://slack.com/api/ unless you use GovSlack or a proxy; http only on this machine",
  SLACK_CLIENT_ID:
    "the app's client id for installation by OAuth, digits.digits; it needs SLACK_CLIENT_SECRET, TOKEN_ENCRYPTION_KEY, PUBLIC_URL and SLACK_SIGNING_SECRET or SLACK_APP_TOKEN",
  SLACK_CLIENT_SECRET: "the app's client secret, at least 16 characters; it goes with SLACK_CLIENT_ID",
  MICROSOFT_APP_ID:
    "the bot's application (client) id, a GUID; it needs MICROSOFT_APP_PASSWORD and either MICROSOFT_APP_TENANT_ID or MICROSOFT_APP_TYPE=MultiTenant beside it",
  MICROSOFT_APP_PASSWORD:
    "a client secret of that application, at least 16 characters; without one nobody's requests could be checked, so Teams stays off; it goes with MICROSOFT_APP_ID",
  MICROSOFT_APP_TENANT_ID:
    "the directory (tenant) id of the one organisation the bot serves, a GUID; it goes with MICROSOFT_APP_ID and excludes MICROSOFT_APP_TYPE=MultiTenant",
  MICROSOFT_APP_TYPE:
    "SingleTenant (needs MICROSOFT_APP_TENANT_ID) or MultiTenant (any organisation may install, each with a desk of its own); it goes with MICROSOFT_APP_ID",
  MICROSOFT_LOGIN_URL:
    "where the bot gets its tokens, https://login.microsoftonline.com/ unless you use a national cloud; http only on this machine",
  MICROSOFT_OPENID_URL:
    "where the keys of Bot Service are published, https://login.botframework.com/v1/.well-known/openidconfiguration unless you use a national cloud; http only on this machine",
  DISCORD_TOKEN:
    "the bot's token (Developer Portal, Bot, Reset Token); it needs DISCORD_APPLICATION_ID beside it",
  DISCORD_APPLICATION_ID:
    "the application's id (Developer Portal, General Information), 17 to 20 digits; it needs DISCORD_TOKEN beside it",
  DISCORD_PUBLIC_KEY:
    "the application's public key, 64 hex digits, for interactions at /discord/interactions; it goes with DISCORD_TOKEN",
  DISCORD_API_URL:
    "the address of Discord's HTTP API without a version, https://discord.com/api unless you use a proxy; http only on this machine",
  DISCORD_SHARDS:
    "the shards of this process and how many there are in all, for example 0-3/16 or 0,1/4; not set: all of them; it goes with DISCORD_TOKEN",
  TOKEN_ENCRYPTION_KEY:
    "32 random bytes in base64, for example from: openssl rand -base64 32; never a pass phrase",
  TOKEN_ENCRYPTION_OLD_KEYS:
    "earlier values of TOKEN_ENCRYPTION_KEY, with commas between, until npm run tokens -- rotate has run",
};

/** Keys that seal tokens at rest; the first seals, all of them open. */
export interface SealingKeys {
  readonly current: Secret;
  readonly previous: readonly Secret[];
}

/** How Slack reaches us, and in whose name we speak there. */
export interface SlackConfig {
  readonly apiUrl: string;
  /** Requests at `/slack/events`; `null` where Socket Mode alone is used. */
  readonly signingSecret: Secret | null;
  /** Socket Mode; `null` where Slack sends requests. */
  readonly appToken: Secret | null;
  readonly installs:
    | { readonly kind: "single"; readonly botToken: Secret }
    | {
        readonly kind: "oauth";
        readonly clientId: string;
        readonly clientSecret: Secret;
        /** Without a slash at the end. */
        readonly publicUrl: string;
      };
}

/** The bot's registration with Microsoft. */
export interface TeamsConfig {
  readonly appId: string;
  readonly appPassword: Secret;
  /** The one organisation that is served; `null` where any may install. */
  readonly organisationKey: string | null;
  /** With a slash at the end. */
  readonly loginUrl: string;
  readonly openIdUrl: string;
  /** `https`, or on this machine alone; `null` where none is given: charts are then shown small or not at all. */
  readonly publicUrl: string | null;
}

/** The bot's registration with Discord. */
export interface DiscordConfig {
  /** Without a slash at the end. */
  readonly apiUrl: string;
  readonly token: Secret;
  readonly applicationKey: string;
  /** `null`: interactions come by the gateway alone. */
  readonly publicKey: string | null;
  /** `null`: all of them, as many as Discord advises. */
  readonly shards: { readonly shardIds: readonly number[]; readonly shardCount: number } | null;
}

export interface PlatformConfig {
  readonly slack: SlackConfig | null;
  readonly teams: TeamsConfig | null;
  readonly discord: DiscordConfig | null;
  readonly sealing: SealingKeys | null;
}

const secretWord = (pattern: RegExp) =>
  z
    .string()
    .trim()
    .max(4_096)
    .regex(pattern)
    .transform((value) => new Secret(value))
    .optional();

const KEY_BYTES = 32;
/** 32 random bytes have about 30 different ones; a word, a repetition or a counted-up key has far fewer or is text. */
const LEAST_DIFFERENT_BYTES = 20;

/** The bytes of a sealing key, or `null` when it is none: wrong length, or plainly not random. */
export function sealingKeyBytes(text: string): Buffer | null {
  if (!/^[A-Za-z0-9+/]{43}=$/.test(text)) return null;
  const bytes = Buffer.from(text, "base64");
  if (bytes.length !== KEY_BYTES || new Set(bytes).size < LEAST_DIFFERENT_BYTES) return null;
  const isCounted = bytes.every((byte, at) => at === 0 || byte === ((bytes[at - 1] ?? 0) + 1) % 256);
  return isCounted || bytes.every((byte) => byte >= 32 && byte < 127) ? null : bytes;
}

const sealingKey = z
  .string()
  .trim()
  .refine((value) => sealingKeyBytes(value) !== null)
  .transform((value) => new Secret(value));

const sealingKeys = z
  .string()
  .transform((value) => value.split(",").map((key) => key.trim()))
  .pipe(z.array(sealingKey).min(1).max(10))
  .optional();

const DEFAULT_API_URL = "https://slack.com/api/";
const LOOPBACK_HTTP = /^http:\/\/(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?(?:\/|$)/;

const safeUrl = z
  .string()
  .trim()
  .regex(/^https?:\/\/[^\s@?#]+$/)
  .refine((value) => value.startsWith("https://") || LOOPBACK_HTTP.test(value));

const apiUrl = safeUrl
  .transform((value) => (value.endsWith("/") ? value : `${value}/`))
  .default(DEFAULT_API_URL);

const guid = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/)
  // All zeros and the like stand in examples.
  .refine((value) => new Set(value.replaceAll("-", "")).size > 1)
  .optional();

/** `0-3/16`, `0,1/4`: ids below the count, each once. */
const shardShare = z
  .string()
  .trim()
  .regex(/^\d{1,5}(?:-\d{1,5})?(?:,\d{1,5}(?:-\d{1,5})?)*\/\d{1,5}$/)
  .transform((text) => {
    const [ids = "", count = "0"] = text.split("/");
    const shardIds = ids.split(",").flatMap((part) => {
      const [first = 0, last = first] = part.split("-").map(Number);
      return Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => first + at);
    });
    return { shardIds, shardCount: Number(count) };
  })
  .refine(
    ({ shardIds, shardCount }) =>
      shardIds.length > 0 &&
      new Set(shardIds).size === shardIds.length &&
      shardIds.every((id) => id < shardCount),
  )
  .optional();

const environmentSchema = z.object({
  SLACK_BOT_TOKEN: secretWord(/^xoxb-[\w-]{8,}$/),
  SLACK_SIGNING_SECRET: secretWord(/^[\x21-\x7e]{16,}$/),
  SLACK_APP_TOKEN: secretWord(/^xapp-[\w-]{8,}$/),
  SLACK_API_URL: apiUrl,
  SLACK_CLIENT_ID: z
    .string()
    .trim()
    .regex(/^\d+\.\d+$/)
    .optional(),
  SLACK_CLIENT_SECRET: secretWord(/^[\x21-\x7e]{16,}$/),
  MICROSOFT_APP_ID: guid,
  MICROSOFT_APP_PASSWORD: secretWord(/^[\x21-\x7e]{16,}$/),
  MICROSOFT_APP_TENANT_ID: guid,
  MICROSOFT_APP_TYPE: z.enum(["SingleTenant", "MultiTenant"]).optional(),
  MICROSOFT_LOGIN_URL: safeUrl
    .transform((value) => (value.endsWith("/") ? value : `${value}/`))
    .default("https://login.microsoftonline.com/"),
  MICROSOFT_OPENID_URL: safeUrl.default("https://login.botframework.com/v1/.well-known/openidconfiguration"),
  DISCORD_TOKEN: secretWord(/^[\w-]{18,40}\.[\w-]{4,12}\.[\w-]{20,80}$/),
  DISCORD_APPLICATION_ID: z
    .string()
    .trim()
    .regex(/^\d{17,20}$/)
    .optional(),
  DISCORD_PUBLIC_KEY: z
    .string()
    .trim()
    .regex(/^[0-9a-f]{64}$/i)
    .optional(),
  DISCORD_API_URL: safeUrl.transform((value) => value.replace(/\/+$/, "")).default("https://discord.com/api"),
  DISCORD_SHARDS: shardShare,
  TOKEN_ENCRYPTION_KEY: sealingKey.optional(),
  TOKEN_ENCRYPTION_OLD_KEYS: sealingKeys,
  PUBLIC_URL: z.string().optional(),
});
type Environment = z.output<typeof environmentSchema>;

/** The platforms' variables, judged together: half of what a platform needs is refused, not passed over. */
export const platformConfigSchema = environmentSchema.transform((env, context): PlatformConfig => {
  for (const name of contradictions(env))
    context.addIssue({ code: "custom", path: [name], message: "does not fit the other variables" });
  return { slack: toSlack(env), teams: toTeams(env), discord: toDiscord(env), sealing: toSealing(env) };
});

function* contradictions(env: Environment): Generator<keyof Environment> {
  const isSlackSpokenTo = env.SLACK_BOT_TOKEN !== undefined || env.SLACK_CLIENT_ID !== undefined;
  const isSlackHeard = env.SLACK_SIGNING_SECRET !== undefined || env.SLACK_APP_TOKEN !== undefined;
  if (env.SLACK_BOT_TOKEN && (!isSlackHeard || env.SLACK_CLIENT_ID)) yield "SLACK_BOT_TOKEN";
  if (env.SLACK_SIGNING_SECRET && !isSlackSpokenTo) yield "SLACK_SIGNING_SECRET";
  if (env.SLACK_APP_TOKEN && !isSlackSpokenTo) yield "SLACK_APP_TOKEN";
  if (env.SLACK_CLIENT_ID) {
    const isWhole = isSlackHeard && env.SLACK_CLIENT_SECRET && env.TOKEN_ENCRYPTION_KEY;
    if (!isWhole || !isSafeAddress(env.PUBLIC_URL)) yield "SLACK_CLIENT_ID";
  } else if (env.SLACK_CLIENT_SECRET) yield "SLACK_CLIENT_SECRET";
  yield* teamsContradictions(env);
  yield* discordContradictions(env);
  if (env.TOKEN_ENCRYPTION_OLD_KEYS && !env.TOKEN_ENCRYPTION_KEY) yield "TOKEN_ENCRYPTION_KEY";
}

/** Half a registration is none: an empty id or secret would switch the check of requests off. */
function* teamsContradictions(env: Environment): Generator<keyof Environment> {
  const isMulti = env.MICROSOFT_APP_TYPE === "MultiTenant";
  if (env.MICROSOFT_APP_ID === undefined) {
    for (const name of ["MICROSOFT_APP_PASSWORD", "MICROSOFT_APP_TENANT_ID", "MICROSOFT_APP_TYPE"] as const)
      if (env[name] !== undefined) yield name;
    return;
  }
  if (env.MICROSOFT_APP_PASSWORD === undefined) yield "MICROSOFT_APP_PASSWORD";
  if (isMulti === (env.MICROSOFT_APP_TENANT_ID !== undefined)) yield "MICROSOFT_APP_TENANT_ID";
}

function* discordContradictions(env: Environment): Generator<keyof Environment> {
  if (env.DISCORD_TOKEN && !env.DISCORD_APPLICATION_ID) yield "DISCORD_APPLICATION_ID";
  if (env.DISCORD_TOKEN) return;
  for (const name of ["DISCORD_APPLICATION_ID", "DISCORD_PUBLIC_KEY", "DISCORD_SHARDS"] as const)
    if (env[name] !== undefined) yield name;
}

/** Slack sends the code of an installation there. */
const isSafeAddress = (url: string | undefined): boolean =>
  url !== undefined && (url.startsWith("https://") || LOOPBACK_HTTP.test(url));

function toSlack(env: Environment): SlackConfig | null {
  const installs = installsOf(env);
  if (installs === null) return null;
  return {
    apiUrl: env.SLACK_API_URL,
    signingSecret: env.SLACK_SIGNING_SECRET ?? null,
    appToken: env.SLACK_APP_TOKEN ?? null,
    installs,
  };
}

function installsOf(env: Environment): SlackConfig["installs"] | null {
  if (env.SLACK_BOT_TOKEN) return { kind: "single", botToken: env.SLACK_BOT_TOKEN };
  if (!env.SLACK_CLIENT_ID || !env.SLACK_CLIENT_SECRET || !env.PUBLIC_URL) return null;
  return {
    kind: "oauth",
    clientId: env.SLACK_CLIENT_ID,
    clientSecret: env.SLACK_CLIENT_SECRET,
    publicUrl: env.PUBLIC_URL.replace(/\/+$/, ""),
  };
}

function toTeams(env: Environment): TeamsConfig | null {
  if (!env.MICROSOFT_APP_ID || !env.MICROSOFT_APP_PASSWORD) return null;
  return {
    appId: env.MICROSOFT_APP_ID,
    appPassword: env.MICROSOFT_APP_PASSWORD,
    organisationKey: env.MICROSOFT_APP_TENANT_ID ?? null,
    loginUrl: env.MICROSOFT_LOGIN_URL,
    openIdUrl: env.MICROSOFT_OPENID_URL,
    publicUrl: isSafeAddress(env.PUBLIC_URL) ? (env.PUBLIC_URL?.replace(/\/+$/, "") ?? null) : null,
  };
}

function toDiscord(env: Environment): DiscordConfig | null {
  if (!env.DISCORD_TOKEN || !env.DISCORD_APPLICATION_ID) return null;
  return {
    apiUrl: env.DISCORD_API_URL,
    token: env.DISCORD_TOKEN,
    applicationKey: env.DISCORD_APPLICATION_ID,
    publicKey: env.DISCORD_PUBLIC_KEY ?? null,
    shards: env.DISCORD_SHARDS ?? null,
  };
}

const toSealing = (env: Environment): SealingKeys | null =>
  env.TOKEN_ENCRYPTION_KEY
    ? { current: env.TOKEN_ENCRYPTION_KEY, previous: env.TOKEN_ENCRYPTION_OLD_KEYS ?? [] }
    : null;
