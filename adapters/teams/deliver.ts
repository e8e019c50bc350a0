import type { MessageContent } from "../../src/domain/message-content.ts";
import type { DeliveryOutcome, Outbound } from "../../src/domain/outbound.ts";
import type { ChatAdapter } from "../../src/ports/chat-adapter.ts";
import type { Logger } from "../../src/ports/logger.ts";
import type { ConversationReference } from "../../src/ports/stores/conversation-book.ts";
import type { TeamsAdapterConfig } from "./config.ts";
import { outcomeOf } from "./errors.ts";
import type { Places } from "./people/places.ts";
import { type FormPlace, offerData } from "./render/card-data.ts";
import { renderForm } from "./render/form.ts";
import { plainText } from "./render/words.ts";
import { type RenderTools, renderMessage, renderSinglePost, type TeamsPost } from "./render-message.ts";
import { createSeal, type Seal } from "./seal.ts";
import type { Connector, Line } from "./speak/connector.ts";
import type { Invokes } from "./speak/invokes.ts";
import type { createPictures } from "./speak/pictures.ts";
import { type Address, anyAnswer, isTooBig, openDirect, postAll, postOne, SENT } from "./speak/posting.ts";
import { conversationIdOf, readInteractionKey } from "./thread-key.ts";

type DeliverContext = Parameters<ChatAdapter["deliver"]>[1];
type OutboundOf<Kind extends Outbound["kind"]> = Extract<Outbound, { kind: Kind }>;

export interface DeliverOptions extends Pick<TeamsAdapterConfig, "organisations" | "sealKey" | "controls"> {
  readonly connector: Connector;
  readonly places: Places;
  readonly invokes: Invokes;
  readonly pictures: ReturnType<typeof createPictures>;
  readonly logger: Logger;
}

interface Way {
  readonly line: Line;
  readonly address: Address;
  readonly tenantId: string;
  readonly seal: Seal;
}

/** Each time a post was too big it is made smaller, down to a sixteenth. */
const SHARES = [1, 0.5, 0.25, 0.0625];

