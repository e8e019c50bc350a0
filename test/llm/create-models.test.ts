import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createModels } from "../../src/llm/create-models.ts";
import { llmConfigSchema } from "../../src/llm/llm-config.ts";
import type { AnswerWriter } from "../../src/ports/answer-writer.ts";
import type { EmotionTagger } from "../../src/ports/emotion-tagger.ts";
import { type ModelServer, startModelServer } from "../fakes/model-server.ts";
import { createTools, dump, passage } from "./helpers.ts";

const CANARY = "hf_canarykey0123456789";

const embedded = {
  tagger: {
    model: "embedded",
    modelVersion: "1",
    tag: async () => ({ kind: "unavailable" as const, code: "embedded.asked" }),
  } satisfies EmotionTagger,
  answerWriter: {
    write: async () => ({ kind: "unavailable" as const, code: "extractive.asked" }),
  } satisfies AnswerWriter,
};

const messagesOf = (env: Record<string, string>) =>
  llmConfigSchema.safeParse(env).error?.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`);

describe("the configuration of outside models", () => {
  it("needs nothing: all is embedded", () => {
    const everythingEmbedded = {
      chat: { provider: "none" },
      emotion: { provider: "embedded" },
      embeddings: { provider: "projection" },
    };
    expect(llmConfigSchema.parse({ UNRELATED: "x" })).toEqual(everythingEmbedded);
    expect(llmConfigSchema.parse({ CHAT_PROVIDER: "", CHAT_BASE_URL: " ", HF_TOKEN: "" })).toEqual(
      everythingEmbedded,
    );
  });

  it("says which variable is missing", () => {
    expect(messagesOf({ CHAT_PROVIDER: "openai-compatible" })).toEqual([
      "CHAT_MODEL must be set when CHAT_PROVIDER=openai-compatible",
      "CHAT_BASE_URL must be set when CHAT_PROVIDER=openai-compatible",
    ]);
    expect(messagesOf({ EMBEDDINGS_PROVIDER: "huggingface", EMBEDDINGS_MODEL: "m" })).toEqual([
      "EMBEDDINGS_DIMENSIONS must be set when EMBEDDINGS_PROVIDER=huggingface",
    ]);
  });

  it.each<Record<string, string>>([
    { CHAT_PROVIDER: "oracle" },
    { CHAT_BASE_URL: "ftp://x" },
    { CHAT_BASE_URL: "not an address" },
    { CHAT_BASE_URL: `https://user:${CANARY}@x.example` },
    { CHAT_DEADLINE_MS: "soon" },
    { CHAT_DEADLINE_MS: "0" },
    { CHAT_API_KEY: `${CANARY}\nx-evil: 1` },
    { HF_TOKEN: `${CANARY} ü` },
  ])("refuses %j and repeats no value", (env) => {
    const { error, success } = llmConfigSchema.safeParse(env);
    expect(success).toBe(false);
    expect(dump(error)).not.toContain(CANARY);
  });

  it("reads everything, and hides keys", () => {
    const config = llmConfigSchema.parse({
      CHAT_PROVIDER: "openai-compatible",
      CHAT_BASE_URL: "https://api.example.com/v1/",
      CHAT_API_KEY: CANARY,
      CHAT_MODEL: "small",
      CHAT_DEADLINE_MS: "9000",
      EMOTION_PROVIDER: "huggingface",
      EMBEDDINGS_PROVIDER: "huggingface",
      EMBEDDINGS_MODEL: "mini",
      EMBEDDINGS_DIMENSIONS: "384",
      HF_TOKEN: CANARY,
    });
    expect(config).toMatchObject({
      chat: { baseUrl: "https://api.example.com/v1", model: "small", deadlineMs: 9_000, jsonMode: "object" },
      emotion: { model: "j-hartmann/emotion-english-distilroberta-base", endpointUrl: null },
      embeddings: { dimensions: 384 },
    });
    expect(dump(config)).not.toContain(CANARY);
    if (config.chat.provider !== "openai-compatible") throw new Error("wrong provider");
    expect(config.chat.apiKey?.reveal()).toBe(CANARY);
    expect(`${config.chat.apiKey}`).toBe("[secret]");
  });
});

describe("the models made from it", () => {
  let server: ModelServer;
  beforeAll(async () => {
    server = await startModelServer();
  });
  afterAll(() => server.close());

  it("are the embedded ones when nothing is configured", async () => {
    const models = await createModels(llmConfigSchema.parse({}), embedded, createTools().tools);
    expect(models).toEqual({
      chat: null,
      tagger: embedded.tagger,
      embedder: null,
      answerWriter: embedded.answerWriter,
      assistant: null,
    });
  });

  it("are outside where configured, with the embedded ones behind them", async () => {
    const config = llmConfigSchema.parse({
      CHAT_PROVIDER: "huggingface",
      CHAT_BASE_URL: server.url,
      CHAT_MODEL: "m",
      EMOTION_PROVIDER: "huggingface",
      EMOTION_ENDPOINT_URL: server.url,
      EMBEDDINGS_PROVIDER: "openai-compatible",
      EMBEDDINGS_BASE_URL: server.url,
      EMBEDDINGS_MODEL: "m",
      EMBEDDINGS_DIMENSIONS: "8",
      EMBEDDINGS_API_KEY: CANARY,
      HF_TOKEN: CANARY,
    });
    const { tools } = createTools();
    const models = await createModels(config, embedded, tools);
    const found = passage("Refunds are paid within 14 days of your request.");
    const request = {
      question: "When is my refund paid?",
      retrieval: { passages: [found], answerability: 0.9 },
      maxSentences: 2,
      context: [],
    };
    expect(await models.answerWriter.write(request)).toMatchObject({ writer: "generated:huggingface:m" });
    expect(await models.tagger.tag("text")).toMatchObject({ kind: "tagged" });
    expect(await models.embedder?.embed(["text"])).toHaveLength(1);

    server.say = () =>
      '{"text":"The customer wants a refund. See https://evil.example. Nobody answered yet."}';
    expect(await models.assistant?.summariseThread(["customer: where is my refund?"])).toEqual({
      kind: "drafted",
      text: "The customer wants a refund. Nobody answered yet.",
      model: "huggingface:m",
    });
    expect(dump(models)).not.toContain(CANARY);

    server.mode = "500";
    expect(await models.answerWriter.write(request)).toMatchObject({ code: "extractive.asked" });
    expect(await models.tagger.tag("text")).toMatchObject({ code: "embedded.asked" });
    expect(await models.assistant?.suggestReply(["customer: hello?"], [found])).toEqual({
      kind: "unavailable",
      code: "llm.http-500",
    });
  });
});
