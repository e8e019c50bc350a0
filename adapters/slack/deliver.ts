import type { MessageContent } from "../../src/domain/message-content.ts";
import type { DeliveryOutcome, Outbound } from "../../src/domain/outbound.ts";
import type { ChatAdapter } from "../../src/ports/chat-adapter.ts";
import type { Clock } from "../../src/ports/clock.ts";
import type { Logger } from "../../src/ports/logger.ts";
import { outcomeOf } from "./errors.ts";
import { shortNameOf } from "./parse/emoji.ts";
import { withWordButtons } from "./render/controls.ts";
import { renderMessage } from "./render-message.ts";
import type { DirectChannels } from "./speak/direct-channels.ts";
import type { ReadFile } from "./speak/files.ts";
import { anyAnswer, type Line, type LineTools, openLine, SENT } from "./speak/line.ts";
import { isTooLate, offerForm, openModal } from "./speak/open-form.ts";
import { QUIET } from "./speak/posting.ts";
import { createRefusals } from "./speak/refusals.ts";
import { respond, trustedResponseUrl } from "./speak/respond.ts";
import { createSay, type Said } from "./speak/say.ts";
import { createTries } from "./speak/tries.ts";
import { instantOf, readInteractionKey } from "./thread-key.ts";

type DeliverContext = Parameters<ChatAdapter["deliver"]>[1];
type OutboundOf<Kind extends Outbound["kind"]> = Extract<Outbound, { kind: Kind }>;

