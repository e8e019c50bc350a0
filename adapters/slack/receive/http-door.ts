import type { IncomingMessage, ServerResponse } from "node:http";
import type { Clock } from "../../../src/ports/clock.ts";
import type { Logger } from "../../../src/ports/logger.ts";
import type { Dispatch } from "./dispatch.ts";
import { parseBody, readBody } from "./read-body.ts";
import { createReplayGuard } from "./replay-guard.ts";
import type { Reply, Retry } from "./reply.ts";
import { verifyRequest } from "./verify-request.ts";

export interface HttpDoorOptions {
  readonly signingSecret: string;
  /** `null` while the desk is not open: Slack is asked to come again. */
  readonly dispatch: () => Dispatch | null;
  readonly clock: Clock;
  readonly logger: Logger;
}

export const EVENTS_PATH = "/slack/events";

const NO_RETRY = { "x-slack-no-retry": "1" } as const;

/** Events, commands, interactions and options at one address: verified, kept, then answered. */
export function createHttpDoor({ signingSecret, dispatch, clock, logger }: HttpDoorOptions) {
  const replays = createReplayGuard();

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.method !== "POST") return answer(response, 405, { allow: "POST" });
    const rawBody = await readBody(request).catch(() => undefined);
    if (rawBody === undefined) return answer(response, 400);
    if (rawBody === null) return answer(response, 413, { connection: "close", ...NO_RETRY });
    const now = clock.now();
    const verdict = verifyRequest({ headers: request.headersDistinct, rawBody }, signingSecret, now);
    if (verdict.kind === "forged") {
      logger.warn({ why: verdict.why }, "a request that Slack did not sign was refused");
      return answer(response, 401);
    }
    const open = dispatch();
    if (open === null) return answer(response, 503, { "retry-after": "2" });
    const body = parseBody(request.headers["content-type"] ?? "", rawBody);
    if (body === null || typeof body !== "object") return answer(response, 400, NO_RETRY);
    if (!replays.begin(verdict.signature, now.getTime())) {
      logger.warn({}, "an exact copy of an earlier request was refused");
      return answer(response, 401, NO_RETRY);
    }
    const reply = await open(body as Readonly<Record<string, unknown>>, retryOf(request));
    if (reply.kind === "try-again") replays.release(verdict.signature);
    return answerReply(response, reply);
  };
}

function answerReply(response: ServerResponse, reply: Reply): void {
  if (reply.kind === "try-again") answer(response, 503, { "retry-after": "1" });
  else if (reply.kind === "refused") answer(response, 400, NO_RETRY);
  else if (reply.body === undefined) answer(response, 200);
  else if (typeof reply.body === "string")
    answer(response, 200, { "content-type": "text/plain; charset=utf-8" }, reply.body);
  else
    answer(response, 200, { "content-type": "application/json; charset=utf-8" }, JSON.stringify(reply.body));
}

function answer(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>> = {},
  body?: string,
): void {
  response.writeHead(status, headers).end(body);
}

function retryOf({ headers }: IncomingMessage): Retry | null {
  const num = Number(headers["x-slack-retry-num"] ?? 0);
  if (!Number.isInteger(num) || num < 1) return null;
  const reason = headers["x-slack-retry-reason"];
  return { num, reason: typeof reason === "string" && /^[a-z_]{1,40}$/.test(reason) ? reason : "unknown" };
}
