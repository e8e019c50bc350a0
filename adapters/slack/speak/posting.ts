import { z } from "zod";
import type { DeliveryOutcome } from "../../../src/domain/outbound.ts";
import type { Logger } from "../../../src/ports/logger.ts";
import { type CallOutcome, outcomeOf } from "../errors.ts";
import type { SlackPost } from "../render-message.ts";
import { permalinkOf } from "../thread-key.ts";
import { anyAnswer, type Line, SENT } from "./line.ts";

export interface Address {
  readonly channel: string;
  readonly thread_ts: string | null;
}

export const postedSchema = z.object({ ts: z.string(), channel: z.string() });
type Posted = z.infer<typeof postedSchema>;

export const METADATA_TYPE = "rapport_post";

/** By which a post is found again; `part` counts the posts of one message from 0. */
export const metadataOf = (outboxId: string, part: number) => ({
  event_type: METADATA_TYPE,
  event_payload: { outbox_id: outboxId, part },
});

export const sentAs = (
  { access }: Line,
  { channel, thread_ts }: Address,
  ts: string,
): Extract<DeliveryOutcome, { kind: "sent" }> => ({
  kind: "sent",
  messageKey: ts,
  permalink: permalinkOf(access.workspaceUrl, channel, ts, thread_ts),
});

/** Nothing of a post is read by Slack for names, and no page is shown below it. */
export const QUIET = { unfurl_links: false, unfurl_media: false, link_names: false, parse: "none" } as const;

/** The parts of one message, under the outbox id by which an uncertain one is found again. */
export async function postAll(
  line: Line,
  address: Address,
  posts: readonly SlackPost[],
  outboxId: string,
  logger: Logger,
): Promise<DeliveryOutcome> {
  let first: DeliveryOutcome | null = null;
  for (const [part, { text, blocks }] of posts.entries()) {
    const metadata = metadataOf(outboxId, part);
    const outcome = await postOrJoin(line, { ...address, text, blocks, metadata, ...QUIET });
    if (outcome.kind !== "ok") {
      if (first === null) return outcomeOf(outcome);
      // What was said before stands; saying it again would double it.
      const fields = { outboxId, part, of: posts.length };
      logger.error(fields, "A long message went out to Slack without its end.");
      return first;
    }
    const { ts, channel } = outcome.body;
    first ??= sentAs(line, { ...address, channel }, ts);
  }
  return first ?? SENT;
}

/** A public channel that an admin named is joined; Slack refuses it for others. */
async function postOrJoin(
  line: Line,
  args: Address & Readonly<Record<string, string | boolean | null | object>>,
): Promise<CallOutcome<Posted>> {
  const outcome = await line.call("chat.postMessage", args, postedSchema);
  if (outcome.kind !== "refused" || outcome.code !== "not_in_channel") return outcome;
  const joined = await line.call("conversations.join", { channel: args.channel }, anyAnswer);
  return joined.kind === "ok" ? line.call("chat.postMessage", args, postedSchema) : outcome;
}
