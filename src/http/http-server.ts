import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { getRequestListener, type HttpBindings } from "@hono/node-server";
import type { Platform } from "../domain/channel.ts";
import { errorCode, RapportError } from "../domain/errors.ts";
import { MINUTE, SECOND } from "../domain/time.ts";
import type { HttpMount } from "../ports/chat-adapter.ts";
import type { Clock } from "../ports/clock.ts";
import type { Logger } from "../ports/logger.ts";
import { malformed, notFound, statusOf, toApiError } from "./api-fault.ts";
import type { Auth } from "./auth/create-auth.ts";
import { type Door, type HttpLimits, openDoor } from "./door.ts";
import type { Health } from "./health.ts";
import type { Metrics } from "./metrics.ts";
import { mayReadMetrics } from "./metrics-access.ts";
import { createRest } from "./rest/bind.ts";
import { createHandlers } from "./rest/handlers.ts";
import { addOtherRoutes } from "./rest/other-routes.ts";
import { addSignInRoute } from "./rest/sign-in-route.ts";
import type { RestServices } from "./rest-services.ts";
import type { StaticFiles } from "./static-files.ts";

/** A mount whose acknowledgements are measured under its platform's name. */
export interface PlatformMount extends HttpMount {
  readonly platform?: Platform;
}

export interface HttpServerOptions {
  readonly mounts: readonly PlatformMount[];
  readonly rest: RestServices;
  /** Folder of the built console. */
  readonly consoleDir: string;
  /** A port that is open already; without one `start` opens it. */
  readonly door?: Door;
  readonly auth: Auth;
  readonly health: Health;
  readonly metrics: Metrics;
  /** Opens `/metrics` for a machine where login is asked for. */
  readonly metricsToken?: string | null;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly limits?: Partial<HttpLimits>;
}

export const HTTP_LIMITS: HttpLimits = {
  headersMs: 10 * SECOND,
  bodyMs: 20 * SECOND,
  uploadMs: 2 * MINUTE,
  idleMs: 2 * MINUTE,
};

export interface HttpServer {
  /** Gives where it listens. Rejects with `http.port-in-use`, `http.port-forbidden`, `http.host-unknown`. */
  start(): Promise<{ readonly host: string; readonly port: number; readonly url: string }>;
  /** Takes nothing new, lets what runs end within `waitMs`, then cuts what is left (live streams). */
  stop(waitMs?: number): Promise<void>;
}

/** Calls that do not live under `/api`. */
const CLASSIC_CALLS = new Set(["/predict_emotion", "/query_rag", "/analyze_sentiment"]);

