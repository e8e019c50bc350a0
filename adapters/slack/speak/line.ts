import { z } from "zod";
import type { DeliveryOutcome } from "../../../src/domain/outbound.ts";
import type { Call, SlackApi } from "../api.ts";
import { type CallOutcome, isDeadToken, outcomeOf } from "../errors.ts";
import type { Access, AccessBook } from "../install/access.ts";

export interface LineTools {
  readonly api: SlackApi;
  readonly book: AccessBook;
  /** Monotonic. */
  readonly nowMs: () => number;
}

/** The way to one workspace for one attempt: all its calls together stay within the attempt's time. */
export interface Line {
  readonly access: Access;
  call<Body>(method: string, args: Call<Body>["args"], answer: z.ZodType<Body>): Promise<CallOutcome<Body>>;
  /** Whole milliseconds, never none. */
  leftMs(): number;
}

/** The outbox gives an attempt 10 s; half a second is for what is not a call. */
const ATTEMPT_MS = 9_500;
const LEAST_CALL_MS = 250;

export function openLine({ api, book, nowMs }: LineTools, access: Access): Line {
  const endMs = nowMs() + ATTEMPT_MS;
  const leftMs = (): number => Math.max(LEAST_CALL_MS, Math.round(endMs - nowMs()));
  return {
    access,
    leftMs,
    async call(method, args, answer) {
      const outcome = await api({ token: access.botToken, method, args, answer, deadlineMs: leftMs() });
      if (outcome.kind === "refused" && isDeadToken(outcome.code))
        await book.noteDeadToken(access, outcome.code);
      return outcome;
    },
  };
}

export const anyAnswer = z.object({});

export const SENT: DeliveryOutcome = { kind: "sent", messageKey: null, permalink: null };

/** Of a step before anything could be seen: what may have been done may be done again. */
export function stepOutcome(call: Exclude<CallOutcome<unknown>, { kind: "ok" }>): DeliveryOutcome {
  if (call.kind !== "uncertain") return outcomeOf(call);
  return { kind: "retry", code: call.code, retryAfterMs: null, scope: "channel" };
}
