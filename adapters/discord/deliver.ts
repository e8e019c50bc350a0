import type { DeliveryOutcome, Outbound } from "../../src/domain/outbound.ts";
import { addMs, MINUTE } from "../../src/domain/time.ts";
import type { ChatAdapter } from "../../src/ports/chat-adapter.ts";
import type { Clock } from "../../src/ports/clock.ts";
import type { DiscordApi } from "./api.ts";
import { CODES, outcomeOf } from "./errors.ts";
import type { GuildBook } from "./places/guild-book.ts";
import { isForumType } from "./places/shapes.ts";
import { renderForm } from "./render/form.ts";
import { renderMessage, renderSinglePost } from "./render-message.ts";
import { type Answers, isTooLate } from "./speak/answers.ts";
import type { DirectChannels } from "./speak/directs.ts";
import { NO_LUGGAGE, packFiles, type ReadFile } from "./speak/files.ts";
import type { FormOffers } from "./speak/form-offer.ts";
import { openForumPost } from "./speak/forum.ts";
import { learnPlace } from "./speak/learn-place.ts";
import { anyAnswer, type Line, openLine, SENT } from "./speak/line.ts";
import { markThread, whileUnfolded } from "./speak/mark-thread.ts";
import { type Address, bodyOf, parcelsOf, postAll, postOutcome } from "./speak/posting.ts";
import { findPost } from "./speak/reconcile.ts";
import { createSentBook } from "./speak/sent-book.ts";
import { addressInThread, openPrivateThread, type ThreadTools } from "./speak/threads.ts";
import { INTERACTION_LIFE_MS, isSnowflake, madeAtMs, permalinkOf, readInteractionKey } from "./thread-key.ts";

type DeliverContext = Parameters<ChatAdapter["deliver"]>[1];
type Said = Pick<OutboundOf<"post">, "workspaceKey" | "content">;
type OutboundOf<Kind extends Outbound["kind"]> = Extract<Outbound, { kind: Kind }>;

export interface DeliverOptions {
  readonly api: DiscordApi;
  readonly book: GuildBook;
  readonly directs: DirectChannels;
  readonly answers: Answers;
  readonly offers: FormOffers;
  readonly readFile: ReadFile;
  readonly firstWords: ThreadTools["firstWords"];
  /** Whose a server is; `null` when nobody's. Rejects while that cannot be known. */
  readonly ownerOf: (workspaceKey: string) => Promise<string | null>;
  readonly botKey: () => string;
  readonly clock: Clock;
  /** Monotonic. */
  readonly nowMs: () => number;
}

/** What ChatAdapter promises of sending. Every way an attempt can end is a value. */
export type Speaking = Pick<ChatAdapter, "deliver"> & Required<Pick<ChatAdapter, "reconcile">>;

/** How far back a post is looked for whose first try another process made. */
const LOOK_BACK_MS = 15 * MINUTE;

