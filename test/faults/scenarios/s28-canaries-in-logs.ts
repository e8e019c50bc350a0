import { PERSONA_HEADER, WEB_API_PATH } from "../../../adapters/web/contract.ts";
import { API, API_PREFIX } from "../../../src/http/contract.ts";
import { MODEL_MODES, startModelServer } from "../../fakes/model-server.ts";
import { until } from "../load/figures.ts";
import { freePort, startDesk } from "../rig/desk-process.ts";
import type { Scenario } from "../scenario.ts";

/** In every text that comes in. */
const WORDS = "zqcanarywords";
/** In every secret. */
const SECRET = "zqcanarysecret";
const QUESTION = `How do I change the delivery address? ${WORDS}`;
const ARTICLE = `# Change the delivery address ${WORDS}\n\nOpen the tracking page and choose Change delivery. ${WORDS}\n`;
const LEAST_LINES = 20;

interface Request {
  readonly method: string;
  readonly path: string;
  readonly body?: string;
  readonly mediaType?: string;
}

/** Words wherever words can stand, in requests that are right, nearly right and wrong. */
function requestsOf(n: number): readonly Request[] {
  const clientKey = crypto.randomUUID();
  const post = { clientKey, channelKey: "help", threadKey: null, replyToKey: null };
  const calls = Object.keys(API)
    .map((call) => call.split(" "))
    .map(([method = "", path = ""]) => ({
      method,
      path: `${API_PREFIX}${path.replace(/\{\w+\}/g, WORDS)}?q=${WORDS}`,
      body: JSON.stringify({ password: SECRET, name: WORDS, question: WORDS, text: WORDS, note: WORDS }),
    }));
  return [
    {
      method: "POST",
      path: `${WEB_API_PATH}/posts`,
      body: JSON.stringify({ ...post, text: `@rapport ${QUESTION}` }),
    },
    { method: "POST", path: `${WEB_API_PATH}/posts`, body: JSON.stringify({ ...post, text: [WORDS] }) },
    { method: "POST", path: `${WEB_API_PATH}/posts`, body: `{"text":"${WORDS}` },
    {
      method: "POST",
      path: `${WEB_API_PATH}/commands`,
      body: JSON.stringify({
        clientKey: crypto.randomUUID(),
        channelKey: "help",
        threadKey: null,
        text: `/rapport ask ${QUESTION}`,
      }),
    },
    {
      method: "POST",
      path: `${WEB_API_PATH}/forms`,
      body: JSON.stringify({ clientKey, formId: WORDS, value: WORDS, values: { subject: WORDS } }),
    },
    { method: "PATCH", path: `${WEB_API_PATH}/posts/${WORDS}`, body: JSON.stringify({ text: WORDS }) },
    { method: "GET", path: `/${WORDS}/%ZZ?token=${SECRET}` },
    {
      method: "PUT",
      path: `${API_PREFIX}/articles?name=${WORDS}-${n}.md`,
      body: `${ARTICLE}\n${n}`,
      mediaType: "text/markdown",
    },
    {
      method: "PUT",
      path: `${API_PREFIX}/articles?name=${WORDS}.pdf`,
      body: `%PDF-1.4 ${WORDS}`,
      mediaType: "application/pdf",
    },
    { method: "POST", path: "/query_rag", body: JSON.stringify({ query: QUESTION }) },
    { method: "POST", path: "/predict_emotion", body: JSON.stringify({ text: WORDS }) },
    ...calls,
  ];
}

async function send(
  address: string,
  { method, path, body, mediaType = "application/json" }: Request,
): Promise<number> {
  const response = await fetch(`${address}${path}`, {
    method,
    headers: {
      [PERSONA_HEADER]: "maya",
      "x-rapport-console": "1",
      cookie: `rapport=${SECRET}`,
      authorization: `Bearer ${SECRET}`,
      "user-agent": WORDS,
      "content-type": mediaType,
    },
    ...(method !== "GET" && method !== "HEAD" && body !== undefined && { body }),
    signal: AbortSignal.timeout(30_000),
  }).catch(() => null);
  await response?.arrayBuffer().catch(() => null);
  return response?.status ?? 0;
}

export const canariesInLogs: Scenario = {
  id: "S28",
  title:
    "marked words and secrets in every input and setting, all models failing in turn, logs at debug level",
  criterion: "0 marks in all that the desk prints",
  promises: ["P15"],
  databases: ["pglite", "postgres"],
  unit: "rounds of all requests",
  fullSize: 20,
  limitMs: 20 * 60_000,
  async run(trial) {
    const model = await startModelServer(trial.seed);
    const desk = startDesk({
      program: "product",
      databaseUrl: await trial.freshDatabase(),
      dataDir: trial.folder,
      port: await freePort(),
      environment: {
        LOG_LEVEL: "debug",
        METRICS_TOKEN: `${SECRET}-metrics-token`,
        CHAT_PROVIDER: "openai-compatible",
        CHAT_BASE_URL: `${model.url}/v1`,
        CHAT_MODEL: "fake",
        CHAT_API_KEY: `${SECRET}-chat`,
        CHAT_DEADLINE_MS: "500",
        EMOTION_PROVIDER: "huggingface",
        EMOTION_ENDPOINT_URL: `${model.url}/emotion`,
        EMOTION_DEADLINE_MS: "500",
        HF_TOKEN: `${SECRET}-hf`,
      },
    });
    let printed = "";
    desk.process.stderr?.on("data", (text: string) => {
      printed += text;
    });
    const violations: string[] = [];
    let requests = 0;
    let answered = 0;
    try {
      await desk.ready();
      for (let n = 0; n < trial.size; n += 1) {
        model.mode = MODEL_MODES[n % MODEL_MODES.length] ?? "ok";
        for (const request of requestsOf(n)) {
          requests += 1;
          if ((await send(desk.address, request)) !== 0) answered += 1;
        }
        trial.progress(n + 1);
      }
      await until(async () => (await desk.waiting()) === 0, 60_000);
    } finally {
      await desk.stop();
      await model.close();
    }
    const lines = printed.split("\n").filter((line) => line !== "");
    for (const canary of [WORDS, SECRET]) {
      const leak = lines.find((line) => line.includes(canary));
      if (leak !== undefined) violations.push(`printed: ${leak.slice(0, 300)}`);
    }
    if (lines.length < LEAST_LINES)
      violations.push(`only ${lines.length} lines were printed: nothing was looked at`);
    if (answered < requests / 2) violations.push(`only ${answered} of ${requests} requests were answered`);
    return {
      violations,
      figures: { requests, answered, "lines printed": lines.length, "calls to models": model.journal.length },
    };
  },
};
