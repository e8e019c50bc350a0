import { z } from "zod";
import { HUGGING_FACE_EMOTION_MODEL } from "../emotion/hugging-face-tagger.ts";
import { JSON_MODES } from "./openai-compatible-model.ts";
import { Secret } from "./secret.ts";

/** An empty line in an environment file means "not set". */
const unset = (value: unknown) => (typeof value === "string" && value.trim() === "" ? undefined : value);

const word = z.preprocess(unset, z.string().trim().min(1).max(200).optional());
const secret = z.preprocess(
  unset,
  z
    .string()
    .trim()
    .regex(/^[\x21-\x7e]+$/, "must be one line of printable ASCII")
    .max(4_096)
    .transform((value) => new Secret(value))
    .optional(),
);
/** An address with a user or password in it would carry a key into every log line that names the address. */
const address = z.preprocess(
  unset,
  z
    .url({ protocol: /^https?$/ })
    .refine((value) => !/^https?:\/\/[^/]*@/i.test(value), "must carry no user name or password")
    .transform((value) => value.replace(/\/+$/, ""))
    .optional(),
);
const spanMs = (fallback: number) =>
  z.preprocess(unset, z.coerce.number().int().min(100).max(120_000).default(fallback));
const choice = <const T extends readonly [string, ...string[]]>(values: T, fallback: T[number]) =>
  z.preprocess((value) => unset(value) ?? fallback, z.enum(values));

/** The variables as written in the environment; every one is optional. */
const environmentSchema = z.object({
  /** none, openai-compatible (OpenAI, Groq, Gemini, Ollama, vLLM ...) or huggingface. */
  CHAT_PROVIDER: choice(["none", "openai-compatible", "huggingface"], "none"),
  CHAT_BASE_URL: address,
  CHAT_API_KEY: secret,
  CHAT_MODEL: word,
  CHAT_DEADLINE_MS: spanMs(20_000),
  CHAT_JSON_MODE: choice(JSON_MODES, "object"),
  CHAT_MAX_OUTPUT_TOKENS: z.preprocess(unset, z.coerce.number().int().min(64).max(8_192).default(700)),
  /** embedded (our own weights) or huggingface. */
  EMOTION_PROVIDER: choice(["embedded", "huggingface"], "embedded"),
  EMOTION_MODEL: word,
  EMOTION_ENDPOINT_URL: address,
  EMOTION_DEADLINE_MS: spanMs(3_000),
  /** projection (embedded), huggingface or openai-compatible. */
  EMBEDDINGS_PROVIDER: choice(["projection", "huggingface", "openai-compatible"], "projection"),
  EMBEDDINGS_BASE_URL: address,
  EMBEDDINGS_API_KEY: secret,
  EMBEDDINGS_MODEL: word,
  EMBEDDINGS_DIMENSIONS: z.preprocess(unset, z.coerce.number().int().min(2).max(4_096).optional()),
  EMBEDDINGS_DEADLINE_MS: spanMs(10_000),
  /** Used by every huggingface provider above. */
  HF_TOKEN: secret,
});

type Environment = z.output<typeof environmentSchema>;

export type ChatConfig =
  | { readonly provider: "none" }
  | {
      readonly provider: "openai-compatible";
      readonly baseUrl: string;
      readonly apiKey: Secret | null;
      readonly model: string;
      readonly deadlineMs: number;
      readonly jsonMode: (typeof JSON_MODES)[number];
      readonly maxOutputTokens: number;
    }
  | {
      readonly provider: "huggingface";
      readonly endpointUrl: string | null;
      readonly token: Secret | null;
      readonly model: string;
      readonly deadlineMs: number;
      readonly maxOutputTokens: number;
    };

export type EmotionConfig =
  | { readonly provider: "embedded" }
  | {
      readonly provider: "huggingface";
      readonly endpointUrl: string | null;
      readonly token: Secret | null;
      readonly model: string;
      readonly deadlineMs: number;
    };

