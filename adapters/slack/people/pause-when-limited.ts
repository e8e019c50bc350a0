import { SECOND } from "../../../src/domain/time.ts";
import type { SlackApi } from "../api.ts";

/** Where Slack names no time. */
const PAUSE_MS = 30 * SECOND;

/** A method that Slack limits for a token is not called with it again before the time that Slack named. */
export function pauseWhenLimited(api: SlackApi, nowMs: () => number): SlackApi {
  const untilMs = new Map<string, number>();
  return async (call) => {
    const key = `${call.token}/${call.method}`;
    const leftMs = (untilMs.get(key) ?? 0) - nowMs();
    if (leftMs > 0) return { kind: "limited", retryAfterMs: leftMs };
    untilMs.delete(key);
    const outcome = await api(call);
    if (outcome.kind === "limited") untilMs.set(key, nowMs() + (outcome.retryAfterMs ?? PAUSE_MS));
    return outcome;
  };
}
