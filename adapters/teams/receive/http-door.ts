import type { IncomingMessage, ServerResponse } from "node:http";
import type { Logger } from "../../../src/ports/logger.ts";
import { faultName } from "../errors.ts";
import { TEAMS_LIMITS } from "../limits.ts";
import { type Activity, readActivity } from "../parse/activity.ts";
import { parseObject, readBody } from "./read-body.ts";
import { ANSWER_MS, type Repeats } from "./repeats.ts";
import type { Reply } from "./reply.ts";
import type { Verifier } from "./verify-activity.ts";

/** One activity that Bot Service signed. Never rejects. */
export type Dispatch = (activity: Activity) => Promise<Reply>;

export interface HttpDoorOptions {
  readonly verifier: Verifier;
  /** `null` while the desk is not open: Bot Service is asked to come again. */
  readonly dispatch: () => Dispatch | null;
  readonly repeats: Repeats;
  /** Monotonic. */
  readonly nowMs: () => number;
  readonly logger: Logger;
}

/**
 * Every activity at one address: glanced at, read, verified, kept, then answered. The order is from cheap to dear, and
 * no fault of a request leaves here as more than a status.
 */
export function createHttpDoor({ verifier, dispatch, repeats, nowMs, logger }: HttpDoorOptions) {
  const take = async (request: IncomingMessage): Promise<Answer> => {
    if (request.method !== "POST") return { status: 405, headers: { allow: "POST" } };
    const { authorization } = request.headers;
    const suspicion = verifier.glance(authorization);
    if (suspicion !== null || authorization === undefined) return forged(suspicion ?? "no token");
    const raw = await readBody(request, TEAMS_LIMITS.requestBytes).catch(() => undefined);
    if (raw === undefined) return { status: 400 };
    if (raw === null) return { status: 413, headers: { connection: "close" } };
    const body = parseObject(raw);
    const activity = body === null ? null : readActivity(body);
    if (activity === null) return { status: 400 };
    const verdict = await verifier.verify(authorization, activity);
    if (verdict.kind === "forged") return forged(verdict.why);
    if (verdict.kind === "unavailable") {
      logger.error({ why: verdict.why }, "activities of Teams cannot be checked just now");
      return { status: 503, headers: { "retry-after": "5" } };
    }
    const open = dispatch();
    if (open === null) return { status: 503, headers: { "retry-after": "2" } };
    return { ...answerTo(await open(activity)), activity };
  };

  const forged = (why: string): Answer => {
    logger.warn({ why }, "an activity that Bot Service did not sign for us was refused");
    return { status: 401 };
  };

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const beganMs = nowMs();
    const { status, headers, body, activity } = await take(request).catch((error: unknown): Answer => {
      logger.error({ code: faultName(error) }, "an activity of Teams failed at the door");
      return { status: 500 };
    });
    const noteAnswer = (): void => {
      const isInTime = response.writableFinished && nowMs() - beganMs < ANSWER_MS;
      if (activity !== undefined) repeats.note(activity, isInTime && status < 500);
    };
    // Closed already: whoever asked is gone.
    if (response.closed) noteAnswer();
    else response.once("close", noteAnswer);
    if (body === undefined) response.writeHead(status, headers).end();
    else
      response
        .writeHead(status, { ...headers, "content-type": "application/json; charset=utf-8" })
        .end(JSON.stringify(body));
  };
}

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
  /** What was answered, where it was looked at. */
  readonly activity?: Activity;
}

function answerTo(reply: Reply): Answer {
  switch (reply.kind) {
    case "ok":
      return { status: 200, ...(reply.body !== undefined && { body: reply.body }) };
    case "try-again":
      return { status: 503, headers: { "retry-after": "1" } };
    case "refused":
      return { status: reply.status };
  }
}