export function createDeliver(options: DeliverOptions): Speaking {
  const { api, book, directs, answers, offers, readFile, clock, nowMs } = options;
  const sent = createSentBook();
  const tools: ThreadTools = { book, isDirect: directs.has, firstWords: options.firstWords };
  const linkIn = (workspaceKey: string, placeKey: string, messageKey: string): string =>
    permalinkOf(directs.has(placeKey) ? null : workspaceKey, placeKey, messageKey);

  const refusalFor = async (outbound: Outbound, tenantId: string): Promise<DeliveryOutcome | null> => {
    const owner = await options.ownerOf(outbound.workspaceKey).catch(() => undefined);
    if (owner === undefined) return NOT_KNOWN_YET;
    if (owner !== tenantId) return NOT_INSTALLED;
    const isAddressed = outbound.kind === "direct" || isSnowflake(outbound.channelKey);
    return isAddressed ? null : NO_CHANNEL;
  };

  /** What is for one person alone goes by their interaction or their direct channel. */
  const learn = async (line: Line, outbound: Outbound): Promise<DeliveryOutcome | null> =>
    outbound.kind === "direct" || outbound.kind === "ephemeral" || outbound.kind === "open-form"
      ? null
      : learnPlace(line, book, directs, outbound);

  const say = async (
    line: Line,
    address: Address,
    { workspaceKey, content }: Said,
    { tenantId, idempotencyKey }: DeliverContext,
  ): Promise<DeliveryOutcome> => {
    const luggage = await packFiles(tenantId, content, readFile);
    sent.noteTried(idempotencyKey, clock.now());
    const outcome = await postAll(line, address, parcelsOf(content, luggage), idempotencyKey);
    if (outcome.kind === "ok") sent.notePosted(idempotencyKey, outcome.body.id);
    return postOutcome(outcome, ({ id }) => linkIn(workspaceKey, address.placeKey, id));
  };

  const post = async (
    line: Line,
    outbound: OutboundOf<"post">,
    context: DeliverContext,
  ): Promise<DeliveryOutcome> => {
    const { channelKey, threadKey, content } = outbound;
    if (threadKey !== null) {
      const address = await addressInThread(line, tools, channelKey, threadKey, content.summary);
      return "refusal" in address ? address.refusal : say(line, address, outbound, context);
    }
    if (isForumType(book.place(channelKey)?.type ?? -1)) {
      const luggage = await packFiles(context.tenantId, content, readFile);
      return openForumPost(line, book, channelKey, content, luggage);
    }
    const room = outbound.privateFor
      ? await openPrivateThread(line, book, channelKey, outbound.privateFor, content.summary)
      : null;
    if (room === null) return say(line, { placeKey: channelKey, replyToKey: null }, outbound, context);
    if ("refusal" in room) return room.refusal;
    const outcome = await say(line, room, outbound, context);
    // The thread itself is what later words are said in.
    return outcome.kind === "sent" ? { ...outcome, messageKey: room.placeKey } : outcome;
  };

  const direct = async (
    line: Line,
    personKey: string,
    said: Said,
    context: DeliverContext,
  ): Promise<DeliveryOutcome> => {
    const opened = await directs.of(line, personKey);
    if (typeof opened !== "string") return opened;
    return say(line, { placeKey: opened, replyToKey: null }, said, context);
  };

  const interactionOf = (key: string | null, personKey: string) => {
    const interaction = key === null ? null : readInteractionKey(key);
    const isTheirs = interaction?.personKey === personKey;
    const isAlive =
      interaction !== null && clock.now().getTime() - madeAtMs(interaction.id) < INTERACTION_LIFE_MS;
    return isTheirs && isAlive ? interaction : null;
  };

  /** To the one person: as an answer while Discord takes one, else in their direct channel. */
  const ephemeral = async (
    line: Line,
    outbound: Said & Pick<OutboundOf<"ephemeral">, "personKey" | "interactionKey">,
    context: DeliverContext,
  ): Promise<DeliveryOutcome> => {
    const { personKey, content } = outbound;
    const interaction = interactionOf(outbound.interactionKey, personKey);
    let isSaid = false;
    if (interaction !== null) {
      const parcels = parcelsOf(content, await packFiles(context.tenantId, content, readFile));
      for (const parcel of parcels) {
        const outcome = await answers.tell(interaction, parcel);
        if (outcome.kind === "ok") isSaid = true;
        else if (isSaid) return SENT;
        else if (outcome.kind !== "refused") return outcomeOf(outcome);
        else break;
      }
      if (isSaid) return SENT;
    }
    const outcome = await direct(line, personKey, outbound, context);
    // The post stands in another channel than the one it was for: it has no key here.
    return outcome.kind === "sent" ? SENT : outcome;
  };

  const openForm = async (
    line: Line,
    { workspaceKey, interactionKey, personKey, form }: OutboundOf<"open-form">,
    context: DeliverContext,
  ): Promise<DeliveryOutcome> => {
    const interaction = interactionOf(interactionKey, personKey);
    if (interaction === null) return NOT_THEIRS;
    const modal = renderForm(form);
    if (modal === null) return FORM_TOO_LONG;
    const outcome = await answers.openModal(interaction, modal);
    if (outcome.kind === "ok") return SENT;
    if (!isTooLate(outcome)) return outcomeOf(outcome);
    const content = offers.offer(form, interaction.again);
    return ephemeral(line, { workspaceKey, personKey, interactionKey, content }, context);
  };

  /** Where a post of ours stands that is to be changed: in the channel, or in the thread it was posted in. */
  const placeOf = ({ channelKey, threadKey }: Outbound): string =>
    threadKey !== null && !directs.has(channelKey) && isSnowflake(threadKey) ? threadKey : channelKey;

  const change = async (
    line: Line,
    outbound: OutboundOf<"update">,
    { tenantId, targetMessageKey: key }: DeliverContext,
  ): Promise<DeliveryOutcome> => {
    if (key === null) return NEVER_SENT;
    // Files of the first post stay where they are unless new ones come.
    const luggage = outbound.content.blocks.some(({ type }) => type === "image")
      ? await packFiles(tenantId, outbound.content, readFile)
      : NO_LUGGAGE;
    const rendered = renderSinglePost(outbound.content, luggage.uploads);
    const parcel = { post: rendered, files: luggage.files };
    const { attachments, ...body } = bodyOf(parcel);
    const placeKey = placeOf(outbound);
    const edit = () =>
      line.call({
        method: "patch",
        path: `/channels/${placeKey}/messages/${key}`,
        body: luggage.files.length > 0 ? { ...body, attachments } : body,
        files: luggage.files,
        placeKey,
        answer: anyAnswer,
      });
    const outcome = await edit();
    const isFolded = outcome.kind === "refused" && outcome.code === CODES.threadArchived;
    const second = isFolded ? await whileUnfolded(line, placeKey, edit) : outcome;
    return second.kind === "ok" ? SENT : outcomeOf(second);
  };

  const simple = async (
    line: Line,
    call: Omit<Parameters<Line["call"]>[0], "answer">,
    done: readonly number[] = [],
  ): Promise<DeliveryOutcome> => {
    const outcome = await line.call({ ...call, answer: anyAnswer });
    if (outcome.kind === "ok") return SENT;
    return outcome.kind === "refused" && done.includes(outcome.code) ? SENT : outcomeOf(outcome);
  };

  const react = (line: Line, outbound: OutboundOf<"react">): Promise<DeliveryOutcome> | DeliveryOutcome => {
    if (!isSnowflake(outbound.messageKey)) return NO_MESSAGE;
    const place = placeOfMessage(outbound);
    const emoji = encodeURIComponent(outbound.emoji);
    return simple(line, {
      method: outbound.remove ? "delete" : "put",
      path: `/channels/${place}/messages/${outbound.messageKey}/reactions/${emoji}/@me`,
      placeKey: `${place}/reactions`,
    });
  };

  /** The first message of a thread stands in its channel; of a forum's post, in the post itself. */
  const placeOfMessage = (outbound: OutboundOf<"react">): string => {
    const { messageKey, threadKey, channelKey } = outbound;
    const isForum = isForumType(book.place(channelKey)?.type ?? -1);
    if (isForum) return threadKey ?? messageKey;
    return threadKey === null || threadKey === messageKey ? channelKey : placeOf(outbound);
  };

  return {
    async deliver(outbound, context) {
      const refusal = await refusalFor(outbound, context.tenantId);
      if (refusal !== null) return refusal;
      const line = openLine(api, nowMs);
      const unknown = await learn(line, outbound);
      if (unknown !== null) return unknown;
      switch (outbound.kind) {
        case "post":
          return post(line, outbound, context);
        case "ephemeral":
          return ephemeral(line, outbound, context);
        case "direct":
          return direct(line, outbound.personKey, outbound, context);
        case "update":
          return change(line, outbound, context);
        case "delete": {
          const key = context.targetMessageKey;
          if (key === null) return NEVER_SENT;
          const path = `/channels/${placeOf(outbound)}/messages/${key}` as const;
          return simple(line, { method: "delete", path, placeKey: placeOf(outbound) }, [
            CODES.unknownMessage,
          ]);
        }
        case "react":
          return react(line, outbound);
        case "open-form":
          return openForm(line, outbound, context);
        case "mark-thread":
          return markThread(line, book, outbound);
        case "enter-channel":
          return SENT;
      }
    },

    async reconcile(outbound, { tenantId, idempotencyKey: outboxId }) {
      if ((await refusalFor(outbound, tenantId)) !== null) return UNREADABLE;
      if (outbound.kind !== "post" && outbound.kind !== "direct") return UNREADABLE;
      const line = openLine(api, nowMs);
      if ((await learn(line, outbound)) !== null) return UNREADABLE;
      const opened =
        outbound.kind === "direct" ? await directs.of(line, outbound.personKey) : placeOf(outbound);
      if (typeof opened !== "string") return UNREADABLE;
      const luggage = await packFiles(tenantId, outbound.content, readFile);
      return findPost(line, {
        placeKey: opened,
        outboxId,
        post: renderMessage(outbound.content, luggage.uploads)[0],
        botKey: options.botKey(),
        since: sent.triedAt(outboxId) ?? addMs(clock.now(), -LOOK_BACK_MS),
        isOthers: (messageKey) => sent.isOthers(outboxId, messageKey),
        permalink: (messageKey) => linkIn(outbound.workspaceKey, opened, messageKey),
      });
    },
  };
}

const UNREADABLE: DeliveryOutcome = { kind: "uncertain", code: "discord.cannot-be-read" };
const NOT_KNOWN_YET: DeliveryOutcome = {
  kind: "retry",
  code: "discord.not-known-yet",
  retryAfterMs: null,
  scope: "workspace",
};
const refused = (code: string, cure: string): DeliveryOutcome => ({
  kind: "refused",
  code: `discord.${code}`,
  cure,
});
const NOT_INSTALLED = refused("not-installed", "Invite Rapport to the server again.");
const NO_CHANNEL = refused("channel-unknown", "The channel is none of Discord's.");
const NO_MESSAGE = refused("message-unknown", "The message is none of Discord's.");
const NEVER_SENT = refused("post-unknown", "The post to change was never sent. Post it anew.");
const NOT_THEIRS = refused("interaction-unknown", "Press the button again.");
const FORM_TOO_LONG = refused("form-too-long", "Give the form a shorter id.");
