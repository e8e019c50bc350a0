import type { CallOutcome } from "../errors.ts";
import type { SlackPost } from "../render-message.ts";
import { QUIET } from "./posting.ts";

/** Slack's own, and whatever stands in the place of its API (a proxy, GovSlack). */
const HOSTS = new Set(["hooks.slack.com", "hooks.slack-gov.com"]);

/** `null` for an address that is not Slack's. */
export function trustedResponseUrl(raw: string, apiUrl: string): URL | null {
  try {
    const url = new URL(raw);
    const isSlack = url.protocol === "https:" && HOSTS.has(url.hostname);
    return isSlack || url.origin === new URL(apiUrl).origin ? url : null;
  } catch {
    return null;
  }
}

/**
 * An answer to the one who pressed or typed, also where the bot is no member. `refused`: used five times, or older than
 * half an hour.
 */
export async function respond(
  url: URL,
  { text, blocks }: SlackPost,
  threadKey: string | null,
  deadlineMs: number,
): Promise<CallOutcome<null>> {
  const body = {
    response_type: "ephemeral",
    replace_original: false,
    text,
    blocks,
    ...QUIET,
    ...(threadKey !== null && { thread_ts: threadKey }),
  };
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json; charset=utf-8" },
      body: JSON.stringify(body),
      redirect: "error",
      signal: AbortSignal.timeout(deadlineMs),
    });
    await response.body?.cancel();
    if (response.ok) return { kind: "ok", body: null };
    return response.status >= 500
      ? { kind: "uncertain", code: `slack.http-${response.status}` }
      : { kind: "refused", code: "response_url_spent" };
  } catch {
    return { kind: "uncertain", code: "slack.no-answer" };
  }
}