/** What ChatAdapter promises of sending. Every way an attempt can end is a value. */
export function createDeliver(options: DeliverOptions): Pick<ChatAdapter, "deliver"> {
  const { connector, places, invokes, pictures, organisations, logger } = options;
  const directs = new Map<string, ConversationReference>();

  const wayTo = async (
    outbound: Outbound,
    tenantId: string,
  ): Promise<Way | { readonly refusal: DeliveryOutcome }> => {
    const { workspaceKey: organisationKey, channelKey, threadKey } = outbound;
    try {
      if ((await organisations.admit(organisationKey, false)) !== tenantId) return { refusal: NOT_INSTALLED };
      // A private chat is opened by way of any place of the organisation.
      const reference = await (outbound.kind === "direct"
        ? places.any(organisationKey)
        : places.find(organisationKey, channelKey));
      if (reference === null) return { refusal: NO_PLACE };
      const line = connector.openLine(reference.serviceUrl);
      const seal = createSeal(await options.sealKey(tenantId));
      return { line, address: { organisationKey, reference, threadKey }, tenantId, seal };
    } catch {
      return { refusal: NOT_KNOWN_YET };
    }
  };

  const toolsFor = async (
    { seal, tenantId }: Way,
    content: MessageContent,
    insteadOf?: FormPlace,
  ): Promise<RenderTools> => {
    const addresses = await pictures.addresses(tenantId, content);
    const addressOf = (fileId: string): string | undefined => addresses.get(fileId);
    return { seal, controls: options.controls, addressOf, ...(insteadOf && { insteadOf }) };
  };

  const say = async (
    way: Way,
    address: Address,
    content: MessageContent,
    outboxId: string,
    insteadOf?: FormPlace,
  ): Promise<DeliveryOutcome> => {
    const tools = await toolsFor(way, content, insteadOf);
    const onCut = (part: number): void =>
      logger.error({ outboxId, part }, "A long message went out to Teams without its end.");
    for (const share of SHARES) {
      const outcome = await postAll(way.line, address, renderMessage(content, tools, share), onCut);
      if (outcome !== "too-big") return outcome;
    }
    return TOO_BIG;
  };

  /** The private chat of a person, remembered once it was opened. */
  const directOf = async (
    { line, address: { organisationKey, reference } }: Way,
    personKey: string,
  ): Promise<ConversationReference | DeliveryOutcome> => {
    const key = `${organisationKey}/${personKey}`;
    const known = directs.get(key);
    if (known !== undefined) return known;
    const opened = await openDirect(line, organisationKey, personKey, reference);
    if ("kind" in opened)
      // A chat that may have been opened is opened again without harm.
      return opened.kind === "uncertain"
        ? { kind: "retry", code: opened.code, retryAfterMs: null, scope: "channel" }
        : outcomeOf(opened);
    await places.note(organisationKey, opened);
    if (directs.size > MOST_DIRECTS) directs.clear();
    directs.set(key, opened);
    return opened;
  };

  const direct = async (
    way: Way,
    personKey: string,
    content: MessageContent,
    outboxId: string,
    insteadOf?: FormPlace,
  ): Promise<DeliveryOutcome> => {
    const reference = await directOf(way, personKey);
    if ("kind" in reference) return reference;
    const outcome = await say(
      way,
      { ...way.address, reference, threadKey: null },
      content,
      outboxId,
      insteadOf,
    );
    if (outcome.kind === "refused") directs.delete(`${way.address.organisationKey}/${personKey}`);
    return outcome;
  };

  const ephemeral = async (
    way: Way,
    { personKey, interactionKey, content }: OutboundOf<"ephemeral">,
    outboxId: string,
  ): Promise<DeliveryOutcome> => {
    if (invokes.hand(interactionKey, personKey, { kind: "words", content })) return SENT;
    if (way.address.reference.isDirect)
      return say(way, { ...way.address, threadKey: null }, content, outboxId);
    const outcome = await direct(way, personKey, content, outboxId, placeOf(way.address));
    // The post stands in another channel than the one it was for: it has no key here.
    return outcome.kind === "sent" ? SENT : outcome;
  };

  const openForm = async (way: Way, outbound: OutboundOf<"open-form">): Promise<DeliveryOutcome> => {
    const { interactionKey, personKey, form } = outbound;
    const interaction = readInteractionKey(interactionKey);
    if (interaction?.personKey !== personKey) return NOT_THEIRS;
    const { reference } = way.address;
    const from = placeOf(way.address);
    const dialog = renderForm(form, from, way.seal);
    if (invokes.hand(interactionKey, personKey, { kind: "form", dialog })) return SENT;
    // Words cannot open a dialog, and a press waits only so long: a button does, without the desk.
    const target = reference.isDirect ? reference : await directOf(way, personKey);
    if ("kind" in target) return target;
    const post = offerPost(form.title, offerData(way.seal, form, from));
    const outcome = await postOne(way.line, { ...way.address, reference: target, threadKey: null }, post);
    return outcome.kind === "ok" ? SENT : outcomeOf(outcome);
  };

  const change = async (
    way: Way,
    content: MessageContent,
    messageKey: string | null,
  ): Promise<DeliveryOutcome> => {
    if (messageKey === null) return NEVER_SENT;
    const tools = await toolsFor(way, content);
    for (const share of SHARES) {
      const outcome = await way.line.call({
        method: "PUT",
        path: pathOf(way.address, messageKey),
        body: { ...renderSinglePost(content, tools, share), id: messageKey },
        answer: anyAnswer,
      });
      if (isTooBig(outcome)) continue;
      if (outcome.kind !== "ok") return outcomeOf(outcome);
      invokes.noteChanged(messageKey, content);
      return SENT;
    }
    return TOO_BIG;
  };

  const remove = async (way: Way, messageKey: string | null): Promise<DeliveryOutcome> => {
    if (messageKey === null) return NEVER_SENT;
    const outcome = await way.line.call({
      method: "DELETE",
      path: pathOf(way.address, messageKey),
      answer: anyAnswer,
    });
    const isGone = outcome.kind === "refused" && outcome.status === 404;
    return outcome.kind === "ok" || isGone ? SENT : outcomeOf(outcome);
  };

  /** A bot cannot react; in a private chat a typing sign says that it reads. */
  const react = async (way: Way, { remove: isRemoved }: OutboundOf<"react">): Promise<DeliveryOutcome> => {
    if (!way.address.reference.isDirect) return NO_REACTIONS;
    if (isRemoved) return SENT;
    const outcome = await postOne(way.line, way.address, { type: "typing" });
    return outcome.kind === "ok" ? SENT : outcomeOf(outcome);
  };

  return {
    async deliver(outbound, { tenantId, idempotencyKey, targetMessageKey }) {
      const way = await wayTo(outbound, tenantId);
      if ("refusal" in way) return way.refusal;
      switch (outbound.kind) {
        case "post":
          return say(way, way.address, outbound.content, idempotencyKey);
        case "ephemeral":
          return ephemeral(way, outbound, idempotencyKey);
        case "direct":
          return direct(way, outbound.personKey, outbound.content, idempotencyKey);
        case "update":
          return change(way, outbound.content, targetMessageKey);
        case "delete":
          return remove(way, targetMessageKey);
        case "react":
          return react(way, outbound);
        case "open-form":
          return openForm(way, outbound);
        case "mark-thread":
          // No thread of Teams can show it; the card and the answer's own buttons do.
          return SENT;
      }
    },
  } satisfies { deliver(outbound: Outbound, context: DeliverContext): Promise<DeliveryOutcome> };
}

