import { Agent, request } from "node:http";
import fc from "fast-check";
import { PERSONA_HEADER, WEB_API_PATH } from "../../../adapters/web/contract.ts";
import { startApp } from "../../../src/app/start-app.ts";
import { readConfig } from "../../../src/config.ts";
import { API, API_PREFIX } from "../../../src/http/contract.ts";
import { createFakeClock } from "../../fakes/clock.ts";
import { createRecordingLogger } from "../../fakes/logger.ts";
import { round } from "../load/figures.ts";
import type { Scenario } from "../scenario.ts";

const AT_ONCE = 8;
const PERSONAS = ["maya", "tom", "ines", "jonas", "ana"];
/** So that nobody is refused for being quick before the request is read. */
const CLOCK_STEP_MS = 250;
const CANARY = "pollutedByRequest";

const WEB_CALLS: readonly (readonly [string, string])[] = [
  ["POST", "/posts"],
  ["PATCH", "/posts/p-1"],
  ["DELETE", "/posts/p-1"],
  ["POST", "/posts/p-1/reactions"],
  ["POST", "/posts/p-1/controls"],
  ["POST", "/posts/p-1/shortcuts"],
  ["POST", "/commands"],
  ["POST", "/forms"],
  ["GET", "/channels/help/posts"],
];
const REST_CALLS = Object.keys(API)
  // Logging out is no input, and what is erased is asked for.
  .filter((call) => call !== "DELETE /session")
  .map((call) => call.split(" "))
  .map(([method = "", path = ""]) => [method, path.replace(/\{\w+\}/g, "7")] as const);
const CALLS: readonly (readonly [string, string])[] = [
  ...WEB_CALLS.map(([method, path]) => [method, `${WEB_API_PATH}${path}`] as const),
  ...REST_CALLS.map(([method, path]) => [method, `${API_PREFIX}${path}`] as const),
  ["POST", "/predict_emotion"],
  ["POST", "/query_rag"],
  ["POST", "/analyze_sentiment"],
];

const deep = (depth: number): string => `${"[".repeat(depth)}${"]".repeat(depth)}`;
const FIELDS = [
  "clientKey",
  "channelKey",
  "threadKey",
  "replyToKey",
  "text",
  "emoji",
  "remove",
  "controlId",
  "value",
  "formId",
  "values",
  "command",
  "q",
  "question",
  "name",
  "password",
  "kind",
  "id",
  "role",
  "tenantId",
  "constructor",
  "prototype",
];

/** What stands in a field: right, nearly right, of another kind, or hostile. */
const part: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    "help",
    "help-1",
    crypto.randomUUID(),
    "",
    null,
    true,
    -1,
    Number.POSITIVE_INFINITY,
    Number.MAX_SAFE_INTEGER,
  ),
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.array(fc.constantFrom(null, "a", 1, {}), { maxLength: 4 }),
  fc.constant({ __proto__: null, toString: 1, hasOwnProperty: [] }),
);
const body: fc.Arbitrary<string> = fc.oneof(
  fc.dictionary(fc.constantFrom(...FIELDS), part, { maxKeys: 8 }).map((value) => JSON.stringify(value)),
  fc
    .dictionary(fc.constantFrom(...FIELDS), part, { maxKeys: 4 })
    .map(
      (value) =>
        `{"__proto__":{"${CANARY}":1},"constructor":{"prototype":{"${CANARY}":1}},"value":${JSON.stringify(value)}}`,
    ),
  fc.json(),
  fc.json().map((text) => text.slice(0, Math.floor(text.length / 2))),
  fc.constantFrom(
    "",
    "null",
    "[]",
    "0",
    '"',
    "{",
    "\ufeff{}",
    "undefined",
    deep(10_000),
    `{"text":${deep(10_000)}}`,
    "\u0000",
  ),
  fc.string({ unit: "binary" }),
);
const input = fc.record({
  call: fc.constantFrom(...CALLS),
  body,
  query: fc.oneof(
    { weight: 3, arbitrary: fc.constant("") },
    fc.constantFrom(
      "?limit=NaN",
      "?before=%00",
      "?q=%F0%9F",
      `?__proto__[${CANARY}]=1`,
      "?page=-1&limit=1e9",
      "?kind=x&before=2026-99-99",
    ),
  ),
  mediaType: fc.constantFrom(
    "application/json",
    "application/json",
    "application/json; charset=utf-16",
    "multipart/form-data; boundary=x",
    "multipart/form-data",
    "text/plain",
    "",
  ),
  persona: fc.constantFrom(...PERSONAS),
});
type Input = typeof input extends fc.Arbitrary<infer T> ? T : never;

