import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { SECOND } from "../domain/time.ts";
import { listen } from "./listen.ts";
import { loadStaticFiles, type StaticFiles } from "./static-files.ts";

export interface HttpLimits {
  readonly headersMs: number;
  /** A whole request that is no upload. */
  readonly bodyMs: number;
  readonly uploadMs: number;
  /** A connection on which nothing moves. */
  readonly idleMs: number;
}

const MAX_HEADER_BYTES = 16 * 1024;
const KEEP_ALIVE_MS = 5 * SECOND;
const AGAIN_SECONDS = 2;

export interface DoorOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Folder of the built console. */
  readonly consoleDir: string;
  readonly limits: HttpLimits;
}

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** The port, open before the house is: the console's pages are served at once, everything else is asked to come again. */
export interface Door {
  readonly server: Server;
  readonly pages: StaticFiles;
  readonly address: { readonly host: string; readonly port: number; readonly url: string };
  /** From now on requests are answered so. */
  answerWith(answer: Answer): void;
}

/** Rejects with `http.port-in-use`, `http.port-forbidden`, `http.host-unknown`. */
export async function openDoor({ host, port, consoleDir, limits }: DoorOptions): Promise<Door> {
  const pages = await loadStaticFiles(consoleDir);
  let current: Answer = (request, response) => answerEarly(request, response, pages);
  const server = createServer(
    {
      headersTimeout: limits.headersMs,
      requestTimeout: limits.uploadMs + 10 * SECOND,
      keepAliveTimeout: KEEP_ALIVE_MS,
      maxHeaderSize: MAX_HEADER_BYTES,
      connectionsCheckingInterval: Math.min(SECOND, limits.headersMs / 2),
    },
    (request, response) => current(request, response),
  );
  server.setTimeout(limits.idleMs);
  await listen(server, host, port);
  const bound = server.address() as AddressInfo;
  const name = bound.family === "IPv6" ? `[${bound.address}]` : bound.address;
  return {
    server,
    pages,
    address: { host: bound.address, port: bound.port, url: `http://${name}:${bound.port}` },
    answerWith(answer) {
      current = answer;
    },
  };
}

const isPageRequest = (request: IncomingMessage, path: string): boolean =>
  (request.method === "GET" || request.method === "HEAD") &&
  !/^\/(?:api|web|slack|metrics|readyz|healthz)\b/.test(path);

function answerEarly(request: IncomingMessage, response: ServerResponse, pages: StaticFiles): void {
  const path = (request.url ?? "/").split("?", 1)[0] ?? "/";
  response.setHeader("x-content-type-options", "nosniff");
  if (isPageRequest(request, path) && pages.serve(request, response, path)) return;
  if (path === "/healthz") {
    json(response, 200, { status: "alive" });
    return;
  }
  response.setHeader("retry-after", String(AGAIN_SECONDS));
  if (!request.complete) response.setHeader("connection", "close");
  json(response, 503, {
    error: { code: "http.starting", message: "Rapport is starting.", cure: "Ask again in a few seconds." },
  });
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response
    .writeHead(status, { "content-type": "application/json; charset=utf-8", "cache-control": "no-store" })
    .end(JSON.stringify(body));
}
