import { randomUUID } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { consoleMoves } from "../../src/desk/console-moves.ts";
import { type Auth, createAuth } from "../../src/http/auth/create-auth.ts";
import { hashPassword } from "../../src/http/auth/password.ts";
import type { SignInLinks } from "../../src/http/auth/sign-in-links.ts";
import type { Call } from "../../src/http/contract.ts";
import { createHealth } from "../../src/http/health.ts";
import { createHttpServer, type HttpServerOptions } from "../../src/http/http-server.ts";
import { createMetrics } from "../../src/http/metrics.ts";
import { splitCall } from "../../src/http/rest/bind.ts";
import type { RestServices } from "../../src/http/rest-services.ts";
import type { AccountRole } from "../../src/ports/stores/account-store.ts";
import { createAccountStore } from "../../src/store/account-store.ts";
import type { Database } from "../../src/store/database.ts";
import { createDeadLetters } from "../../src/store/spine/dead-letters.ts";
import { createOutboxWriter } from "../../src/store/spine/outbox-writer.ts";
import { readSpineStats } from "../../src/store/spine/spine-stats.ts";
import { createTimerWriter } from "../../src/store/spine/timer-writer.ts";
import { createUnsentPosts } from "../../src/store/spine/unsent-posts.ts";
import { createStore } from "../../src/store/store.ts";
import { createConsoleStore } from "../../src/store/view-store.ts";
import { createFakeClock, type FakeClock } from "../fakes/clock.ts";
import { createRecordingLogger, type RecordingLogger } from "../fakes/logger.ts";
import { tagOf } from "../support/desk-fixture.ts";

export const PASSWORD = "seven green lamps";
const WRITERS = { outbox: createOutboxWriter, timers: createTimerWriter };

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever came
  readonly json: any;
}

export interface Sent {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Sent as it is. */
  readonly raw?: string | Buffer;
}

export interface TestServer {
  readonly url: string;
  readonly port: number;
  readonly clock: FakeClock;
  readonly logger: RecordingLogger;
  readonly auth: Auth;
  send(method: string, path: string, sent?: Sent): Promise<Answer>;
  /** A call of the API as the console sends it. */
  call(name: Call, params?: Readonly<Record<string, string | number>>, sent?: Sent): Promise<Answer>;
  /** Logs in and gives the headers of that session. */
  logIn(name: string, password?: string): Promise<Readonly<Record<string, string>>>;
  stop(): Promise<void>;
}

export interface TestServerOptions extends Partial<Omit<HttpServerOptions, "rest">> {
  readonly login?: "off" | "required";
  readonly rest?: Partial<RestServices>;
  readonly publicUrl?: string;
  readonly links?: SignInLinks;
}

/** A whole server on a free port of this machine, above a real store; what lies outside the console is simple here. */
export async function startServer(
  database: Database,
  tenantId: string,
  options: TestServerOptions = {},
): Promise<TestServer> {
  const clock = createFakeClock();
  const logger = createRecordingLogger();
  const consoleDir = options.consoleDir ?? (await writeConsole());
  const store = createStore({ database, ...WRITERS });
  const auth = createAuth({
    login: options.login ?? "off",
    homeTenantId: tenantId,
    accounts: createAccountStore(database),
    findTenantBySlug: async (slug) =>
      (await store.listTenants()).find((tenant) => tenant.slug === slug)?.id ?? null,
    publicUrl: options.publicUrl ?? null,
    links: options.links ?? null,
    clock,
    logger,
  });
  const stats = () => readSpineStats(database, clock.now());
  const server = createHttpServer({
    mounts: [],
    auth,
    health: createHealth([], logger),
    metrics: createMetrics(stats),
    host: "127.0.0.1",
    port: 0,
    logger,
    clock,
    consoleDir,
    ...options,
    rest: { ...servicesOn(database), ...options.rest },
  });
  const { port, url } = await server.start();

  const send: TestServer["send"] = (method, path, sent = {}) => sendTo(port, method, path, sent);
  return {
    url,
    port,
    clock,
    logger,
    auth,
    send,
    call(name, params = {}, sent = {}) {
      const { method, path } = splitCall(name);
      const filled = path.replace(/\{(\w+)\}/g, (_, key: string) =>
        encodeURIComponent(String(params[key] ?? "")),
      );
      const headers = { ...(method !== "GET" && { "x-rapport-console": "1" }), ...sent.headers };
      return send(method, `/api/v1${filled}`, { ...sent, headers });
    },
    async logIn(name, password = PASSWORD) {
      const answer = await send("POST", "/api/v1/session", {
        headers: { "x-rapport-console": "1" },
        body: { name, password },
      });
      if (answer.status !== 200) throw new Error(`login answered ${answer.status} ${answer.text}`);
      return { cookie: cookieIn(answer) };
    },
    async stop() {
      await server.stop(200);
      if (options.consoleDir === undefined) await rm(consoleDir, { recursive: true, force: true });
    },
  };
}

