import type { MessageContent } from "../../../src/domain/message-content.ts";
import type { DeliveryOutcome } from "../../../src/domain/outbound.ts";
import type { Logger } from "../../../src/ports/logger.ts";
import { outcomeOf } from "../errors.ts";
import type { FormPlace } from "../render/card-data.ts";
import { newLook } from "../render/invoke-answers.ts";
import { type RenderTools, renderMessage, renderSinglePost } from "../render-message.ts";
import type { Invokes } from "./invokes.ts";
import { type Address, deleteOne, isTooBig, postAll, replaceOne, SENT } from "./posting.ts";
import type { Refusals } from "./refusals.ts";
import { piecesOf, streamPost } from "./streaming.ts";
import type { ToolsFor, Way } from "./way.ts";

export interface SayOptions {
  readonly toolsFor: ToolsFor;
  readonly invokes: Invokes;
  readonly refusals: Refusals;
  /** Between two steps of a stream. */
  readonly pause: () => Promise<void>;
  readonly logger: Logger;
}

export interface Said {
  readonly content: MessageContent;
  readonly outboxId: string;
  readonly insteadOf?: FormPlace;
  /** A model wrote it: in a private chat it appears sentence by sentence. */
  readonly isStreamed?: boolean;
}

/** Words in a channel or chat: said, changed, taken back. */
export interface Say {
  say(way: Way, address: Address, said: Said): Promise<DeliveryOutcome>;
  change(way: Way, content: MessageContent, messageKey: string | null): Promise<DeliveryOutcome>;
  remove(way: Way, messageKey: string | null): Promise<DeliveryOutcome>;
}

/** Each time a post was too big it is made smaller, down to a sixteenth. */
const SHARES = [1, 0.5, 0.25, 0.0625];

export function createSay({ toolsFor, invokes, refusals, pause, logger }: SayOptions): Say {
  /** Teams streams in private chats alone. */
  const stream = async (
    { line }: Way,
    address: Address,
    content: MessageContent,
    tools: RenderTools,
  ): Promise<DeliveryOutcome | null> => {
    const { organisationKey, reference } = address;
    const { channelKey, isDirect } = reference;
    if (!isDirect || refusals.has(organisationKey, channelKey, "streams")) return null;
    const pieces = piecesOf(content);
    const [whole, ...more] = renderMessage(content, tools);
    if (pieces === null || more.length > 0) return null;
    const below = renderSinglePost(pieces.rest, tools);
    const ended = await streamPost(line, address, { pieces, below, whole, pause });
    if (ended.kind === "ended") return ended.outcome;
    if (ended.isUnknownHere) refusals.note(organisationKey, channelKey, "streams");
    return null;
  };

  return {
    async say(way, address, { content, outboxId, insteadOf, isStreamed }) {
      const tools = await toolsFor(way, content, insteadOf);
      const streamed = isStreamed ? await stream(way, address, content, tools) : null;
      if (streamed !== null) return streamed;
      const onCut = (part: number): void =>
        logger.error({ outboxId, part }, "A long message went out to Teams without its end.");
      for (const share of SHARES) {
        const outcome = await postAll(way.line, address, renderMessage(content, tools, share), onCut);
        if (outcome !== "too-big") return outcome;
      }
      return TOO_BIG;
    },

    async change(way, content, messageKey) {
      if (messageKey === null) return NEVER_SENT;
      const tools = await toolsFor(way, content);
      for (const share of SHARES) {
        const post = renderSinglePost(content, tools, share);
        const outcome = await replaceOne(way.line, way.address, messageKey, post);
        if (isTooBig(outcome)) continue;
        if (outcome.kind !== "ok") return outcomeOf(outcome);
        await invokes.noteChanged(messageKey, newLook(post.attachments[0].content));
        return SENT;
      }
      return TOO_BIG;
    },

    async remove(way, messageKey) {
      if (messageKey === null) return NEVER_SENT;
      const outcome = await deleteOne(way.line, way.address, messageKey);
      const isGone = outcome.kind === "refused" && outcome.status === 404;
      return outcome.kind === "ok" || isGone ? SENT : outcomeOf(outcome);
    },
  };
}

const NEVER_SENT: DeliveryOutcome = {
  kind: "refused",
  code: "teams.post-unknown",
  cure: "The post to change was never sent. Post it anew.",
};
const TOO_BIG: DeliveryOutcome = {
  kind: "refused",
  code: "teams.MessageSizeTooBig",
  cure: "Say it in fewer words.",
};
