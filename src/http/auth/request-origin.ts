import type { IncomingMessage } from "node:http";
import { RapportError } from "../../domain/errors.ts";

const headerOf = (request: IncomingMessage, name: string): string | null => {
  const value = request.headers[name];
  return typeof value === "string" ? value : null;
};

/** The Host header names this machine itself: a foreign name that resolves to 127.0.0.1 does not. */
export function isLoopbackName(host: string | null): boolean {
  if (host === null) return false;
  const name = host.toLowerCase().replace(/:\d{1,5}$/, "");
  return name === "localhost" || name === "[::1]" || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(name);
}

const FORWARDED = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip"] as const;

/**
 * Without login the only thing that says "somebody at this machine" is the name the browser used and that nobody stands between.
 * Throws `http.foreign-host` for DNS rebinding and `http.through-proxy` for a tunnel that would hand everybody an admin's rights.
 */
export function refuseForeignHost(request: IncomingMessage): void {
  if (!isLoopbackName(headerOf(request, "host"))) {
    throw new RapportError(
      "http.foreign-host",
      "Rapport runs without login and answers to this machine's own name only.",
      "Open it as http://127.0.0.1 with its port; to reach it by another name set HOST=0.0.0.0 and make an account.",
    );
  }
  if (FORWARDED.some((name) => request.headers[name] !== undefined)) {
    throw new RapportError(
      "http.through-proxy",
      "Rapport runs without login and does not answer through a proxy.",
      "Set HOST=0.0.0.0 and make an account; then a login is asked for.",
    );
  }
}

/** Every request of a page of another site. Links from there may still open the console itself. */
export function refuseOtherSites(request: IncomingMessage, publicOrigin: string | null): void {
  const site = headerOf(request, "sec-fetch-site");
  const origin = headerOf(request, "origin");
  const isOwnSite = site === null || site === "same-origin" || site === "none";
  if (isOwnSite && (origin === null || isOwnOrigin(origin, headerOf(request, "host"), publicOrigin))) return;
  throw new RapportError(
    "http.cross-site",
    "This request comes from another site.",
    "Open the console at its own address.",
  );
}

function isOwnOrigin(origin: string, host: string | null, publicOrigin: string | null): boolean {
  if (origin === publicOrigin) return true;
  try {
    return host !== null && new URL(origin).host === host.toLowerCase();
  } catch {
    return false;
  }
}

export const CONSOLE_HEADER = "x-rapport-console";

/** A header that a form or a link of another site cannot send. */
export function refuseWithoutConsoleHeader(request: IncomingMessage): void {
  if (headerOf(request, CONSOLE_HEADER) === "1") return;
  throw new RapportError(
    "http.header-missing",
    "The request does not say that it comes from the console.",
    `Send the header ${CONSOLE_HEADER}: 1 with every change.`,
  );
}

/** The address that failed logins are counted by. Behind a proxy that is trusted, the last hop it names. */
export function addressOf(request: IncomingMessage, trustProxy: boolean): string {
  const forwarded = trustProxy ? headerOf(request, "x-forwarded-for") : null;
  const last = forwarded?.split(",").at(-1)?.trim();
  return last || (request.socket.remoteAddress ?? "unknown");
}
