import { setTimeout as sleep } from "node:timers/promises";
import { splitSentences } from "../../../src/domain/chat-text.ts";
import type { MessageContent } from "../../../src/domain/message-content.ts";
import type { DeliveryOutcome } from "../../../src/domain/outbound.ts";
import { SECOND } from "../../../src/domain/time.ts";
import { type CallOutcome, outcomeOf } from "../errors.ts";
import type { SlackBlock } from "../render/blocks.ts";
import { messageBlocks, NO_UPLOADS } from "../render/message-blocks.ts";
import type { SlackPost } from "../render-message.ts";
import { anyAnswer, type Line } from "./line.ts";
import { type Address, metadataOf, postedSchema, sentAs } from "./posting.ts";

/** By its first block a stream that broke off is found again: Slack takes metadata only at its end. */
export const streamMark = (outboxId: string): string => `rapport.stream.${outboxId}`;

/** The sentences of an answer, each a block of its own; `null` where nothing is gained by a stream. Pure. */
export function piecesOf({ summary, blocks }: MessageContent): readonly SlackBlock[] | null {
  const [first] = blocks;
  if (first?.type !== "paragraph" || first.inlines.some(({ type }) => type !== "text")) return null;
  const words = first.inlines.map((inline) => (inline.type === "text" ? inline.text : "")).join("");
  const pieces = splitSentences(words).flatMap((sentence) =>
    messageBlocks(
      { summary, blocks: [{ type: "paragraph", inlines: [{ type: "text", text: sentence }] }] },
      NO_UPLOADS,
    ),
  );
  return pieces.length > 1 ? pieces : null;
}

/** `not-begun`: nobody has seen anything, and the words may be posted whole. */
export type StreamOutcome =
  | { readonly kind: "ended"; readonly outcome: DeliveryOutcome }
  | { readonly kind: "not-begun"; readonly isUnknownHere: boolean };

export interface StreamRequest {
  readonly pieces: readonly SlackBlock[];
  /** The message as it stands in the end; the next one where Slack does not take its blocks. */
  readonly wholes: readonly SlackPost[];
  readonly personKey: string;
  readonly outboxId: string;
}

/**
 * The words in pieces, then the message as it would have been posted whole, in the same place: sources and buttons come
 * last, so that Slack looks at no link for a preview, and a stream that breaks off is mended by the same step.
 */
export async function streamPost(
  line: Line,
  address: Address,
  { pieces, wholes, personKey, outboxId }: StreamRequest,
): Promise<StreamOutcome> {
  const [first, ...rest] = pieces;
  if (first === undefined) return { kind: "not-begun", isUnknownHere: false };
  const isDirect = address.channel.startsWith("D");
  // Slack wants the reader's workspace; installed in a whole organisation, we know none.
  if (!isDirect && line.access.teamKey === null) return { kind: "not-begun", isUnknownHere: true };
  const started = await line.call(
    "chat.startStream",
    {
      ...address,
      ...(!isDirect && { recipient_user_id: personKey, recipient_team_id: line.access.teamKey }),
      chunks: chunkOf({ ...first, block_id: streamMark(outboxId) }),
    },
    postedSchema,
  );
  if (started.kind !== "ok") {
    const outcome = outcomeOf(started);
    // Streams have a limit of their own, below that of posts: no reason to wait.
    const isForSure = started.kind === "limited" || outcome.kind === "refused";
    if (!isForSure) return { kind: "ended", outcome };
    return { kind: "not-begun", isUnknownHere: started.kind === "refused" && UNKNOWN.has(started.code) };
  }
  const { ts, channel } = started.body;
  for (const piece of rest) {
    const appended = await line.call("chat.appendStream", { channel, ts, chunks: chunkOf(piece) }, anyAnswer);
    if (appended.kind !== "ok") break;
  }
  return endStream(line, { ...address, channel }, ts, wholes, outboxId);
}

/** Brings a stream to its end, however far it came; done twice it is done once. */
export async function endStream(
  line: Line,
  address: Address,
  ts: string,
  wholes: readonly SlackPost[],
  outboxId: string,
): Promise<StreamOutcome> {
  const { channel } = address;
  // Slack may have ended it by itself (`message_not_in_streaming_state`); what counts is the change after it.
  await line.call("chat.stopStream", { channel, ts }, anyAnswer);
  for (const whole of wholes) {
    const changed = await changeInto(line, channel, ts, whole, outboxId);
    if (changed.kind === "ok") return { kind: "ended", outcome: sentAs(line, address, ts) };
    if (changed.kind !== "refused" || changed.code !== "invalid_blocks") break;
  }
  if (await isTakenBack(line, channel, ts)) return { kind: "not-begun", isUnknownHere: false };
  // Some of it stands there. Saying it anew would double it: it is looked for, and ended then.
  return { kind: "ended", outcome: { kind: "uncertain", code: "slack.stream-broke-off" } };
}

async function changeInto(
  line: Line,
  channel: string,
  ts: string,
  whole: SlackPost,
  outboxId: string,
): Promise<CallOutcome<object>> {
  const metadata = metadataOf(outboxId, 0);
  const args = { channel, ts, ...whole, link_names: false, parse: "none", metadata };
  const changed = await line.call("chat.update", args, anyAnswer);
  if (changed.kind !== "limited") return changed;
  const waitMs = changed.retryAfterMs ?? SECOND;
  if (waitMs > line.leftMs() - SECOND) return changed;
  await sleep(waitMs);
  return line.call("chat.update", args, anyAnswer);
}

/** What cannot be changed into the whole now is removed, so that the whole can be posted. */
async function isTakenBack(line: Line, channel: string, ts: string): Promise<boolean> {
  const deleted = await line.call("chat.delete", { channel, ts }, anyAnswer);
  return deleted.kind === "ok" || (deleted.kind === "refused" && deleted.code === "message_not_found");
}

const chunkOf = (block: SlackBlock) => [{ type: "blocks", blocks: [block] }];

/** Not for this workspace, app or plan, and not for the next answer either. */
const UNKNOWN = new Set([
  "access_denied",
  "accesslimited",
  "feature_not_enabled",
  "invalid_arguments",
  "invalid_blocks",
  "invalid_chunks",
  "method_deprecated",
  "method_not_supported_for_channel_type",
  "missing_scope",
  "not_allowed_token_type",
  "team_not_found",
  "unknown_method",
]);
