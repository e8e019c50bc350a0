import type { z } from "zod";
import { callFault } from "../../src/adapter-kit/call-fault.ts";
import { SECOND } from "../../src/domain/time.ts";
import { type CallOutcome, retryAfterMsOf } from "./errors.ts";

type Arguments = Readonly<
  Record<string, string | number | boolean | null | undefined | readonly unknown[] | object>
>;

export interface Call<Body> {
  /** `null` for calls that carry their own secret. */
  readonly token: string | null;
  readonly method: string;
  readonly args: Arguments;
  /** Of a good answer. */
  readonly answer: z.ZodType<Body>;
  readonly deadlineMs?: number;
}

/**
 * One call to Slack's Web API, once: repeating is for the outbox to decide, which knows what a second copy would do.
 * Never rejects.
 */
export type SlackApi = <Body>(call: Call<Body>) => Promise<CallOutcome<Body>>;

const DEADLINE_MS = 10 * SECOND;
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;

export function createSlackApi(apiUrl: string, fetchFn: typeof fetch = fetch): SlackApi {
  return async ({ token, method, args, answer, deadlineMs = DEADLINE_MS }) => {
    let response: Response;
    let text: string;
    try {
      response = await fetchFn(new URL(method, apiUrl), {
        method: "POST",
        headers: {
          "content-type": "application/x-www-form-urlencoded; charset=utf-8",
          ...(token !== null && { authorization: `Bearer ${token}` }),
        },
        body: formOf(args),
        redirect: "error",
        signal: AbortSignal.timeout(deadlineMs),
      });
      if (response.status === 429) {
        await response.body?.cancel();
        return { kind: "limited", retryAfterMs: retryAfterMsOf(response.headers.get("retry-after")) };
      }
      text = await response.text();
    } catch (error) {
      return faultOf(error);
    }
    if (response.status >= 500 || text.length > MAX_ANSWER_BYTES)
      return { kind: "uncertain", code: `slack.http-${response.status}` };
    return judge(text, response.status, answer);
  };
}

function judge<Body>(text: string, status: number, answer: z.ZodType<Body>): CallOutcome<Body> {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    // A proxy that does not know the path has passed nothing on.
    if (status === 404) return { kind: "refused", code: "unknown_method" };
    return { kind: "uncertain", code: `slack.http-${status}` };
  }
  const { ok, error } = (body ?? {}) as { readonly ok?: unknown; readonly error?: unknown };
  if (ok !== true) return { kind: "refused", code: codeOf(error) };
  const parsed = answer.safeParse(body);
  return parsed.success
    ? { kind: "ok", body: parsed.data }
    : { kind: "uncertain", code: "slack.answer-not-understood" };
}

/** Slack's codes are short words; whatever else stands there is not repeated. */
const codeOf = (error: unknown): string =>
  typeof error === "string" && /^[a-z0-9_.-]{1,60}$/i.test(error) ? error : "unknown_error";

/** Slack takes forms; what is no plain value travels as JSON within. */
function formOf(args: Arguments): URLSearchParams {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(args)) {
    if (value === undefined || value === null) continue;
    form.set(name, typeof value === "object" ? JSON.stringify(value) : String(value));
  }
  return form;
}

function faultOf(error: unknown): { readonly kind: "unreachable" | "uncertain"; readonly code: string } {
  const { kind, why } = callFault(error);
  return { kind, code: `slack.${why}` };
}