/** The status, or 0 for a connection that was cut without an answer. */
function send(
  base: URL,
  agent: Agent,
  { call: [method, path], body: text, query, mediaType, persona }: Input,
): Promise<number> {
  return new Promise((resolve) => {
    const outgoing = request(
      {
        agent,
        host: base.hostname,
        port: base.port,
        method,
        path: `${path}${query}`,
        headers: {
          [PERSONA_HEADER]: persona,
          "x-rapport-console": "1",
          "content-length": Buffer.byteLength(text),
          ...(mediaType && { "content-type": mediaType }),
        },
        timeout: 10_000,
      },
      (response) => {
        response.resume();
        response.on("end", () => resolve(response.statusCode ?? 0));
        response.on("error", () => resolve(0));
      },
    );
    outgoing.on("error", () => resolve(0));
    outgoing.on("timeout", () => outgoing.destroy());
    outgoing.end(text);
  });
}

export const malformedRequests: Scenario = {
  id: "N20",
  title: "malformed and mistyped requests to every public call",
  criterion: "no 5xx, no connection without an answer, 0 unhandled rejections, 0 polluted prototypes",
  promises: ["P6"],
  databases: ["pglite", "postgres"],
  unit: "requests",
  fullSize: 50_000,
  limitMs: 40 * 60_000,
  async run(trial) {
    const url = await trial.freshDatabase();
    const logger = createRecordingLogger();
    const clock = createFakeClock();
    const isEmbedded = url.startsWith("pglite:");
    const app = await startApp(
      readConfig({
        PORT: "0",
        DEMO: "off",
        DATA_DIR: isEmbedded ? url.slice("pglite:".length).replace(/\/database$/, "") : trial.folder,
        ...(isEmbedded ? {} : { DATABASE_URL: url }),
      }),
      logger,
      { clock, progress: () => undefined },
    );
    const violations: string[] = [];
    let unhandled = 0;
    const onUnhandled = (): void => {
      unhandled += 1;
    };
    process.on("unhandledRejection", onUnhandled);
    const counts = { ok: 0, refused: 0, failed: 0 };
    const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
    const before = JSON.stringify([
      Object.getOwnPropertyNames(Object.prototype),
      Object.getOwnPropertyNames(Array.prototype),
    ]);
    try {
      await app.ready;
      const base = new URL(app.facts.address);
      const inputs = fc.sample(input, { numRuns: trial.size, seed: trial.seed });
      let next = 0;
      const one = async (): Promise<void> => {
        while (next < inputs.length) {
          const sent = inputs[next++];
          if (!sent) return;
          clock.advance(CLOCK_STEP_MS);
          const status = await send(base, agent, sent);
          const what = `${sent.call.join(" ")}${sent.query} (${sent.mediaType}) ${sent.body.slice(0, 120)}`;
          if (status >= 500 || status === 0) {
            counts.failed += 1;
            if (violations.length < 20) violations.push(`answered ${status}: ${what}`);
          } else if (status >= 400) counts.refused += 1;
          else counts.ok += 1;
          if (next % 100 === 0) trial.progress(next);
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, one));
      if (unhandled > 0) violations.push(`${unhandled} promises were rejected and nobody was told`);
      const after = JSON.stringify([
        Object.getOwnPropertyNames(Object.prototype),
        Object.getOwnPropertyNames(Array.prototype),
      ]);
      if (after !== before || Reflect.get({}, CANARY) !== undefined)
        violations.push("a prototype was polluted");
      const errors = logger.lines.filter(({ level }) => level === "error");
      if (errors.length > 0)
        violations.push(`${errors.length} errors were logged: ${JSON.stringify(errors[0])}`);
      return {
        violations,
        figures: { calls: CALLS.length, ...counts, "refused share": round(counts.refused / trial.size) },
      };
    } finally {
      process.off("unhandledRejection", onUnhandled);
      agent.destroy();
      await app.stop(5_000);
    }
  },
};
