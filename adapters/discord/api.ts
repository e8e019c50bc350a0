import type { REST } from "discord.js";
import type { z } from "zod";
import { callFault } from "../../src/adapter-kit/call-fault.ts";
import { MINUTE, SECOND } from "../../src/domain/time.ts";
import { type CallOutcome, CODES } from "./errors.ts";
import { createRefusals } from "./places/refusals.ts";

export interface UploadedFile {
  readonly name: string;
  readonly data: Buffer;
  readonly contentType: string;
}

export interface Call<Body> {
  readonly method: "get" | "post" | "put" | "patch" | "delete";
  readonly path: `/${string}`;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly files?: readonly UploadedFile[];
  /** `false` for calls that carry an interaction's own token. */
  readonly auth?: boolean;
  /** Of a good answer. */
  readonly answer: z.ZodType<Body>;
  readonly deadlineMs?: number;
  /** What a refusal for want of permission is remembered under; left out: it is not remembered. */
  readonly placeKey?: string;
}

/**
 * One call to Discord's HTTP API, once: repeating is for the outbox to decide. Waits for nothing: a bucket known to be empty
 * is `limited` at once. Never rejects.
 */
export interface DiscordApi {
  call<Body>(call: Call<Body>): Promise<CallOutcome<Body>>;
  /** Something changed that may have given us a permission. */
  forgetRefusals(placeKey?: string): void;
  /** The token is good for nothing any more, or Discord is about to shut us out; `null` when all is well. */
  trouble(): string | null;
}

export interface ApiOptions {
  readonly apiUrl: string;
  readonly token: string;
  /** Monotonic. */
  readonly nowMs: () => number;
}

export const CALL_DEADLINE_MS = 9.5 * SECOND;
/** Discord shuts an address out for an hour after 10,000 of them in ten minutes; long before that something is wrong. */
const MOST_INVALID = 500;
const INVALID_WINDOW_MS = 10 * MINUTE;

export async function createDiscordApi({ apiUrl, token, nowMs }: ApiOptions): Promise<DiscordApi> {
  const discord = await import("discord.js");
  const rest = new discord.REST({
    version: "10",
    api: apiUrl,
    retries: 0,
    timeout: CALL_DEADLINE_MS,
    rejectOnRateLimit: () => true,
    userAgentAppendix: "Rapport",
  }).setToken(token);
  const refusals = createRefusals(nowMs);
  let isTokenDead = false;
  let invalid: number[] = [];

  const isShutOutNear = (): boolean => {
    const since = nowMs() - INVALID_WINDOW_MS;
    if (invalid[0] !== undefined && invalid[0] < since) invalid = invalid.filter((atMs) => atMs >= since);
    return invalid.length >= MOST_INVALID;
  };
  const noteInvalid = (status: number): void => {
    if (status === 401 || status === 403 || status === 429) invalid.push(nowMs());
    if (status === 401) isTokenDead = true;
  };

  const judge = <Body>(error: unknown, call: Call<Body>): CallOutcome<Body> => {
    if (error instanceof discord.RateLimitError) {
      const { retryAfter, timeToReset, sublimitTimeout, global: isGlobal, scope } = error;
      // A limit that we kept to ourselves never reached Discord, and a shared one is not held against us.
      if (retryAfter !== timeToReset && scope !== "shared") noteInvalid(429);
      const waitMs = Math.max(retryAfter, sublimitTimeout);
      return { kind: "limited", retryAfterMs: waitMs > 0 ? waitMs : null, isGlobal };
    }
    if (error instanceof discord.DiscordAPIError) {
      const { status } = error;
      const code = typeof error.code === "number" && error.code > 0 ? error.code : status;
      if (call.auth !== false) noteInvalid(status);
      if (status === 403 && call.placeKey !== undefined) refusals.note(call.method, call.placeKey, code);
      return { kind: "refused", code, status };
    }
    if (error instanceof discord.HTTPError)
      return { kind: "uncertain", code: `discord.http-${error.status}` };
    return faultOf(error);
  };

  return {
    async call(call) {
      const { method, path, answer, deadlineMs = CALL_DEADLINE_MS } = call;
      const isAuthorised = call.auth !== false;
      if (isAuthorised && isTokenDead) return { kind: "refused", code: 401, status: 401 };
      if (isAuthorised && isShutOutNear()) return { kind: "limited", retryAfterMs: MINUTE, isGlobal: true };
      const remembered = call.placeKey === undefined ? null : refusals.find(method, call.placeKey);
      if (remembered !== null) return { kind: "refused", code: remembered, status: 403 };
      let body: unknown;
      try {
        body = await request(rest, call, isAuthorised, deadlineMs, path);
      } catch (error) {
        return judge(error, call);
      }
      const parsed = answer.safeParse(body);
      return parsed.success
        ? { kind: "ok", body: parsed.data }
        : { kind: "uncertain", code: "discord.answer-not-understood" };
    },
    forgetRefusals: (placeKey) => refusals.forget(placeKey),
    trouble() {
      if (isTokenDead) return "the token is refused";
      return isShutOutNear() ? "held back: Discord refuses too many requests" : null;
    },
  };
}

type RestBody = Parameters<REST["post"]>[1];

async function request(
  rest: REST,
  { method, query, body, files, answer: _answer }: Call<unknown>,
  auth: boolean,
  deadlineMs: number,
  path: `/${string}`,
): Promise<unknown> {
  const options: NonNullable<RestBody> = {
    auth,
    signal: AbortSignal.timeout(deadlineMs),
    ...(query && { query: new URLSearchParams(query) }),
    ...(body !== undefined && { body }),
    ...(files && files.length > 0 && { files: [...files] }),
  };
  return rest[method](path, options);
}

function faultOf(error: unknown): { readonly kind: "unreachable" | "uncertain"; readonly code: string } {
  const { kind, why } = callFault(error);
  return { kind, code: `discord.${why}` };
}

/** Codes by which Discord says that the thing is not there, or not for us. */
export const isGone = (code: number): boolean =>
  code === CODES.unknownChannel || code === CODES.missingAccess || code === 404;
