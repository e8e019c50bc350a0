import { z } from "zod";
import type { DeliveryOutcome } from "../../../src/domain/outbound.ts";
import { addMs, MINUTE } from "../../../src/domain/time.ts";
import type { CallOutcome } from "../errors.ts";
import { tsOf } from "../thread-key.ts";
import type { Line } from "./line.ts";
import { type Address, METADATA_TYPE, sentAs } from "./posting.ts";
import { streamMark } from "./streaming.ts";

const pageSchema = z.object({
  messages: z.array(
    z.object({
      ts: z.string(),
      metadata: z
        .object({
          event_type: z.string(),
          event_payload: z.looseObject({ outbox_id: z.string().optional(), part: z.number().optional() }),
        })
        .partial()
        .optional()
        .catch(undefined),
      blocks: z
        .array(z.looseObject({ block_id: z.string().optional() }))
        .optional()
        .catch(undefined),
    }),
  ),
  has_more: z.boolean().optional(),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
});

type Page = z.infer<typeof pageSchema>;

/** Slack gives fifteen to apps from outside its marketplace, whatever is asked for. */
const PAGE = 100;
const MOST_PAGES = 3;
/** Slack's clock, ours and the database's. */
const CLOCKS_APART_MS = 5 * MINUTE;

/** `begun`: a stream that broke off. */
export type FoundPost = DeliveryOutcome | { readonly kind: "begun"; readonly ts: string };

/**
 * Looks for the post that bears the outbox id. Only a place that was read whole, or whole since the post was tried, can
 * show that it is not there.
 */
export async function findPost(
  line: Line,
  address: Address,
  outboxId: string,
  notBefore: Date | null,
): Promise<FoundPost> {
  const { channel, thread_ts: threadKey } = address;
  const method = threadKey === null ? "conversations.history" : "conversations.replies";
  const oldest = notBefore === null ? null : tsOf(addMs(notBefore, -CLOCKS_APART_MS));
  let cursor: string | null = null;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const outcome: CallOutcome<Page> = await line.call(
      method,
      { channel, ts: threadKey, limit: PAGE, include_all_metadata: true, oldest, cursor },
      pageSchema,
    );
    if (outcome.kind !== "ok") return { kind: "uncertain", code: "slack.look-told-nothing" };
    const found = outcome.body.messages.find(
      ({ metadata }) =>
        metadata?.event_type === METADATA_TYPE &&
        metadata.event_payload?.outbox_id === outboxId &&
        metadata.event_payload.part === 0,
    );
    if (found) return sentAs(line, address, found.ts);
    const begun = outcome.body.messages.find(({ blocks }) => blocks?.[0]?.block_id === streamMark(outboxId));
    if (begun) return { kind: "begun", ts: begun.ts };
    cursor = outcome.body.response_metadata?.next_cursor || null;
    if (cursor === null)
      return outcome.body.has_more
        ? { kind: "uncertain", code: "slack.look-was-cut-short" }
        : { kind: "retry", code: "slack.not-there", retryAfterMs: null, scope: "channel" };
  }
  return { kind: "uncertain", code: "slack.look-was-cut-short" };
}
