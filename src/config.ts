import { join } from "node:path";
import { z } from "zod";
import { RapportError } from "./domain/errors.ts";
import { type LlmConfig, llmConfigSchema } from "./llm/llm-config.ts";
import { PLATFORM_CURES, type PlatformConfig, platformConfigSchema } from "./platform-config.ts";
import { SETUP_CURES, type SetupConfig, setupConfigSchema } from "./setup-config.ts";

const port = z.coerce.number().int().min(0).max(65_535);
const httpUrl = z.string().regex(/^https?:\/\/\S+$/);
const flag = z.enum(["on", "off"]);

/** What each variable must be, said when it is not. */
const CURES: Readonly<Record<string, string>> = {
  PORT: "a whole number from 0 to 65535, for example PORT=3000",
  HOST: "an address to listen on: 127.0.0.1 for this machine alone, 0.0.0.0 for all (then a login is needed)",
  DATA_DIR: "a folder that may be written, for example DATA_DIR=./data",
  DATABASE_URL: "postgres://user:password@host:5432/database, or leave it out for the embedded database",
  DATABASE_DIRECT_URL:
    "postgres://user:password@host:5432/database of the server itself when DATABASE_URL is a pooler, else leave it out",
  DATABASE_PREPARE: "on or off; left out, statements are prepared unless DATABASE_DIRECT_URL is set",
  DATABASE_POOL_SIZE: "a whole number from 2 to 100",
  WORK: "on, or off for a process that only takes in; off needs DATABASE_URL and another process that works",
  LOG_LEVEL: "debug, info, warn or error",
  DEMO: "on or off; left out, the demo company is loaded when no platform is configured",
  COMPANY_NAME: "the name your customers know, 1 to 80 characters",
  TIME_ZONE: "an IANA name such as Europe/Berlin",
  TRUST_PROXY: "on when a reverse proxy stands before Rapport and sets x-forwarded-for, else off",
  METRICS_TOKEN:
    "a word of at least 16 characters that /metrics asks for when HOST is not this machine alone",
  PUBLIC_URL: "the address people reach the console by, for example https://rapport.example.com",
  CHAT_PROVIDER: "none, openai-compatible or huggingface",
  CHAT_BASE_URL:
    "the address up to /v1, for example https://api.groq.com/openai/v1 or http://localhost:11434/v1",
  CHAT_API_KEY: "the provider's key, one line",
  CHAT_MODEL: "the model's name as the provider writes it",
  CHAT_DEADLINE_MS: "milliseconds for all tries together, 100 to 120000",
  CHAT_JSON_MODE: "schema, object or prompt; prompt for servers that refuse response_format",
  CHAT_MAX_OUTPUT_TOKENS: "a whole number from 64 to 8192",
  EMOTION_PROVIDER: "embedded or huggingface",
  EMOTION_MODEL: "a text-classification model with the seven emotions",
  EMOTION_ENDPOINT_URL: "the address of your own inference endpoint, or leave it out",
  EMOTION_DEADLINE_MS: "milliseconds, 100 to 120000",
  EMBEDDINGS_PROVIDER: "projection, huggingface or openai-compatible",
  EMBEDDINGS_BASE_URL: "the address of the embedding service",
  EMBEDDINGS_API_KEY: "the service's key, one line",
  EMBEDDINGS_MODEL: "the embedding model's name",
  EMBEDDINGS_DIMENSIONS: "how many numbers one vector has, 2 to 4096",
  EMBEDDINGS_DEADLINE_MS: "milliseconds for 16 texts, 100 to 120000",
  HF_TOKEN: "a Hugging Face token, or leave it out",
  ...PLATFORM_CURES,
  ...SETUP_CURES,
};

const fields = z.object({
  PORT: port.default(3000),
  HOST: z
    .string()
    .regex(/^[\w.:-]+$/)
    .default("127.0.0.1"),
  DATA_DIR: z.string().min(1).default("./data"),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(?:ql)?:\/\/\S+$/)
    .optional(),
  DATABASE_DIRECT_URL: z
    .string()
    .regex(/^postgres(?:ql)?:\/\/\S+$/)
    .optional(),
  DATABASE_PREPARE: flag.optional(),
  DATABASE_POOL_SIZE: z.coerce.number().int().min(2).max(100).default(10),
  WORK: flag.default("on"),
  LOG_LEVEL: z.enum(["debug", "info", "warn", "error"]).default("info"),
  DEMO: flag.optional(),
  COMPANY_NAME: z.string().min(1).max(80).default("My company"),
  TIME_ZONE: z.string().refine(isTimeZone).default("UTC"),
  TRUST_PROXY: flag.default("off"),
  METRICS_TOKEN: z.string().min(16).max(200).optional(),
  PUBLIC_URL: httpUrl.optional(),
});

/** The embedded database has one process: what that leaves undone nobody does. */
const schema = fields.refine(({ WORK, DATABASE_URL }) => WORK === "on" || DATABASE_URL !== undefined, {
  path: ["WORK"],
});

/** The environment, judged. Variable names are kept so that a message and the documentation use one word. */
export type Config = z.infer<typeof schema> & {
  readonly models: LlmConfig;
  readonly platforms: PlatformConfig;
  /** The set-up of the platforms' workspaces, where the environment has it. */
  readonly setups: SetupConfig;
};

/** Every variable, in the order of `.env.example`. */
export const VARIABLES: readonly string[] = Object.keys(CURES);

/**
 * Judges all variables at once.
 * @throws RapportError `config.invalid` naming every wrong variable and its cure; values are never repeated.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ""),
  );
  const desk = schema.safeParse(given);
  const models = llmConfigSchema.safeParse(given);
  const platforms = platformConfigSchema.safeParse(given);
  const setups = setupConfigSchema.safeParse(given);
  if (desk.success && models.success && platforms.success && setups.success)
    return { ...desk.data, models: models.data, platforms: platforms.data, setups: setups.data };
  const faults = [desk, models, platforms, setups].flatMap(({ error }) => error?.issues ?? []);
  throw invalid(faults);
}

/** Where the desk's data is, as `openDatabase` takes it; `poolSize` connections where a server is shared by many. */
export function databaseOf(config: Config, poolSize = config.DATABASE_POOL_SIZE): DatabaseAddress {
  return {
    url: config.DATABASE_URL ?? `pglite:${join(config.DATA_DIR, "database")}`,
    directUrl: config.DATABASE_DIRECT_URL,
    isPrepared: config.DATABASE_PREPARE === undefined ? undefined : config.DATABASE_PREPARE === "on",
    poolSize,
  };
}

interface DatabaseAddress {
  readonly url: string;
  readonly directUrl: string | undefined;
  readonly isPrepared: boolean | undefined;
  readonly poolSize: number;
}

function invalid(issues: readonly z.core.$ZodIssue[]): RapportError {
  const names = [...new Set(issues.map((issue) => String(issue.path[0] ?? "environment")))];
  const wrong = names.map((name) => `${name} is not right`).join("; ");
  return new RapportError(
    "config.invalid",
    wrong,
    names.map((name) => `${name}: ${CURES[name] ?? "see .env.example"}`).join("\n"),
  );
}

/** Bound to the loopback interface: only this machine can come in, and no login is asked. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\.\d+\.\d+\.\d+$/.test(host);
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
