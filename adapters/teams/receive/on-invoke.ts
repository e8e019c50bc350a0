import { randomUUID } from "node:crypto";
import type { MessageContent } from "../../../src/domain/message-content.ts";
import { SECOND } from "../../../src/domain/time.ts";
import type { TeamsAdapterConfig } from "../config.ts";
import type { Activity } from "../parse/activity.ts";
import type { FactBase } from "../parse/facts.ts";
import { baseOf } from "../parse/read-activity.ts";
import { EXTENSIONS, type Invoke, readInvoke } from "../parse/read-invoke.ts";
import type { CardDeed, FormPlace } from "../render/card-data.ts";
import type { AdaptiveCard } from "../render/elements.ts";
import { renderForm } from "../render/form.ts";
import { closingWords, newLook, note, openDialog } from "../render/invoke-answers.ts";
import { renderSinglePost } from "../render-message.ts";
import { createSeal } from "../seal.ts";
import type { Invokes } from "../speak/invokes.ts";
import type { createPictures } from "../speak/pictures.ts";
import { shortHash, splitConversation, threadKeyOf } from "../thread-key.ts";
import type { Repeats } from "./repeats.ts";
import { OK, type Reply } from "./reply.ts";
import type { TakeFact } from "./take-fact.ts";

export interface OnInvokeOptions
  extends Pick<TeamsAdapterConfig, "sealKey" | "liveCard" | "controls" | "waits"> {
  readonly take: TakeFact;
  readonly repeats: Repeats;
  readonly invokes: Invokes;
  readonly pictures: ReturnType<typeof createPictures>;
}

/** A pressed card waits for its new look this long, a dialog for its form; Teams gives each at least 5 s. */
const WAITS = { cardMs: 1.5 * SECOND, dialogMs: 4 * SECOND };

type OnInvoke = (activity: Activity, tenantId: string) => Promise<Reply>;

/** Presses, forms and menu entries: kept like everything else, then answered with what the desk says in time. */
export function createOnInvoke(options: OnInvokeOptions): OnInvoke {
  const { take, repeats, invokes, pictures, liveCard, controls, waits = WAITS } = options;

  return async (activity, tenantId) => {
    const seal = createSeal(await options.sealKey(tenantId));
    const show = async (content: MessageContent): Promise<AdaptiveCard> => {
      const addresses = await pictures.addresses(tenantId, content);
      const tools = { seal, controls, addressOf: (fileId: string) => addresses.get(fileId) };
      return renderSinglePost(content, tools).attachments[0].content;
    };
    const invoke = readInvoke(activity, seal);
    if (invoke === null)
      return isOurs(activity.name)
        ? { kind: "refused", status: 400, code: "teams.not-our-card" }
        : { kind: "refused", status: 501, code: "teams.unknown-invoke" };
    if (invoke.type === "refresh") {
      const content = await liveCard(tenantId, invoke.value);
      return answer(
        content === null ? note("This card is no longer kept up to date.") : newLook(await show(content)),
      );
    }
    if (invoke.type === "card" && invoke.deed.type === "offer") {
      const { form, place } = invoke.deed;
      return answer(openDialog(renderForm(form, place, seal, randomUUID())));
    }
    return ask(activity, invoke, tenantId);
  };

  async function ask(
    activity: Activity,
    invoke: Exclude<Invoke, { type: "refresh" }>,
    tenantId: string,
  ): Promise<Reply> {
    const isCard = invoke.type === "card" && invoke.answer === "card";
    const waiting = invokes.open({
      tenantId,
      personKey: activity.from.id,
      askedFor: isCard ? "card" : "dialog",
      messageKey: activity.replyToId ?? null,
      waitMs: isCard ? waits.cardMs : waits.dialogMs,
    });
    const known = factOf(activity, invoke, waiting.interactionKey);
    const fact = known && { ...known, dedupeKey: repeats.keyFor(activity, known.dedupeKey) };
    const reply = fact === null ? NOT_A_PERSON : await take(fact);
    if (reply.kind !== "ok") {
      waiting.close();
      return reply;
    }
    const body = await waiting.answer();
    return body === null ? lateAnswer(isCard, activity.name) : answer(body);
  }
}

