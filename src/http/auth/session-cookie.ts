import { createHash, randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { DAY, SECOND } from "../../domain/time.ts";

/** What the cookie holds: whose tenant, and a secret of 256 bits. */
export interface SessionToken {
  readonly tenantId: string;
  readonly tokenHash: string;
  /** The cookie's value. */
  readonly value: string;
}

const DEVICE_DAYS = 180;
const VALUE = /^([0-9a-f-]{36})\.([A-Za-z0-9_-]{43})$/;

export function newToken(tenantId: string): SessionToken {
  const secret = randomBytes(32).toString("base64url");
  return { tenantId, tokenHash: hashOf(secret), value: `${tenantId}.${secret}` };
}

export const parseToken = (value: string | null): SessionToken | null => {
  const match = value === null ? null : VALUE.exec(value);
  const [, tenantId, secret] = match ?? [];
  return tenantId === undefined || secret === undefined
    ? null
    : { tenantId, tokenHash: hashOf(secret), value: value ?? "" };
};

const hashOf = (secret: string): string => createHash("sha256").update(secret).digest("hex");

/** Names and attributes of the two cookies: the session, and the memory of a browser that was logged in once. */
export function createCookies(isHttps: boolean) {
  const prefix = isHttps ? "__Host-" : "";
  const attributes = `Path=/; HttpOnly; SameSite=Lax${isHttps ? "; Secure" : ""}`;
  const sessionName = `${prefix}rapport`;
  const deviceName = `${prefix}rapport-device`;
  return {
    session: (request: IncomingMessage) => parseToken(cookieOf(request, sessionName)),
    device: (request: IncomingMessage) => parseToken(cookieOf(request, deviceName)),
    open: (token: SessionToken, lifeMs: number): readonly string[] => [
      `${sessionName}=${token.value}; Max-Age=${Math.floor(lifeMs / SECOND)}; ${attributes}`,
      `${deviceName}=${token.value}; Max-Age=${(DEVICE_DAYS * DAY) / SECOND}; ${attributes}`,
    ],
    close: (): readonly string[] => [`${sessionName}=; Max-Age=0; ${attributes}`],
  };
}

export function cookieOf(request: IncomingMessage, name: string): string | null {
  for (const part of (request.headers.cookie ?? "").split(";")) {
    const [key, value] = part.split("=", 2);
    if (key?.trim() === name && value !== undefined) return value.trim();
  }
  return null;
}
