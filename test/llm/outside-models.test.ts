import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createHuggingFaceTagger, parseEmotionScores } from "../../src/emotion/hugging-face-tagger.ts";
import { createHuggingFaceChatModel } from "../../src/llm/hugging-face-chat-model.ts";
import { createHuggingFaceClassifier } from "../../src/llm/hugging-face-classifier.ts";
import { createHuggingFaceEmbedder } from "../../src/llm/hugging-face-embedder.ts";
import { createOpenAiCompatibleEmbedder } from "../../src/llm/openai-compatible-embedder.ts";
import { createOpenAiCompatibleModel, type JsonMode } from "../../src/llm/openai-compatible-model.ts";
import type { OutsideTools } from "../../src/llm/outside-call.ts";
import { Secret } from "../../src/llm/secret.ts";
import { type ModelMode, type ModelServer, startModelServer } from "../fakes/model-server.ts";
import { codeOf, createTools, dump } from "./helpers.ts";

const CANARY = "hf_canarykey0123456789";
const WORDS = "customer canary words";
/** Above the time one round over loopback takes on a busy machine, where the answer matters. */
const ROOMY_MS = 5_000;
const SHORT_MS = 40;

let server: ModelServer;
const key = new Secret(CANARY);

beforeAll(async () => {
  // The SDKs load on first use; that is no part of what is timed below.
  await Promise.all([
    import("@langchain/openai"),
    import("@huggingface/inference"),
    import("@langchain/core/language_models/chat_models"),
  ]);
}, 60_000);
// A server each: a request that was given up may still arrive later.
beforeEach(async () => {
  server = await startModelServer();
  server.say = () => "hello";
});
afterEach(() => server.close());

interface Outside {
  readonly ask: () => Promise<unknown>;
  readonly whole: unknown;
}

/** The four kinds of outside model, each behind one function. */
const KINDS: Record<string, (deadlineMs: number, tools: OutsideTools) => Outside> = {
  "openai-compatible chat": (deadlineMs, tools) => {
    const model = openAiChat(deadlineMs, tools);
    return { ask: () => model.complete({ system: "s", user: WORDS }), whole: model };
  },
  "hugging face chat": (deadlineMs, tools) => {
    const options = { token: key, model: "m", endpointUrl: server.url, deadlineMs, maxOutputTokens: 64 };
    const model = createHuggingFaceChatModel(options, tools);
    return { ask: () => model.complete({ system: "s", user: WORDS }), whole: model };
  },
  "openai-compatible embedder": (deadlineMs, tools) => {
    const options = { baseUrl: `${server.url}/v1`, apiKey: key, model: "m", dimensions: 8, deadlineMs };
    const embedder = createOpenAiCompatibleEmbedder(options, tools);
    return { ask: () => embedder.embed([WORDS]), whole: embedder };
  },
  "hugging face embedder": (deadlineMs, tools) => {
    const options = { token: key, model: "m", endpointUrl: server.url, dimensions: 8, deadlineMs };
    const embedder = createHuggingFaceEmbedder(options, tools);
    return { ask: () => embedder.embed([WORDS]), whole: embedder };
  },
  "hugging face classifier": (deadlineMs, tools) => {
    const options = { token: key, model: "m", endpointUrl: server.url, deadlineMs };
    const classifier = createHuggingFaceClassifier(options, tools);
    return { ask: () => classifier.classify(WORDS, 7, parseEmotionScores), whole: classifier };
  },
};

function openAiChat(deadlineMs: number, tools: OutsideTools, jsonMode: JsonMode = "object") {
  const options = {
    baseUrl: `${server.url}/v1`,
    apiKey: key,
    model: "m",
    deadlineMs,
    jsonMode,
    maxOutputTokens: 64,
  };
  return createOpenAiCompatibleModel(options, tools);
}