const NOT_A_PERSON: Reply = { kind: "refused", status: 400, code: "teams.not-a-person" };

const OUR_INVOKES = /^(?:adaptiveCard\/action|task\/|composeExtension\/(?:fetchTask|submitAction))/;
const isOurs = (name: string | null | undefined): boolean => OUR_INVOKES.test(name ?? "");

/** Nothing came in time: a submitted form closes, a dialog that was asked for says that it will come another way. */
const lateAnswer = (isCard: boolean, name: string | null | undefined): Reply => {
  if (isCard) return answer(note("Noted."));
  const isFetch = name === "composeExtension/fetchTask" || name === "task/fetch";
  return isFetch
    ? answer(closingWords("This takes a moment. You will find it with me, for your eyes alone."))
    : OK;
};

const answer = (body: object): Reply => ({ kind: "ok", body });

/** A dialog is sent once with the same words in it, whatever the ids and times of the requests that bring it. */
function keyOf(
  { from, conversation, name, id, timestamp, value }: Activity,
  invoke: Exclude<Invoke, { type: "refresh" }>,
): string {
  if (invoke.type === "card" && invoke.deed.type === "submit")
    return `f:${shortHash(from.id, invoke.deed.dialogKey, JSON.stringify(invoke.deed.values))}`;
  const what = JSON.stringify(value ?? null);
  return `i:${shortHash(conversation.id, from.id, name ?? "", id ?? timestamp ?? "", what)}`;
}

function factOf(activity: Activity, invoke: Exclude<Invoke, { type: "refresh" }>, interactionKey: string) {
  const { conversation, replyToId } = activity;
  const { rootKey } = splitConversation(conversation.id);
  const base = baseOf(activity, keyOf(activity, invoke));
  if (base === null) return null;
  if (invoke.type === "extension") return commandFact(base, invoke, rootKey, interactionKey);
  return deedFact(base, invoke.deed, replyToId ?? "", rootKey, interactionKey);
}

function deedFact(
  base: FactBase,
  deed: CardDeed,
  messageKey: string,
  rootKey: string | null,
  interactionKey: string,
) {
  if (deed.type === "offer") return null;
  if (deed.type === "press") {
    const { controlId, value, place } = deed;
    const threadKey = place === null ? threadKeyOf(messageKey, rootKey) : place.threadKey;
    const at = place === null ? base : inPlace(base, place);
    return { ...at, type: "pressed", controlId, value, messageKey, threadKey, interactionKey } as const;
  }
  const { formId, value, values, place } = deed;
  return { ...inPlace(base, place), type: "submitted", formId, value, values, interactionKey } as const;
}

/** What is pressed or filled in in the private chat belongs to the place it was for. */
const inPlace = (base: FactBase, { channelKey, isDirect }: FormPlace): FactBase =>
  channelKey === base.channelKey
    ? base
    : { ...base, channelKey, channelKind: isDirect ? "direct" : "channel", channelName: null };

function commandFact(
  base: FactBase,
  { commandId, message }: Extract<Invoke, { type: "extension" }>,
  rootKey: string | null,
  interactionKey: string,
) {
  const threadKey = message?.rootKey ?? message?.key ?? rootKey;
  const commanded = { ...base, type: "commanded", command: "rapport", threadKey, interactionKey } as const;
  const words = message?.text ?? "";
  if (commandId === EXTENSIONS.ask && words !== "") return { ...commanded, argument: `ask ${words}` };
  if (commandId === EXTENSIONS.ticket)
    return { ...commanded, argument: words === "" ? "ticket" : `ticket ${words.slice(0, 200)}` };
  return null;
}