const placeOf = ({ reference: { channelKey, isDirect }, threadKey }: Address): FormPlace => ({
  channelKey,
  threadKey,
  isDirect,
});

const MOST_DIRECTS = 50_000;

/** In a channel a post belongs to its thread; a root is a thread of its own. */
const pathOf = ({ reference, threadKey }: Address, messageKey: string): readonly string[] => {
  const rootKey = reference.teamKey === null ? null : (threadKey ?? messageKey);
  return ["v3", "conversations", conversationIdOf(reference.channelKey, rootKey), "activities", messageKey];
};

/** A card with the one button that opens the form. */
function offerPost(title: string, data: object): TeamsPost {
  const words = plainText(title, 60);
  return {
    type: "message",
    summary: words,
    attachments: [
      {
        contentType: "application/vnd.microsoft.card.adaptive",
        content: {
          type: "AdaptiveCard",
          version: "1.5",
          $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
          body: [
            {
              type: "ActionSet",
              actions: [
                {
                  type: "Action.Submit",
                  title: words,
                  data: { ...data, msteams: { type: "task/fetch" } },
                  style: "positive",
                },
              ],
            },
          ],
          msteams: { width: "Full" },
        },
      },
    ],
  };
}

const NOT_KNOWN_YET: DeliveryOutcome = {
  kind: "retry",
  code: "teams.not-known-yet",
  retryAfterMs: null,
  scope: "workspace",
};
const NOT_INSTALLED: DeliveryOutcome = {
  kind: "refused",
  code: "teams.not-installed",
  cure: "Install Rapport in the organisation again.",
};
const NO_PLACE: DeliveryOutcome = {
  kind: "refused",
  code: "teams.place-unknown",
  cure: "Add Rapport to the team or chat, or write to it there: Teams names the address of a place with what happens in it.",
};
const NEVER_SENT: DeliveryOutcome = {
  kind: "refused",
  code: "teams.post-unknown",
  cure: "The post to change was never sent. Post it anew.",
};
const NOT_THEIRS: DeliveryOutcome = {
  kind: "refused",
  code: "teams.interaction-unknown",
  cure: "Press the button again.",
};
const NO_REACTIONS: DeliveryOutcome = {
  kind: "refused",
  code: "teams.no-reactions",
  cure: "A bot cannot react in Teams; say it in words.",
};
const TOO_BIG: DeliveryOutcome = {
  kind: "refused",
  code: "teams.MessageSizeTooBig",
  cure: "Say it in fewer words.",
};
