import type { z } from "zod";
import { callFault } from "../../src/adapter-kit/call-fault.ts";
import { SECOND } from "../../src/domain/time.ts";
import { type CallOutcome, retryAfterMsOf, SEND_AGAIN } from "./errors.ts";

export interface Call<Body> {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly url: URL;
  /** `null` for calls that carry their own secret. */
  readonly token: string | null;
  readonly body?: object | URLSearchParams;
  /** Of a good answer; an empty one is read as `{}`. */
  readonly answer: z.ZodType<Body>;
  readonly deadlineMs?: number;
}

/**
 * One call, once: the SDK would repeat a 429 by itself, and whether to send a second copy is for the outbox to decide.
 * No redirect is followed: the token would go along. Never rejects.
 */
export type TeamsApi = <Body>(call: Call<Body>) => Promise<CallOutcome<Body>>;

const DEADLINE_MS = 10 * SECOND;
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

export function createTeamsApi(fetchFn: typeof fetch = fetch): TeamsApi {
  return async ({ method, url, token, body, answer, deadlineMs = DEADLINE_MS }) => {
    let response: Response;
    let text: string;
    try {
      const isForm = body instanceof URLSearchParams;
      response = await fetchFn(url, {
        method,
        headers: {
          accept: "application/json",
          ...(body !== undefined && !isForm && { "content-type": "application/json; charset=utf-8" }),
          ...(token !== null && { authorization: `Bearer ${token}` }),
        },
        ...(body !== undefined && { body: isForm ? body : JSON.stringify(body) }),
        redirect: "error",
        signal: AbortSignal.timeout(deadlineMs),
      });
      text = await response.text();
    } catch (error) {
      return faultOf(error);
    }
    const { status } = response;
    if (SEND_AGAIN.has(status))
      return {
        kind: "later",
        code: `teams.http-${status}`,
        retryAfterMs: retryAfterMsOf(response.headers.get("retry-after")),
      };
    if (status >= 500 || text.length > MAX_ANSWER_BYTES)
      return { kind: "uncertain", code: `teams.http-${status}` };
    const value = parse(text);
    if (status >= 300) return { kind: "refused", status, code: codeOf(value, status) };
    const parsed = answer.safeParse(value);
    return parsed.success
      ? { kind: "ok", body: parsed.data }
      : { kind: "uncertain", code: "teams.answer-not-understood" };
  };
}

function parse(text: string): unknown {
  if (text.trim() === "") return {};
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** `{"error":{"code":"ConversationNotFound"}}`, or a word from the login; whatever else stands there is not repeated. */
function codeOf(value: unknown, status: number): string {
  const { error } = (value ?? {}) as { readonly error?: unknown };
  const code = typeof error === "object" ? (error as { readonly code?: unknown } | null)?.code : error;
  return typeof code === "string" && /^[A-Za-z0-9_.-]{1,60}$/.test(code) ? code : `http-${status}`;
}

function faultOf(error: unknown): { readonly kind: "unreachable" | "uncertain"; readonly code: string } {
  const { kind, why } = callFault(error);
  return { kind, code: `teams.${why}` };
}
