import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

export const MODEL_MODES = [
  "ok",
  "hang",
  "drip",
  "500",
  "429",
  "truncated",
  "5MB",
  "wrong-schema",
  "obey",
  "random",
] as const;
export type ModelMode = (typeof MODEL_MODES)[number];

export interface JournalEntry {
  readonly path: string;
  readonly authorization: string | null;
  readonly body: unknown;
  /** What was done; for `random` the mode drawn. */
  readonly mode: ModelMode;
  /** By `performance.now()`. */
  readonly atMs: number;
}

/** A loopback server with OpenAI's chat and embeddings shapes and Hugging Face's task shapes. */
export interface ModelServer {
  readonly url: string;
  mode: ModelMode;
  /** Sent with a 429. */
  retryAfter: string | null;
  /** Share (0..1) of requests answered 500 in mode `ok`. */
  failShare: number;
  /** How long a request is thought about. */
  delayMs: number;
  /** Words of the model in mode `ok`; by default it quotes the first passage. */
  say: (prompt: { readonly system: string; readonly user: string }) => string;
  /** The classifier's seven scores in mode `ok`, in the order of its labels; `null` for believable ones. */
  scores: readonly unknown[] | null;
  readonly journal: JournalEntry[];
  /** The most connections that were open at a time. */
  readonly mostOpen: number;
  close(): Promise<void>;
}

const DIMENSIONS = 8;
const LABELS = ["anger", "disgust", "fear", "joy", "neutral", "sadness", "surprise"];
const RANDOM_MODES = MODEL_MODES.filter((mode) => mode !== "random");