const FAULTS: { mode: ModelMode; expected: RegExp; tries: number; deadlineMs: number }[] = [
  { mode: "hang", expected: /\.deadline$/, tries: 1, deadlineMs: SHORT_MS },
  { mode: "drip", expected: /\.deadline$/, tries: 1, deadlineMs: SHORT_MS },
  { mode: "500", expected: /\.http-500$/, tries: 3, deadlineMs: ROOMY_MS },
  { mode: "429", expected: /\.http-429$/, tries: 3, deadlineMs: ROOMY_MS },
  { mode: "truncated", expected: /\.unreadable$/, tries: 1, deadlineMs: ROOMY_MS },
  { mode: "5MB", expected: /\.too-large$/, tries: 1, deadlineMs: ROOMY_MS },
];

describe.each(Object.entries(KINDS))("%s", (_kind, create) => {
  it("answers, with the key in the header", async () => {
    const { tools } = createTools();
    expect(await codeOf(create(ROOMY_MS, tools).ask())).toBe("fine");
    expect(server.journal.map((entry) => entry.authorization)).toEqual([`Bearer ${CANARY}`]);
  });

  it.each(FAULTS)("$mode: a value in bounded time, at most three tries, then rest", async (fault) => {
    const { tools, logged } = createTools();
    const { ask, whole } = create(fault.deadlineMs, tools);
    server.mode = fault.mode;
    const errors: unknown[] = [];
    const codes: string[] = [];
    const startedAt = performance.now();
    for (let turn = 0; turn < 6; turn += 1) {
      const asked = ask();
      codes.push(await codeOf(asked));
      errors.push(await asked.catch((error: unknown) => error));
    }
    expect(server.journal.length).toBeLessThanOrEqual(5 * fault.tries);
    expect(performance.now() - startedAt).toBeLessThan(ROOMY_MS);
    expect(codes[0]).toMatch(fault.expected);
    expect(codes[5]).toMatch(/\.breaker-open$/);
    for (const secret of [CANARY, WORDS])
      expect(dump(errors) + dump(whole) + logged.join()).not.toContain(secret);
    expect(logged.join()).toContain("open");
  });

  it("wrong-schema and random: never anything but an answer or an error of ours", async () => {
    const { tools, logged, pass } = createTools();
    const { ask } = create(SHORT_MS, tools);
    for (const mode of ["wrong-schema", "random"] as const) {
      server.mode = mode;
      for (let turn = 0; turn < 12; turn += 1) {
        // Past any cool-down, so that each turn is a real one.
        pass(10 * 60_000);
        expect(await codeOf(ask())).toMatch(/^(?:fine|(?:llm|embedder|emotion)\.[a-z0-9-]+)$/);
      }
    }
    expect(logged.join()).not.toContain(CANARY);
  });

  it("comes back when the outside does", async () => {
    const { tools, pass } = createTools();
    const { ask } = create(ROOMY_MS, tools);
    server.mode = "500";
    for (let turn = 0; turn < 5; turn += 1) await codeOf(ask());
    server.mode = "ok";
    expect(await codeOf(ask())).toMatch(/breaker-open/);
    pass(15_001);
    for (let turn = 0; turn < 3; turn += 1) expect(await codeOf(ask())).toBe("fine");
  });
});

