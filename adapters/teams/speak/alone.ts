import { randomUUID } from "node:crypto";
import type { DeliveryOutcome, Outbound } from "../../../src/domain/outbound.ts";
import type { ConversationReference } from "../../../src/ports/stores/conversation-book.ts";
import { outcomeOf } from "../errors.ts";
import type { Places } from "../people/places.ts";
import { offerData } from "../render/card-data.ts";
import { renderForm } from "../render/form.ts";
import { answerOfWords, openDialog } from "../render/invoke-answers.ts";
import { offerPost, renderSinglePost } from "../render-message.ts";
import { readInteractionKey } from "../thread-key.ts";
import type { Invokes } from "./invokes.ts";
import { type Address, openDirect, postOne, SENT } from "./posting.ts";
import type { Refusals } from "./refusals.ts";
import type { Said, Say } from "./say.ts";
import { placeOf, type ToolsFor, type Way } from "./way.ts";

type OutboundOf<Kind extends Outbound["kind"]> = Extract<Outbound, { kind: Kind }>;

export interface AloneOptions {
  readonly places: Places;
  readonly invokes: Invokes;
  readonly refusals: Refusals;
  readonly toolsFor: ToolsFor;
  readonly say: Say["say"];
  /** Whether the cloud behind an address shows a targeted message to one person and not to all. */
  readonly mayTarget: (serviceUrl: string) => boolean;
}

/** What one person alone is to see. */
export interface Alone {
  direct(way: Way, personKey: string, said: Said): Promise<DeliveryOutcome>;
  ephemeral(way: Way, outbound: OutboundOf<"ephemeral">, outboxId: string): Promise<DeliveryOutcome>;
  openForm(way: Way, outbound: OutboundOf<"open-form">): Promise<DeliveryOutcome>;
}

const MOST_DIRECTS = 50_000;

export function createAlone(options: AloneOptions): Alone {
  const { places, invokes, refusals, toolsFor, say, mayTarget } = options;
  const directs = new Map<string, ConversationReference>();

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

  const inDirect = async (
    way: Way,
    personKey: string,
    attempt: (address: Address) => Promise<DeliveryOutcome>,
  ): Promise<DeliveryOutcome> => {
    const reference = await directOf(way, personKey);
    if ("kind" in reference) return reference;
    const outcome = await attempt({ ...way.address, reference, threadKey: null });
    if (outcome.kind === "refused") directs.delete(`${way.address.organisationKey}/${personKey}`);
    return outcome;
  };

  /** In the channel before their eyes alone where Teams can, in their private chat where it cannot. */
  const beforeTheirEyes = async (
    way: Way,
    personKey: string,
    attempt: (address: Address) => Promise<DeliveryOutcome>,
  ): Promise<DeliveryOutcome> => {
    const { organisationKey, reference } = way.address;
    if (reference.isDirect) return attempt({ ...way.address, threadKey: null });
    const { channelKey, serviceUrl } = reference;
    if (mayTarget(serviceUrl) && !refusals.has(organisationKey, channelKey, "targeted")) {
      const outcome = await attempt({ ...way.address, onlyFor: personKey });
      if (outcome.kind !== "refused") return withoutKey(outcome);
      refusals.note(organisationKey, channelKey, "targeted");
    }
    return withoutKey(await inDirect(way, personKey, attempt));
  };

  return {
    direct: (way, personKey, said) => inDirect(way, personKey, (address) => say(way, address, said)),

    async ephemeral(way, { personKey, interactionKey, content }, outboxId) {
      const { address, tenantId } = way;
      const askedFor = readInteractionKey(interactionKey ?? "")?.askedFor ?? null;
      if (askedFor !== null) {
        const post = renderSinglePost(content, await toolsFor(way, content));
        const answer = answerOfWords(askedFor, content, post.attachments[0].content);
        if (answer !== null && (await invokes.hand(tenantId, interactionKey, personKey, answer))) return SENT;
      }
      const insteadOf = address.reference.isDirect ? undefined : placeOf(address);
      return beforeTheirEyes(way, personKey, (there) =>
        say(way, there, { content, outboxId, ...(insteadOf && { insteadOf }) }),
      );
    },

    async openForm(way, { interactionKey, personKey, form }) {
      const interaction = readInteractionKey(interactionKey);
      if (interaction?.personKey !== personKey) return NOT_THEIRS;
      const from = placeOf(way.address);
      const dialog = openDialog(renderForm(form, from, way.seal, randomUUID()));
      const isAsked = interaction.askedFor === "dialog";
      if (isAsked && (await invokes.hand(way.tenantId, interactionKey, personKey, dialog))) return SENT;
      // Words cannot open a dialog, and a press waits only so long: a button does, without the desk.
      const post = offerPost(form.title, offerData(way.seal, form, from));
      return beforeTheirEyes(way, personKey, async (there) => {
        const outcome = await postOne(way.line, there, post);
        return outcome.kind === "ok" ? SENT : outcomeOf(outcome);
      });
    },
  };
}

/** It stands in another place than the one it was for, or where nobody else can name it: it has no key there. */
const withoutKey = (outcome: DeliveryOutcome): DeliveryOutcome => (outcome.kind === "sent" ? SENT : outcome);

const NOT_THEIRS: DeliveryOutcome = {
  kind: "refused",
  code: "teams.interaction-unknown",
  cure: "Press the button again.",
};