export interface DeliverOptions extends LineTools {
  readonly apiUrl: string;
  readonly readFile: ReadFile;
  readonly directChannels: DirectChannels;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** What ChatAdapter promises of sending. Every way an attempt can end is a value. */
export type Speaking = Pick<ChatAdapter, "deliver"> & Required<Pick<ChatAdapter, "reconcile">>;

/** A second try that finds the work done. */
const DONE_ALREADY: Readonly<Record<string, readonly string[]>> = {
  "reactions.add": ["already_reacted"],
  "reactions.remove": ["no_reaction"],
  "chat.delete": ["message_not_found"],
};

export function createDeliver(options: DeliverOptions): Speaking {
  const { apiUrl, directChannels } = options;
  const { say, change, lookFor } = createSay({
    ...options,
    refusals: createRefusals(options.nowMs),
    tries: createTries(),
  });

  const lineFor = async (
    outbound: Outbound,
    tenantId: string,
  ): Promise<Line | { readonly refusal: DeliveryOutcome }> => {
    const access = await options.book.find(outbound.workspaceKey).catch(() => undefined);
    if (access === undefined) return { refusal: NOT_KNOWN_YET };
    if (access === null || access.tenantId !== tenantId) return { refusal: NOT_INSTALLED };
    // Slack would post at the top of the channel.
    if (outbound.threadKey !== null && instantOf(outbound.threadKey) === null) return { refusal: NO_THREAD };
    return openLine(options, access);
  };

  const direct = async (
    line: Line,
    personKey: string,
    content: MessageContent,
    context: DeliverContext,
  ): Promise<DeliveryOutcome> => {
    const opened = await directChannels.of(line, personKey);
    if (typeof opened !== "string") return opened;
    const outcome = await say(line, { channel: opened, thread_ts: null }, saidOf(content, context));
    if (outcome.kind === "refused") directChannels.forget(line, personKey);
    return outcome;
  };

  const whisper = async (
    line: Line,
    outbound: Pick<OutboundOf<"ephemeral">, "channelKey" | "threadKey" | "personKey" | "interactionKey">,
    content: MessageContent,
  ): Promise<DeliveryOutcome> => {
    const { channelKey: channel, threadKey: thread_ts, personKey: user } = outbound;
    const answerUrl = answerUrlOf(outbound.interactionKey, user);
    let isSaid = false;
    // What only one person sees knows no thumbs.
    for (const post of renderMessage(withWordButtons(content))) {
      const answered = answerUrl === null ? null : await respond(answerUrl, post, thread_ts, line.leftMs());
      const outcome =
        answered === null || answered.kind === "refused"
          ? await line.call("chat.postEphemeral", { channel, thread_ts, user, ...post, ...QUIET }, anyAnswer)
          : answered;
      if (outcome.kind !== "ok") return isSaid ? SENT : outcomeOf(outcome);
      isSaid = true;
    }
    return SENT;
  };

  const answerUrlOf = (interactionKey: string | null, personKey: string): URL | null => {
    const interaction = interactionKey === null ? null : readInteractionKey(interactionKey);
    if (interaction?.personKey !== personKey || interaction.responseUrl === null) return null;
    return trustedResponseUrl(interaction.responseUrl, apiUrl);
  };

  /** What one person alone sees carries no files: those go to their direct channel. */
  const ephemeral = async (
    line: Line,
    outbound: OutboundOf<"ephemeral">,
    context: DeliverContext,
  ): Promise<DeliveryOutcome> => {
    const { content } = outbound;
    if (!content.blocks.some(({ type }) => type === "file" || type === "image"))
      return whisper(line, outbound, content);
    const outcome = await direct(line, outbound.personKey, content, context);
    if (outcome.kind === "sent") await whisper(line, outbound, IN_PRIVATE);
    // The post stands in another channel than the one it was for: it has no key here.
    return outcome.kind === "sent" ? SENT : outcome;
  };

  const openForm = async (line: Line, outbound: OutboundOf<"open-form">): Promise<DeliveryOutcome> => {
    const interaction = readInteractionKey(outbound.interactionKey);
    if (interaction?.personKey !== outbound.personKey || interaction.triggerId === null) return NOT_THEIRS;
    const { channelKey: channel, threadKey: thread_ts, form } = outbound;
    const outcome = await openModal(line, interaction.triggerId, form, { channel, thread_ts });
    if (outcome.kind === "ok") return SENT;
    const isLate = outcome.kind === "limited" || (outcome.kind === "refused" && isTooLate(outcome.code));
    return isLate ? whisper(line, outbound, offerForm(form)) : outcomeOf(outcome);
  };

  /** A direct message stands in the channel of its person, which the desk knows by the person's key alone. */
  const placeOfPost = async (line: Line, channelKey: string): Promise<string | DeliveryOutcome> =>
    channelKey.startsWith("@") ? directChannels.of(line, channelKey.slice(1)) : channelKey;

  const simple = async (
    line: Line,
    method: string,
    args: Parameters<Line["call"]>[1],
  ): Promise<DeliveryOutcome> => {
    const outcome = await line.call(method, args, anyAnswer);
    if (outcome.kind === "ok") return SENT;
    const isDone = outcome.kind === "refused" && DONE_ALREADY[method]?.includes(outcome.code);
    return isDone ? SENT : outcomeOf(outcome);
  };

  return {
    async deliver(outbound, context) {
      const line = await lineFor(outbound, context.tenantId);
      if ("refusal" in line) return line.refusal;
      const { channelKey: channel, threadKey: thread_ts } = outbound;
      switch (outbound.kind) {
        case "post":
          return say(line, { channel, thread_ts }, saidOf(outbound.content, context, outbound.streamFor));
        case "ephemeral":
          return ephemeral(line, outbound, context);
        case "direct":
          return direct(line, outbound.personKey, outbound.content, context);
        case "update":
        case "delete": {
          const ts = context.targetMessageKey;
          if (ts === null) return NEVER_SENT;
          const at = await placeOfPost(line, channel);
          if (typeof at !== "string") return at;
          return outbound.kind === "update"
            ? change(line, at, ts, saidOf(outbound.content, context))
            : simple(line, "chat.delete", { channel: at, ts });
        }
        case "react":
          return simple(line, outbound.remove ? "reactions.remove" : "reactions.add", {
            channel,
            timestamp: outbound.messageKey,
            name: shortNameOf(outbound.emoji),
          });
        case "open-form":
          return openForm(line, outbound);
        case "mark-thread":
          return SENT;
        case "enter-channel":
          return simple(line, "conversations.join", { channel });
      }
    },

    async reconcile(outbound, context) {
      const line = await lineFor(outbound, context.tenantId);
      if ("refusal" in line) return UNREADABLE;
      const since = context.writtenAt && { writtenAt: context.writtenAt };
      switch (outbound.kind) {
        case "post": {
          const address = { channel: outbound.channelKey, thread_ts: outbound.threadKey };
          return lookFor(line, address, { ...saidOf(outbound.content, context), ...since });
        }
        case "direct": {
          const opened = await directChannels.of(line, outbound.personKey);
          if (typeof opened !== "string") return UNREADABLE;
          const address = { channel: opened, thread_ts: null };
          return lookFor(line, address, { ...saidOf(outbound.content, context), ...since });
        }
        default:
          return UNREADABLE;
      }
    },
  };
}

/** What is said, under the outbox row that says it. */
const saidOf = (
  content: MessageContent,
  { tenantId, idempotencyKey }: Pick<DeliverContext, "tenantId" | "idempotencyKey">,
  streamFor?: string,
): Said => ({ content, tenantId, outboxId: idempotencyKey, ...(streamFor !== undefined && { streamFor }) });

const IN_PRIVATE: MessageContent = {
  summary: "I have sent it to you in a direct message.",
  blocks: [
    { type: "paragraph", inlines: [{ type: "text", text: "I have sent it to you in a direct message." }] },
  ],
};

const UNREADABLE: DeliveryOutcome = { kind: "uncertain", code: "slack.cannot-be-read" };

const NOT_KNOWN_YET: DeliveryOutcome = {
  kind: "retry",
  code: "slack.not-known-yet",
  retryAfterMs: null,
  scope: "workspace",
};
const NOT_INSTALLED: DeliveryOutcome = {
  kind: "refused",
  code: "slack.not-installed",
  cure: "Install Rapport in the workspace again.",
};
const NEVER_SENT: DeliveryOutcome = {
  kind: "refused",
  code: "slack.post-unknown",
  cure: "The post to change was never sent. Post it anew.",
};
const NO_THREAD: DeliveryOutcome = {
  kind: "refused",
  code: "slack.thread-unknown",
  cure: "The thread is none of Slack's. Post at the top of the channel.",
};
const NOT_THEIRS: DeliveryOutcome = {
  kind: "refused",
  code: "slack.interaction-unknown",
  cure: "Press the button again.",
};
