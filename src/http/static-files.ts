import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { extname, join, relative, sep } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";

const TYPES: Readonly<Record<string, string>> = {
  ".ttf": "font/ttf",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".webp": "image/webp",
  ".woff2": "font/woff2",
  ".txt": "text/plain; charset=utf-8",
  ".webmanifest": "application/manifest+json",
};

/** What a page of ours may do: load its own files and talk to its own server. */
export const PAGE_HEADERS = {
  "content-security-policy":
    "default-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; font-src 'self'; object-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
} as const;

interface StaticFile {
  readonly type: string;
  readonly bytes: Buffer;
  /** Only of files that become smaller. */
  readonly gzipped: Buffer | null;
  readonly etag: string;
  readonly isHashed: boolean;
}

/** The console's files, read once: a name that is not among them does not exist, so no path can lead elsewhere. */
export interface StaticFiles {
  /** `false`: nothing here has this name. */
  serve(request: IncomingMessage, response: ServerResponse, path: string): boolean;
}

const NO_CONSOLE = Buffer.from(
  "<!doctype html><meta charset=utf-8><title>Rapport</title><p>The console has not been built. Run <code>npm run build:console</code> and start Rapport again.\n",
);

export async function loadStaticFiles(folder: string): Promise<StaticFiles> {
  const files = await readAll(folder);
  const index = files.get("/index.html") ?? (await toFile("/index.html", NO_CONSOLE));
  return {
    serve(request, response, path) {
      const name = decode(path);
      const file = files.get(name) ?? files.get(`${name}.html`) ?? (isPage(request, path) ? index : null);
      if (!file) return false;
      send(request, response, file);
      return true;
    },
  };
}

/** A deep link of the console: a page is asked for, by a browser that wants a page. */
const isPage = (request: IncomingMessage, path: string): boolean =>
  path === "/" || (!path.startsWith("/assets/") && (request.headers.accept ?? "").includes("text/html"));

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return "";
  }
}

function send(request: IncomingMessage, response: ServerResponse, file: StaticFile): void {
  const useGzip = file.gzipped !== null && /\bgzip\b/.test(String(request.headers["accept-encoding"] ?? ""));
  const body = useGzip && file.gzipped ? file.gzipped : file.bytes;
  const headers = {
    ...PAGE_HEADERS,
    etag: file.etag,
    // The name changes with the content; everything else is asked for again and usually not sent again.
    "cache-control": file.isHashed ? "public, max-age=31536000, immutable" : "no-cache",
    ...(file.gzipped && { vary: "accept-encoding" }),
  };
  if (request.headers["if-none-match"] === file.etag) {
    response.writeHead(304, headers).end();
    return;
  }
  response.writeHead(200, {
    ...headers,
    "content-type": file.type,
    "content-length": body.byteLength,
    ...(useGzip && { "content-encoding": "gzip" }),
  });
  response.end(request.method === "HEAD" ? undefined : body);
}

async function readAll(folder: string): Promise<ReadonlyMap<string, StaticFile>> {
  const files = new Map<string, StaticFile>();
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const name = `/${relative(folder, path).split(sep).join("/")}`;
    files.set(name, await toFile(name, await readFile(path)));
  }
  return files;
}

async function toFile(name: string, bytes: Buffer): Promise<StaticFile> {
  const type = TYPES[extname(name)] ?? "application/octet-stream";
  const isText = /^text|json|svg/.test(type);
  const gzipped = isText && bytes.length > 1_024 ? await promisify(gzip)(bytes) : null;
  return {
    type,
    bytes,
    gzipped,
    etag: `"${createHash("sha256").update(bytes).digest("base64url").slice(0, 22)}"`,
    isHashed: /^\/assets\/.+-[\w-]{8,}\.\w+$/.test(name),
  };
}
