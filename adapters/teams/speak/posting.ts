import { z } from "zod";
import type { DeliveryOutcome } from "../../../src/domain/outbound.ts";
import type { ConversationReference } from "../../../src/ports/stores/conversation-book.ts";
import { type CallOutcome, outcomeOf } from "../errors.ts";
import type { TeamsPost } from "../render-message.ts";
import { conversationIdOf, permalinkOf, splitConversation } from "../thread-key.ts";
import type { Line } from "./connector.ts";

const anyAnswer = z.object({});
const postedSchema = z.object({ id: z.string().min(1) });
const startedSchema = z.object({ id: z.string().min(1), activityId: z.string().min(1).nullish() });

export const SENT: DeliveryOutcome = { kind: "sent", messageKey: null, permalink: null };

export interface Address {
  readonly organisationKey: string;
  readonly reference: ConversationReference;
  readonly threadKey: string | null;
  /** In a channel or group chat: who alone is to see it. */
  readonly onlyFor?: string;
}

/** A step of a stream, its end, or a whole message. Source: "Stream bot messages", "Send and receive targeted messages". */
export interface StreamEntity {
  readonly type: "streaminfo";
  readonly streamType: "streaming" | "final";
  /** Counts from 1; the end has none. */
  readonly streamSequence?: number;
  /** As the first step was answered. */
  readonly streamId?: string;
}
type Said = {
  readonly text?: string;
  readonly textFormat?: "plain";
  readonly entities?: readonly StreamEntity[];
};
export type Posting = (TeamsPost | { readonly type: "typing" }) & Said;

/** Teams says no to a size with 413: then nothing was posted. */
export const isTooBig = (call: CallOutcome<unknown>): boolean =>
  call.kind === "refused" && (call.status === 413 || call.code === "MessageSizeTooBig");

/** One post into a thread or chat, or a new one at the top of a channel. */
export async function postOne(
  line: Line,
  { organisationKey, reference, threadKey, onlyFor }: Address,
  post: Posting,
): Promise<CallOutcome<string | null>> {
  const { channelKey, teamKey, botKey } = reference;
  const activity = { ...post, from: { id: botKey } };
  if (teamKey === null || threadKey !== null || onlyFor !== undefined) {
    // A chat has no threads: what the desk takes for one stands in the chat itself.
    const conversationId = conversationIdOf(channelKey, teamKey === null ? null : threadKey);
    const outcome = await line.call({
      method: "POST",
      path: ["v3", "conversations", conversationId, "activities"],
      ...(onlyFor !== undefined && { query: { isTargetedActivity: "true" } }),
      body: {
        ...activity,
        conversation: { id: conversationId },
        ...(onlyFor !== undefined && { recipient: { id: onlyFor } }),
      },
      answer: postedSchema.partial(),
    });
    return outcome.kind === "ok" ? { kind: "ok", body: outcome.body.id ?? null } : outcome;
  }
  const outcome = await line.call({
    method: "POST",
    path: ["v3", "conversations"],
    body: {
      isGroup: true,
      bot: { id: botKey },
      tenantId: organisationKey,
      channelData: { channel: { id: channelKey }, tenant: { id: organisationKey } },
      activity,
    },
    answer: startedSchema,
  });
  if (outcome.kind !== "ok") return outcome;
  const { id, activityId } = outcome.body;
  return { kind: "ok", body: splitConversation(id).rootKey ?? activityId ?? null };
}

export const replaceOne = (line: Line, address: Address, messageKey: string, post: TeamsPost) =>
  line.call({
    method: "PUT",
    path: pathOf(address, messageKey),
    body: { ...post, id: messageKey },
    answer: anyAnswer,
  });

export const deleteOne = (line: Line, address: Address, messageKey: string) =>
  line.call({ method: "DELETE", path: pathOf(address, messageKey), answer: anyAnswer });

/** In a channel a post belongs to its thread; a root is a thread of its own. */
const pathOf = ({ reference, threadKey }: Address, messageKey: string): readonly string[] => {
  const rootKey = reference.teamKey === null ? null : (threadKey ?? messageKey);
  return ["v3", "conversations", conversationIdOf(reference.channelKey, rootKey), "activities", messageKey];
};

/** The parts of one message. What was said before a fault stands: saying it again would double it. */
export async function postAll(
  line: Line,
  address: Address,
  posts: readonly TeamsPost[],
  onCut: (part: number) => void,
): Promise<DeliveryOutcome | "too-big"> {
  let first: DeliveryOutcome | null = null;
  let below = address;
  for (const [part, post] of posts.entries()) {
    const outcome = await postOne(line, below, post);
    if (outcome.kind !== "ok") {
      if (first === null) return isTooBig(outcome) ? "too-big" : outcomeOf(outcome);
      onCut(part);
      return first;
    }
    if (first !== null) continue;
    first = sentAs(address, outcome.body);
    // What is too long for one post goes on in its thread, not beside it.
    const isRoot = address.reference.teamKey !== null && address.threadKey === null;
    if (isRoot) below = { ...address, threadKey: outcome.body };
  }
  return first ?? SENT;
}

export function sentAs(
  { organisationKey, reference, threadKey }: Address,
  messageKey: string | null,
): DeliveryOutcome {
  if (messageKey === null) return SENT;
  const { channelKey, teamGroupKey, isDirect } = reference;
  return {
    kind: "sent",
    messageKey,
    permalink: permalinkOf({ organisationKey, channelKey, messageKey, threadKey, teamGroupKey, isDirect }),
  };
}

/** The private chat of a person with the bot: the same one however often it is asked for. */
export async function openDirect(
  line: Line,
  organisationKey: string,
  personKey: string,
  anywhere: ConversationReference,
): Promise<ConversationReference | Exclude<CallOutcome<never>, { kind: "ok" }>> {
  const outcome = await line.call({
    method: "POST",
    path: ["v3", "conversations"],
    body: {
      isGroup: false,
      bot: { id: anywhere.botKey },
      members: [{ id: personKey }],
      tenantId: organisationKey,
      channelData: { tenant: { id: organisationKey } },
    },
    answer: startedSchema,
  });
  if (outcome.kind !== "ok") return outcome;
  return {
    channelKey: outcome.body.id,
    serviceUrl: anywhere.serviceUrl,
    isDirect: true,
    teamKey: null,
    teamGroupKey: null,
    botKey: anywhere.botKey,
  };
}
