import type { ChatModel, ChatPrompt } from "../ports/chat-model.ts";
import { answerTextOf, MAX_ANSWER_BYTES } from "./answer-text.ts";
import { createGuardedFetch } from "./guarded-fetch.ts";
import { lazy } from "./lazy.ts";
import { createOutsideCall, type OutsideCallOptions, type OutsideTools } from "./outside-call.ts";
import type { Secret } from "./secret.ts";

/** How a server is told that JSON is wanted: by JSON Schema, as any JSON object, or by the prompt alone. */
export const JSON_MODES = ["schema", "object", "prompt"] as const;
export type JsonMode = (typeof JSON_MODES)[number];

export interface OpenAiCompatibleOptions {
  /** Up to and including `/v1` or what stands for it. */
  readonly baseUrl: string;
  readonly apiKey: Secret | null;
  readonly model: string;
  readonly deadlineMs: number;
  readonly jsonMode: JsonMode;
  readonly maxOutputTokens: number;
  readonly guard?: Partial<OutsideCallOptions>;
}

/** Serves OpenAI, Groq, Gemini's OpenAI endpoint, Ollama, vLLM and whatever else speaks `/chat/completions`. */
export function createOpenAiCompatibleModel(
  options: OpenAiCompatibleOptions,
  tools: OutsideTools,
): ChatModel {
  const name = `openai-compatible:${options.model}`;
  const call = createOutsideCall(
    { room: "llm", name, deadlineMs: options.deadlineMs, ...options.guard },
    tools,
  );
  const chat = lazy(() => buildChat(options, tools));
  return {
    name,
    prepare: async () => {
      await chat();
    },
    complete: (prompt, signal) =>
      call(async (inner) => {
        const model = await chat();
        const message = await model.invoke(
          [
            ["system", prompt.system],
            ["human", prompt.user],
          ],
          { signal: inner, ...responseFormat(prompt, options.jsonMode) },
        );
        return answerTextOf(message);
      }, signal),
  };
}

async function buildChat(options: OpenAiCompatibleOptions, tools: OutsideTools) {
  const { ChatOpenAI } = await import("@langchain/openai");
  return new ChatOpenAI({
    model: options.model,
    // Servers without a key ignore it; without one the SDK would look into the environment.
    apiKey: options.apiKey?.reveal() ?? "none",
    temperature: 0,
    maxTokens: options.maxOutputTokens,
    maxRetries: 0,
    timeout: options.deadlineMs,
    useResponsesApi: false,
    configuration: {
      baseURL: options.baseUrl,
      organization: null,
      project: null,
      logLevel: "off",
      fetch: createGuardedFetch({ clock: tools.clock, maxBytes: MAX_ANSWER_BYTES }),
    },
  });
}

function responseFormat(prompt: ChatPrompt, mode: JsonMode) {
  if (!prompt.answerSchema || mode === "prompt") return {};
  if (mode === "object") return { response_format: { type: "json_object" as const } };
  const { name, schema } = prompt.answerSchema;
  return {
    response_format: {
      type: "json_schema" as const,
      json_schema: { name, schema: { ...schema }, strict: true },
    },
  };
}