export const cookieIn = (answer: Answer): string =>
  (answer.headers["set-cookie"] ?? []).map((cookie) => cookie.split(";")[0]).join("; ");

export function sendTo(port: number, method: string, path: string, sent: Sent = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers: Record<string, string> = { host: `127.0.0.1:${port}`, ...sent.headers };
    const body = sent.raw ?? (sent.body === undefined ? undefined : JSON.stringify(sent.body));
    if (sent.body !== undefined) headers["content-type"] ??= "application/json";
    if (body !== undefined) headers["content-length"] ??= String(Buffer.byteLength(body));
    const request = httpRequest(
      { port, host: "127.0.0.1", method, path, headers, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => {
          const text = Buffer.concat(chunks).toString("utf8");
          const isJson = /json/.test(response.headers["content-type"] ?? "");
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text,
            json: isJson && text !== "" ? JSON.parse(text) : null,
          });
        });
      },
    );
    request.on("error", reject);
    request.end(body);
  });
}

export function servicesOn(database: Database): RestServices {
  return {
    store: createConsoleStore({ database, ...WRITERS }),
    tickets: consoleMoves,
    knowledge: {
      status: async () => ({
        articles: 0,
        passages: 0,
        vectors: 0,
        vectorSearch: "exact",
        vectorSearchReason: "a test",
        embedder: "none",
      }),
      ingest: async ({ bytes }) => ({
        kind: "refused",
        code: "ingest.empty",
        detail: `${bytes.length}`,
        cure: "Give text.",
      }),
      remove: async () => false,
      test: async () => ({
        retrieval: { passages: [], answerability: 0 },
        draft: { kind: "abstained", distance: "far", nearest: [], answerability: 0 },
      }),
    },
    digests: {
      schedule: async () => [],
      preview: async () => null,
      content: async () => null,
      post: async () => ({ kind: "not-posted", reason: "nothing happened" }),
    },
    setup: {
      platformState: () => ({ state: "connected", detail: "" }),
      survey: async () => {},
      models: () => [],
      store: () => ({ kind: "embedded", detail: "" }),
    },
    deliveries: {
      deadLetters: createDeadLetters(database),
      sends: createUnsentPosts(database),
      waiting: async () => 0,
    },
    tagger: {
      model: "test",
      modelVersion: "1",
      tag: async () => ({ kind: "tagged", tag: tagOf({ joy: 1 }) }),
    },
    version: "test",
    wakeDelivery: () => undefined,
  };
}

let hash: Promise<string> | null = null;

/** Hashing is slow on purpose; the same password serves all accounts of a test file. */
export async function addAccount(
  database: Database,
  tenantId: string,
  role: AccountRole,
  loginName: string = role,
): Promise<string> {
  hash ??= hashPassword(PASSWORD);
  const account = await createAccountStore(database).create({
    tenantId,
    loginName,
    passwordHash: await hash,
    role,
    now: new Date("2026-03-01T00:00:00.000Z"),
  });
  return account.id;
}

export async function writeConsole(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `rapport-console-${randomUUID().slice(0, 8)}-`));
  await mkdir(join(folder, "assets"));
  await writeFile(join(folder, "index.html"), "<!doctype html><title>Rapport</title>");
  await writeFile(join(folder, "assets", "main-Ab12Cd34.js"), `export const words = "${"x".repeat(2_000)}";`);
  await writeFile(join(folder, "privacy.html"), "<!doctype html><title>Privacy</title>");
  await writeFile(join(folder, "icon.svg"), "<svg xmlns='http://www.w3.org/2000/svg'/>");
  return folder;
}