/** Webhooks, browser chat, REST, console, health and metrics on one port. */
export function createHttpServer(options: HttpServerOptions): HttpServer {
  const { auth, logger, metrics } = options;
  const limits = { ...HTTP_LIMITS, ...options.limits };
  const mounts = [...options.mounts].sort((a, b) => b.path.length - a.path.length);
  const nextRequestId = createRequestIds();
  const requestIds = new WeakMap<IncomingMessage, string>();
  const idOf = (request: IncomingMessage): string => requestIds.get(request) ?? "unknown";
  const rest = createRest({
    handlers: createHandlers(options.rest, auth),
    auth,
    clock: options.clock,
    onFault: logFault,
  });
  addOtherRoutes(rest, options.rest, auth);
  addSignInRoute(rest, options.rest, auth, options.clock);
  const serveRest = getRequestListener(
    (request, env) => {
      const bindings = env as HttpBindings;
      return rest.fetch(request, { ...bindings, requestId: idOf(bindings.incoming) });
    },
    {
      overrideGlobalObjects: false,
      // Reached only by what cannot be made into a request at all.
      errorHandler: () =>
        Response.json(toApiError(malformed("The address cannot be read."), "-"), { status: 400 }),
    },
  );
  let pages: StaticFiles | null = null;
  let isStopping = false;

  function logFault(error: unknown, status: number, requestId: string): void {
    const fields = { requestId, status, code: errorCode(error) };
    if (status >= 500) logger.error(fields, "a request failed");
    else logger.info(fields, "a request was refused");
  }

  async function route(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    mount: PlatformMount | undefined,
  ): Promise<void> {
    const isReading = request.method === "GET" || request.method === "HEAD";
    if (path === "/healthz" && isReading) return answer(response, 200, { status: "alive" });
    if (path === "/readyz" && isReading) return serveReadiness(response);
    if (mount) return mount.handle(request, response);
    if (isRest(path)) return serveRest(request, response);
    auth.checkHost(request);
    if (path === "/metrics" && isReading) return serveMetrics(request, response);
    if (isReading && pages?.serve(request, response, path)) return;
    throw notFound();
  }

  async function serveReadiness(response: ServerResponse): Promise<void> {
    const { isReady, checks } = await options.health.readiness();
    const isOpen = isReady && !isStopping;
    const status = isStopping ? "stopping" : isReady ? "ready" : "not-ready";
    answer(response, isOpen ? 200 : 503, { status, checks });
  }

  async function serveMetrics(request: IncomingMessage, response: ServerResponse): Promise<void> {
    await mayReadMetrics(request, auth, options.metricsToken ?? null);
    const text = await metrics.text();
    response.writeHead(200, { "content-type": metrics.contentType, "cache-control": "no-store" }).end(text);
  }

  function answer(response: ServerResponse, status: number, body: unknown): void {
    const json = JSON.stringify(body);
    response
      .writeHead(status, {
        "content-type": "application/json; charset=utf-8",
        "content-length": Buffer.byteLength(json),
        "cache-control": "no-store",
      })
      .end(json);
  }

  function answerFault(request: IncomingMessage, response: ServerResponse, error: unknown): void {
    const requestId = idOf(request);
    const status = statusOf(error);
    logFault(error, status, requestId);
    if (response.headersSent) {
      response.destroy();
      return;
    }
    if (!request.complete) response.setHeader("connection", "close");
    answer(response, status, toApiError(error, requestId));
  }

  async function onRequest(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const startedMs = performance.now();
    const requestId = nextRequestId();
    requestIds.set(request, requestId);
    response.setHeader("x-request-id", requestId);
    response.setHeader("x-content-type-options", "nosniff");
    if (isStopping) response.setHeader("connection", "close");
    // A request without a body is complete before this fires.
    const stopWatching = watchBody(request, response, limits);
    response.on("finish", () => {
      if (!request.complete) letEnd(request);
    });
    let routeClass = "none";
    let platform: Platform | undefined;
    response.on("close", () => {
      stopWatching();
      const facts = { method: request.method ?? "", status: response.statusCode };
      const tookMs = performance.now() - startedMs;
      metrics.countRequest({ route: routeClass, ...facts, tookMs });
      if (platform !== undefined && facts.method === "POST") metrics.observeAck(platform, tookMs);
      logger.debug({ requestId, route: routeClass, ...facts, tookMs: Math.round(tookMs) }, "answered");
    });
    try {
      const target = request.url ?? "/";
      const path = target.split("?", 1)[0] ?? "/";
      if (!path.startsWith("/")) throw malformed("The address cannot be read.");
      const mount = mountOf(path, mounts);
      routeClass = mount?.path ?? classOf(path);
      platform = mount?.platform;
      await route(request, response, path, mount);
    } catch (error) {
      answerFault(request, response, error);
    }
  }

  let door: Door | null = options.door ?? null;

  return {
    async start() {
      door ??= await openDoor({ ...options, limits });
      pages = door.pages;
      door.answerWith((request, response) => {
        onRequest(request, response).catch((error: unknown) => {
          logger.error({ code: errorCode(error) }, "a request could not be answered");
          response.destroy();
        });
      });
      return door.address;
    },

    async stop(waitMs = 5 * SECOND) {
      isStopping = true;
      metrics.stop();
      const server = door?.server;
      if (!server?.listening) return;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const giveUp = new AbortController();
      await Promise.race([
        closed,
        sleep(waitMs, undefined, { signal: giveUp.signal }).catch(() => undefined),
      ]);
      giveUp.abort();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Drawn once for the process, then counted: unique in its logs, and no secret. */
function createRequestIds(): () => string {
  const start = randomBytes(5).toString("hex");
  let count = 0;
  return () => {
    count = (count + 1) % 16 ** 6;
    return start + count.toString(16).padStart(6, "0");
  };
}

const mountOf = (path: string, mounts: readonly PlatformMount[]): PlatformMount | undefined =>
  mounts.find(
    (mount) =>
      path.startsWith(mount.path) && (path.length === mount.path.length || path[mount.path.length] === "/"),
  );

const isRest = (path: string): boolean => path.startsWith("/api/") || CLASSIC_CALLS.has(path);

function classOf(path: string): string {
  if (isRest(path)) return "api";
  if (path === "/healthz" || path === "/readyz") return "health";
  return path === "/metrics" ? "metrics" : "console";
}

const isUpload = (request: IncomingMessage): boolean =>
  request.method === "PUT" || (request.headers["content-type"] ?? "").startsWith("multipart/");

const bodyMsOf = (request: IncomingMessage, limits: HttpLimits): number =>
  isUpload(request) ? limits.uploadMs : limits.bodyMs;

/** An upload has longer than other bodies, if it has come at least this fast by the time that others must be whole. */
const SLOWEST_UPLOAD_BYTES_PER_SECOND = 1024;

function watchBody(request: IncomingMessage, response: ServerResponse, limits: HttpLimits): () => void {
  const cut = () => cutSlowBody(request, response);
  const late = setTimeout(cut, bodyMsOf(request, limits));
  if (!isUpload(request)) return () => clearTimeout(late);
  const { bytesRead } = request.socket;
  const least = (SLOWEST_UPLOAD_BYTES_PER_SECOND * limits.bodyMs) / SECOND;
  const look = setTimeout(() => {
    if (request.socket.bytesRead - bytesRead < least) cut();
  }, limits.bodyMs);
  return () => {
    clearTimeout(late);
    clearTimeout(look);
  };
}

/** The rest of a body that nobody waits for may be on its way when the answer is out: so much of it is taken. */
const LINGER_MS = 500;
const LINGER_BYTES = 256 * 1024;

/**
 * Whoever was answered, refused perhaps, and goes on sending is not listened to without end. (The rest is thrown away
 * below this request: only its socket still counts it.)
 */
function letEnd(request: IncomingMessage): void {
  const { socket } = request;
  const most = socket.bytesRead + LINGER_BYTES;
  const endsAtMs = performance.now() + LINGER_MS;
  // With every piece that comes, and now and then for one who sends nothing: a fast line brings 40 MB between two looks.
  const look = (): void => {
    const isOver = performance.now() >= endsAtMs || socket.bytesRead > most;
    if (!request.complete && !isOver) return;
    clearInterval(watch);
    socket.off("data", look);
    if (!request.complete) socket.destroySoon();
  };
  const watch = setInterval(look, LINGER_MS / 25);
  watch.unref();
  socket.on("data", look);
}

/** A client that sends its body drop by drop does not keep its place. */
function cutSlowBody(request: IncomingMessage, response: ServerResponse): void {
  if (request.complete) return;
  if (!response.headersSent) {
    const late = new RapportError("request.too-slow", "The request took too long.", "Send it again.");
    response.writeHead(408, { "content-type": "application/json", connection: "close" });
    response.end(JSON.stringify(toApiError(late, "-")));
  }
  request.socket.destroySoon();
}
