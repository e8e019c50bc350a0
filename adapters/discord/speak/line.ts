import { z } from "zod";
import type { DeliveryOutcome } from "../../../src/domain/outbound.ts";
import type { Call, DiscordApi } from "../api.ts";
import { type CallOutcome, outcomeOf } from "../errors.ts";
import { snowflake } from "../places/shapes.ts";

/** The way to Discord for one attempt: all its calls together stay within the attempt's time. */
export interface Line {
  call<Body>(call: Omit<Call<Body>, "deadlineMs">): Promise<CallOutcome<Body>>;
  /** Whole milliseconds, never none. */
  leftMs(): number;
}

/** The outbox gives an attempt 10 s; half a second is for what is not a call. */
const ATTEMPT_MS = 9_500;
const LEAST_CALL_MS = 250;

export function openLine(api: DiscordApi, nowMs: () => number): Line {
  const endMs = nowMs() + ATTEMPT_MS;
  const leftMs = (): number => Math.max(LEAST_CALL_MS, Math.round(endMs - nowMs()));
  return { leftMs, call: (call) => api.call({ ...call, deadlineMs: leftMs() }) };
}

/** Discord answers some calls with nothing. */
export const anyAnswer = z.unknown();
export const messageAnswer = z.object({ id: snowflake, channel_id: snowflake });
export type MessageAnswer = z.infer<typeof messageAnswer>;

export const SENT: DeliveryOutcome = { kind: "sent", messageKey: null, permalink: null };

/** Of a step before anything could be seen: what may have been done may be done again. */
export function stepOutcome(call: Exclude<CallOutcome<unknown>, { kind: "ok" }>): DeliveryOutcome {
  if (call.kind !== "uncertain") return outcomeOf(call);
  return { kind: "retry", code: call.code, retryAfterMs: null, scope: "channel" };
}
