import { z } from "zod";
import { RapportError } from "./domain/errors.ts";

const port = z.coerce.number().int().min(0).max(65_535);
const ms = (fallback: number) => z.coerce.number().int().min(100).max(120_000).default(fallback);
const httpUrl = z.string().regex(/^https?:\/\/\S+$/);
const flag = z.enum(["on", "off"]);

/** What each variable must be, said when it is not. */
const CURES: Readonly<Record<string, string>> = {
  PORT: "a whole number from 0 to 65535, for example PORT=3000",
  HOST: "an address to listen on: 127.0.0.1 for this machine alone, 0.0.0.0 for all (then a login is needed)",
  DATA_DIR: "a folder that may be written, for example DATA_DIR=./data",
  DATABASE_URL: "postgres://user:password@host:5432/database, or leave it out for the embedded database",
  DATABASE_POOL_SIZE: "a whole number from 2 to 100",
  LOG_LEVEL: "debug, info, warn or error",
  DEMO: "on or off; left out, the demo company is loaded when no platform is configured",
  COMPANY_NAME: "the name your customers know, 1 to 80 characters",
  TIME_ZONE: "an IANA name such as Europe/Berlin",
  CHAT_PROVIDER: "none, openai-compatible or huggingface",
  CHAT_BASE_URL: "the address that ends before /chat/completions, for example https://api.groq.com/openai/v1",
  CHAT_MODEL: "the model's name as the provider writes it",
  CHAT_API_KEY: "the provider's key; local servers such as Ollama take any word",
  CHAT_DEADLINE_MS: "milliseconds, 100 to 120000",
  HF_TOKEN: "a Hugging Face token, or leave it out",
  EMOTION_PROVIDER: "embedded or huggingface",
  EMOTION_MODEL: "a text-classification model with the seven emotions",
  EMOTION_ENDPOINT_URL: "the address of your own inference endpoint",
  EMBEDDINGS_PROVIDER: "projection, huggingface or openai-compatible",
  EMBEDDINGS_MODEL: "the embedding model's name",
  EMBEDDINGS_BASE_URL: "the address of the embedding service",
  MODEL_DEADLINE_MS: "milliseconds, 100 to 120000",
};

const schema = z
  .object({
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
    DATABASE_POOL_SIZE: z.coerce.number().int().min(2).max(100).default(10),
    LOG_LEVEL: z.enum(["debug", "info", "warn", "error"]).default("info"),
    DEMO: flag.optional(),
    COMPANY_NAME: z.string().min(1).max(80).default("My company"),
    TIME_ZONE: z.string().refine(isTimeZone).default("UTC"),
    CHAT_PROVIDER: z.enum(["none", "openai-compatible", "huggingface"]).default("none"),
    CHAT_BASE_URL: httpUrl.optional(),
    CHAT_MODEL: z.string().min(1).optional(),
    CHAT_API_KEY: z.string().min(1).optional(),
    CHAT_DEADLINE_MS: ms(20_000),
    HF_TOKEN: z.string().min(1).optional(),
    EMOTION_PROVIDER: z.enum(["embedded", "huggingface"]).default("embedded"),
    EMOTION_MODEL: z.string().min(1).default("j-hartmann/emotion-english-distilroberta-base"),
    EMOTION_ENDPOINT_URL: httpUrl.optional(),
    EMBEDDINGS_PROVIDER: z.enum(["projection", "huggingface", "openai-compatible"]).default("projection"),
    EMBEDDINGS_MODEL: z.string().min(1).optional(),
    EMBEDDINGS_BASE_URL: httpUrl.optional(),
    MODEL_DEADLINE_MS: ms(8_000),
  })
  .superRefine((env, context) => {
    const need = (name: keyof typeof env, because: string): void => {
      if (env[name] === undefined)
        context.addIssue({ code: "custom", path: [name], message: `is needed because ${because}` });
    };
    if (env.CHAT_PROVIDER === "openai-compatible") {
      need("CHAT_BASE_URL", "CHAT_PROVIDER=openai-compatible");
      need("CHAT_MODEL", "CHAT_PROVIDER=openai-compatible");
    }
    if (env.CHAT_PROVIDER === "huggingface") need("CHAT_MODEL", "CHAT_PROVIDER=huggingface");
    if (env.EMBEDDINGS_PROVIDER !== "projection")
      need("EMBEDDINGS_MODEL", `EMBEDDINGS_PROVIDER=${env.EMBEDDINGS_PROVIDER}`);
    if (env.EMBEDDINGS_PROVIDER === "openai-compatible")
      need("EMBEDDINGS_BASE_URL", "EMBEDDINGS_PROVIDER=openai-compatible");
  });

/** The environment, judged. Variable names are kept so that a message and the documentation use one word. */
export type Config = z.infer<typeof schema>;

/** Every variable, in the order of `.env.example`. */
export const VARIABLES = Object.keys(CURES);

/**
 * Judges all variables at once.
 * @throws RapportError `config.invalid` naming every wrong variable and its cure; values are never repeated.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ""),
  );
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => {
    const name = String(issue.path[0]);
    const said =
      issue.code === "custom" && issue.message.startsWith("is needed") ? issue.message : "is not valid";
    return { line: `${name} ${said}`, cure: `${name}: ${CURES[name] ?? "see .env.example"}` };
  });
  throw new RapportError(
    "config.invalid",
    lines.map(({ line }) => line).join("; "),
    lines.map(({ cure }) => cure).join("\n"),
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
