import type { IncomingMessage, ServerResponse } from "node:http";
import type { Clock } from "../../../src/ports/clock.ts";
import type { Logger } from "../../../src/ports/logger.ts";
import type { FirstAnswer } from "../speak/answers.ts";
import type { Interactions } from "./interactions.ts";
import { createReplayGuard } from "./replay-guard.ts";
import { publicKeyOf, verifyRequest } from "./verify-request.ts";

export const INTERACTIONS_PATH = "/discord/interactions";
const MAX_BODY_BYTES = 1024 * 1024;
/** Discord gives up after 3 s. */
const ANSWER_WITHIN_MS = 2_700;

export interface HttpDoorOptions {
  readonly publicKey: string;
  /** `null` while the desk is not open. */
  readonly interactions: () => Interactions | null;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Interactions at one address, for those who do not want them by the gateway: verified, kept, then answered. */
export function createHttpDoor({ publicKey, interactions, clock, logger }: HttpDoorOptions) {
  const key = publicKeyOf(publicKey);
  const isFresh = createReplayGuard();

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.method !== "POST") return answer(response, 405);
    const rawBody = await readBody(request).catch(() => undefined);
    if (rawBody === undefined) return answer(response, 400);
    if (rawBody === null) return answer(response, 413);
    const now = clock.now();
    const verdict = verifyRequest({ headers: request.headersDistinct, rawBody }, key, now);
    if (verdict.kind === "forged") {
      logger.warn({ why: verdict.why }, "a request that Discord did not sign was refused");
      return answer(response, 401);
    }
    if (!isFresh(verdict.signature, now.getTime())) {
      logger.warn({}, "an exact copy of an earlier request was refused");
      return answer(response, 401);
    }
    const body = parseJson(rawBody.toString("utf8"));
    if (body === null) return answer(response, 400);
    const open = interactions();
    if (open === null) return answer(response, 503);
    const first = await firstAnswer(open, body);
    return first === null ? answer(response, 202) : answer(response, 200, JSON.stringify(first));
  };
}

/** `null`: the answer went another way. */
async function firstAnswer(interactions: Interactions, body: object): Promise<FirstAnswer | null> {
  return new Promise((resolve) => {
    let isOver = false;
    const end = (first: FirstAnswer | null): boolean => {
      if (isOver) return false;
      isOver = true;
      clearTimeout(timer);
      resolve(first);
      return true;
    };
    const timer = setTimeout(() => end(null), ANSWER_WITHIN_MS);
    interactions.take(body, "", end).then(
      (outcome) => (outcome === "refused" ? end(null) : undefined),
      () => end(null),
    );
  });
}

function answer(response: ServerResponse, status: number, body?: string): void {
  response.writeHead(status, body === undefined ? {} : { "content-type": "application/json" }).end(body);
}

/** `null` when there is more than the cap, whatever the length header says. Rejects when cut off. */
async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parseJson(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}