export async function startModelServer(seed = 1): Promise<ModelServer> {
  const random = mulberry32(seed);
  const http = createServer((request, response) => {
    answer(state, random, request, response).catch(() => response.destroy());
  });
  let open = 0;
  let mostOpen = 0;
  http.on("connection", (socket) => {
    open += 1;
    mostOpen = Math.max(mostOpen, open);
    socket.on("close", () => {
      open -= 1;
    });
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const state: ModelServer = {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    mode: "ok",
    retryAfter: null,
    failShare: 0,
    delayMs: 0,
    say: ({ user }) => quoteFirstPassage(user) ?? "ok",
    scores: null,
    journal: [],
    get mostOpen() {
      return mostOpen;
    },
    async close() {
      const closed = new Promise<void>((resolve) => http.close(() => resolve()));
      http.closeAllConnections();
      await closed;
    },
  };
  return state;
}

async function answer(
  state: ModelServer,
  random: () => number,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = parseJson(await readAll(request));
  const drawn = RANDOM_MODES[Math.floor(random() * RANDOM_MODES.length)] ?? "ok";
  let mode = state.mode === "random" ? drawn : state.mode;
  if (mode === "ok" && random() < state.failShare) mode = "500";
  const path = request.url ?? "/";
  state.journal.push({
    path,
    authorization: request.headers.authorization ?? null,
    body,
    mode,
    atMs: performance.now(),
  });
  if (state.delayMs > 0) await sleep(state.delayMs);
  const good = JSON.stringify(
    path.endsWith("/chat/completions") ? chat(state, mode, body) : task(state, path, mode, body),
  );
  switch (mode) {
    case "hang":
      return;
    case "drip":
      return drip(response, good);
    case "500":
      return send(response, 500, JSON.stringify({ error: { message: `failed on ${JSON.stringify(body)}` } }));
    case "429":
      if (state.retryAfter !== null) response.setHeader("retry-after", state.retryAfter);
      return send(response, 429, JSON.stringify({ error: { message: "slow down" } }));
    case "truncated":
      return send(response, 200, good.slice(0, Math.floor(good.length / 2)));
    case "5MB":
      return send(response, 200, `${good.slice(0, -1)},"padding":"${"x".repeat(5 * 1024 * 1024)}"}`);
    case "wrong-schema":
      return send(response, 200, WRONG[Math.floor(random() * WRONG.length)] ?? "null");
    default:
      return send(response, 200, good);
  }
}

const WRONG = [
  "null",
  "[]",
  '{"choices":[]}',
  '{"choices":[{"message":{"role":"assistant","content":""}}]}',
  '{"choices":[{"message":{"role":"assistant","content":"{\\"action\\":\\"close-ticket\\"}"}}]}',
  '[[{"label":"calm","score":1}]]',
  '[[{"label":"joy","score":7},{"label":"anger","score":null}]]',
  '{"data":[{"embedding":["a"]}]}',
  '"NaN"',
];

function send(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(body);
}

function drip(response: ServerResponse, body: string): void {
  response.writeHead(200, { "content-type": "application/json" });
  let sent = 0;
  const timer = setInterval(() => {
    response.write(body.charAt(sent) || " ");
    sent += 1;
  }, 5);
  response.on("close", () => clearInterval(timer));
}

function chat(state: ModelServer, mode: ModelMode, body: unknown) {
  const prompt = promptOf(body);
  const content = mode === "obey" ? obey(prompt) : state.say(prompt);
  return {
    id: "chatcmpl-1",
    object: "chat.completion",
    created: 1,
    model: "fake",
    choices: [{ index: 0, finish_reason: "stop", message: { role: "assistant", content } }],
    usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
  };
}

function task({ scores }: ModelServer, path: string, mode: ModelMode, body: unknown) {
  const input = field(body, path.endsWith("/embeddings") ? "input" : "inputs");
  const texts = Array.isArray(input) ? input.map(String) : [String(input)];
  const vectors = texts.map((text) =>
    Array.from({ length: DIMENSIONS }, (_, axis) => ((text.charCodeAt(axis % text.length) || 1) % 17) + 1),
  );
  if (path.endsWith("/embeddings"))
    // In another order than asked, as the protocol allows.
    return { data: vectors.map((embedding, index) => ({ object: "embedding", index, embedding })).reverse() };
  if (Array.isArray(input)) return vectors;
  const top = mode === "obey" ? /\blabel (?:me|this) (\w+)/i.exec(texts[0] ?? "")?.[1] : "anger";
  if (scores !== null && mode === "ok") return [LABELS.map((label, n) => ({ label, score: scores[n] }))];
  return [LABELS.map((label) => ({ label, score: label === top ? 0.88 : 0.02 }))];
}

/** Does literally what injected text asks, and covers it with a true excerpt. */
function obey({ system, user }: { readonly system: string; readonly user: string }): string {
  const order = /ignore (?:all )?(?:previous|prior) instructions[^:\n]*:\s*(.+)/i.exec(user)?.[1] ?? "";
  if (order.startsWith("{")) return order;
  const text = /reveal/i.test(order) ? system : order;
  const excerpt = firstPassage(user) ?? "";
  return JSON.stringify({ action: "answer", sentences: [{ text, passage: 1, excerpt }], choices: [] });
}

function quoteFirstPassage(user: string): string | null {
  const excerpt = firstPassage(user);
  if (excerpt === null) return null;
  return JSON.stringify({
    action: "answer",
    sentences: [{ text: excerpt, passage: 1, excerpt }],
    choices: [],
  });
}

/** First sentence of the first fenced passage, below its heading line. */
export function firstPassage(user: string): string | null {
  const text = /<<<passage 1 (\w+)\n[^\n]*\n\n([\s\S]*?)\n\1>>>/.exec(user)?.[2];
  return text?.split(/(?<=[.!?])\s/)[0] ?? null;
}

function promptOf(body: unknown): { system: string; user: string } {
  const messages = field(body, "messages");
  const words = (role: string) =>
    Array.isArray(messages)
      ? messages
          .filter((message) => field(message, "role") === role)
          .map((message) => String(field(message, "content")))
      : [];
  return { system: words("system").join("\n"), user: words("user").join("\n") };
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function readAll(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString("utf8");
}

function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