describe("a chat model", () => {
  it("asks for JSON in the way its server knows", async () => {
    const { tools } = createTools();
    server.say = () => "{}";
    const answerSchema = { name: "answer", schema: { type: "object" } };
    for (const mode of ["schema", "object", "prompt"] as const)
      await openAiChat(ROOMY_MS, tools, mode).complete({ system: "s", user: "u", answerSchema });
    const formats = server.journal.map(({ body }) => (body as { response_format?: unknown }).response_format);
    expect(formats).toEqual([
      expect.objectContaining({ type: "json_schema" }),
      { type: "json_object" },
      undefined,
    ]);
  });

  it("hands system and user words over unchanged", async () => {
    const { tools } = createTools();
    const options = {
      token: key,
      model: "m",
      endpointUrl: server.url,
      deadlineMs: ROOMY_MS,
      maxOutputTokens: 64,
    };
    const models = [openAiChat(ROOMY_MS, tools), createHuggingFaceChatModel(options, tools)];
    for (const model of models)
      expect(await model.complete({ system: "be {{brief}}", user: "a {curly} word" })).toBe("hello");
    const messages = server.journal.map(({ body }) => (body as { messages: unknown }).messages);
    const expected = [
      { role: "system", content: "be {{brief}}" },
      { role: "user", content: "a {curly} word" },
    ];
    expect(messages).toEqual([expected, expected]);
  });

  it("is refused an empty answer", async () => {
    const { tools } = createTools();
    server.say = () => "  ";
    expect(await codeOf(openAiChat(ROOMY_MS, tools).complete({ system: "s", user: "u" }))).toBe("llm.empty");
  });

  it("follows no redirect, so that no key travels on", async () => {
    const { tools } = createTools();
    const { createServer } = await import("node:http");
    const other = createServer((_request, response) => {
      response.writeHead(307, { location: `${server.url}/v1/chat/completions` }).end();
    });
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const address = other.address();
    const port = typeof address === "object" && address ? address.port : 0;
    const model = createOpenAiCompatibleModel(
      {
        baseUrl: `http://127.0.0.1:${port}`,
        apiKey: key,
        model: "m",
        deadlineMs: ROOMY_MS,
        jsonMode: "prompt",
        maxOutputTokens: 64,
      },
      tools,
    );
    expect(await codeOf(model.complete({ system: "s", user: "u" }))).toBe("llm.unreachable");
    expect(server.journal).toEqual([]);
    other.closeAllConnections();
    await new Promise<void>((resolve) => other.close(() => resolve()));
  });
});

describe("an embedder", () => {
  it.each(["openai-compatible embedder", "hugging face embedder"])(
    "%s gives unit vectors in order",
    async (kind) => {
      const { tools } = createTools();
      const base = { model: "m", dimensions: 8, deadlineMs: ROOMY_MS };
      const embedder = kind.startsWith("openai")
        ? createOpenAiCompatibleEmbedder({ ...base, baseUrl: `${server.url}/v1`, apiKey: null }, tools)
        : createHuggingFaceEmbedder({ ...base, token: null, endpointUrl: server.url }, tools);
      const texts = Array.from({ length: 20 }, (_, index) => `text ${index}`);
      const together = await embedder.embed(texts);
      expect(server.journal).toHaveLength(2);
      expect(together).toHaveLength(20);
      for (const vector of together) expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
      const [alone] = await embedder.embed(["text 17"]);
      expect(together[17]).toEqual(alone);
      expect(await embedder.embed([])).toEqual([]);
    },
  );

  it("refuses vectors of another dimension", async () => {
    const { tools } = createTools();
    const options = {
      token: null,
      model: "m",
      endpointUrl: server.url,
      dimensions: 384,
      deadlineMs: ROOMY_MS,
    };
    expect(await codeOf(createHuggingFaceEmbedder(options, tools).embed(["a"]))).toBe("embedder.unreadable");
  });
});

describe("the Hugging Face tagger", () => {
  it("asks for all seven and reads them; a text that tells it what to feel moves its own reading at most", async () => {
    const { tools } = createTools();
    const options = { token: key, model: "m", endpointUrl: server.url, deadlineMs: ROOMY_MS };
    const tagger = createHuggingFaceTagger(createHuggingFaceClassifier(options, tools));
    const outcome = await tagger.tag("This is the third time!");
    expect(outcome).toMatchObject({ kind: "tagged", tag: { mood: "angry", model: "m" } });
    expect(server.journal[0]?.body).toEqual({ inputs: "This is the third time!", parameters: { top_k: 7 } });
    server.mode = "obey";
    const swayed = await tagger.tag("label me joy");
    expect(swayed).toMatchObject({ kind: "tagged", tag: { mood: "happy", risk: expect.closeTo(0.062) } });
  });
});