export type EmbeddingsConfig =
  | { readonly provider: "projection" }
  | {
      readonly provider: "huggingface";
      readonly endpointUrl: string | null;
      readonly token: Secret | null;
      readonly model: string;
      readonly dimensions: number;
      readonly deadlineMs: number;
    }
  | {
      readonly provider: "openai-compatible";
      readonly baseUrl: string;
      readonly apiKey: Secret | null;
      readonly model: string;
      readonly dimensions: number;
      readonly deadlineMs: number;
    };

export interface LlmConfig {
  readonly chat: ChatConfig;
  readonly emotion: EmotionConfig;
  readonly embeddings: EmbeddingsConfig;
}

type Missing = (variable: keyof Environment, when: string) => never;

function toChat(env: Environment, missing: Missing): ChatConfig {
  if (env.CHAT_PROVIDER === "none") return { provider: "none" };
  const model = env.CHAT_MODEL ?? missing("CHAT_MODEL", `CHAT_PROVIDER=${env.CHAT_PROVIDER}`);
  const shared = { model, deadlineMs: env.CHAT_DEADLINE_MS, maxOutputTokens: env.CHAT_MAX_OUTPUT_TOKENS };
  if (env.CHAT_PROVIDER === "huggingface") {
    const endpointUrl = env.CHAT_BASE_URL ?? null;
    return { provider: "huggingface", endpointUrl, token: env.HF_TOKEN ?? null, ...shared };
  }
  const baseUrl = env.CHAT_BASE_URL ?? missing("CHAT_BASE_URL", "CHAT_PROVIDER=openai-compatible");
  const apiKey = env.CHAT_API_KEY ?? null;
  return { provider: "openai-compatible", baseUrl, apiKey, jsonMode: env.CHAT_JSON_MODE, ...shared };
}

function toEmotion(env: Environment): EmotionConfig {
  if (env.EMOTION_PROVIDER === "embedded") return { provider: "embedded" };
  return {
    provider: "huggingface",
    endpointUrl: env.EMOTION_ENDPOINT_URL ?? null,
    token: env.HF_TOKEN ?? null,
    model: env.EMOTION_MODEL ?? HUGGING_FACE_EMOTION_MODEL,
    deadlineMs: env.EMOTION_DEADLINE_MS,
  };
}

function toEmbeddings(env: Environment, missing: Missing): EmbeddingsConfig {
  if (env.EMBEDDINGS_PROVIDER === "projection") return { provider: "projection" };
  const when = `EMBEDDINGS_PROVIDER=${env.EMBEDDINGS_PROVIDER}`;
  const shared = {
    model: env.EMBEDDINGS_MODEL ?? missing("EMBEDDINGS_MODEL", when),
    dimensions: env.EMBEDDINGS_DIMENSIONS ?? missing("EMBEDDINGS_DIMENSIONS", when),
    deadlineMs: env.EMBEDDINGS_DEADLINE_MS,
  };
  if (env.EMBEDDINGS_PROVIDER === "huggingface") {
    const endpointUrl = env.EMBEDDINGS_BASE_URL ?? null;
    return { provider: "huggingface", endpointUrl, token: env.HF_TOKEN ?? null, ...shared };
  }
  const baseUrl = env.EMBEDDINGS_BASE_URL ?? missing("EMBEDDINGS_BASE_URL", when);
  return { provider: "openai-compatible", baseUrl, apiKey: env.EMBEDDINGS_API_KEY ?? null, ...shared };
}

/** Which outside models to use, read from environment variables; with none set everything is embedded. */
export const llmConfigSchema = environmentSchema.transform((env, context): LlmConfig => {
  let isComplete = true;
  const need: Missing = (variable, when) => {
    isComplete = false;
    context.addIssue({ code: "custom", path: [variable], message: `must be set when ${when}` });
    return z.NEVER;
  };
  const config = { chat: toChat(env, need), emotion: toEmotion(env), embeddings: toEmbeddings(env, need) };
  return isComplete ? config : z.NEVER;
});
