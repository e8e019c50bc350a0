import type { MessageContent } from "../../../src/domain/message-content.ts";
import { SECOND } from "../../../src/domain/time.ts";
import type { TeamsAdapterConfig } from "../config.ts";
import type { Activity } from "../parse/activity.ts";
import type { FactBase } from "../parse/facts.ts";
import { baseOf } from "../parse/read-activity.ts";
import { EXTENSIONS, type Invoke, readInvoke } from "../parse/read-invoke.ts";
import type { CardDeed, FormPlace } from "../render/card-data.ts";
import { type Dialog, renderForm } from "../render/form.ts";
import { plainText } from "../render/words.ts";
import { renderSinglePost } from "../render-message.ts";
import { createSeal } from "../seal.ts";
import type { Coming, Invokes } from "../speak/invokes.ts";
import type { createPictures } from "../speak/pictures.ts";
import { interactionKeyOf, shortHash, splitConversation, threadKeyOf } from "../thread-key.ts";
import { OK, type Reply } from "./reply.ts";
import type { TakeFact } from "./take-fact.ts";

export interface OnInvokeOptions
  extends Pick<TeamsAdapterConfig, "sealKey" | "liveCard" | "controls" | "waits"> {
  readonly take: TakeFact;
  readonly invokes: Invokes;
  readonly pictures: ReturnType<typeof createPictures>;
}

/** A pressed card waits for its new look this long, a dialog for its form; Teams gives each at least 5 s. */
const WAITS = { cardMs: 1.5 * SECOND, dialogMs: 4 * SECOND };

type OnInvoke = (activity: Activity, tenantId: string) => Promise<Reply>;

/** Presses, forms and menu entries: kept like everything else, then answered with what the desk says in time. */
export function createOnInvoke(options: OnInvokeOptions): OnInvoke {
  const { take, invokes, pictures, liveCard, controls, waits = WAITS } = options;

  return async (activity, tenantId) => {
    const seal = createSeal(await options.sealKey(tenantId));
    const show = async (content: MessageContent): Promise<object> => {
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
        content === null ? note("This card is no longer kept up to date.") : card(await show(content)),
      );
    }
    if (invoke.type === "card" && invoke.deed.type === "offer") {
      const { form, place } = invoke.deed;
      return answer(openDialog(renderForm(form, place, seal)));
    }
    return ask(activity, invoke, show);
  };

  async function ask(
    activity: Activity,
    invoke: Exclude<Invoke, { type: "refresh" }>,
    show: (content: MessageContent) => Promise<object>,
  ): Promise<Reply> {
    const isCard = invoke.type === "card" && invoke.answer === "card";
    const waiting = invokes.open({
      personKey: activity.from.id,
      messageKey: activity.replyToId ?? null,
      waitMs: isCard ? waits.cardMs : waits.dialogMs,
      takes: isCard ? fitsCard : ({ kind }) => kind !== "changed",
    });
    const key = interactionKeyOf(waiting);
    const fact = factOf(activity, invoke, key);
    if (fact === null) {
      waiting.close();
      return { kind: "refused", status: 400, code: "teams.not-a-person" };
    }
    const reply = await take(fact);
    if (reply.kind !== "ok") {
      waiting.close();
      return reply;
    }
    const coming = await waiting.coming;
    return isCard ? answer(await cardAnswer(coming, show)) : dialogAnswer(activity, coming, show);
  }
}

const OUR_INVOKES = /^(?:adaptiveCard\/action|task\/|composeExtension\/(?:fetchTask|submitAction))/;
const isOurs = (name: string | null | undefined): boolean => OUR_INVOKES.test(name ?? "");

/** Beside a card Teams shows a line of words; anything more goes to the private chat. */
const fitsCard = (coming: Coming): boolean => {
  if (coming.kind !== "words") return coming.kind === "changed";
  const { blocks, summary } = coming.content;
  return blocks.length === 1 && blocks[0]?.type === "paragraph" && summary.length <= 300;
};

const answer = (body: object): Reply => ({ kind: "ok", body });
const note = (words: string): object => ({
  statusCode: 200,
  type: "application/vnd.microsoft.activity.message",
  value: plainText(words, 300),
});
const card = (content: object): object => ({
  statusCode: 200,
  type: "application/vnd.microsoft.card.adaptive",
  value: content,
});

const openDialog = ({ title, card: content }: Dialog): object => dialogWith(title, content);
const dialogWith = (title: string, content: object): object => ({
  task: {
    type: "continue",
    value: {
      title,
      height: "medium",
      width: "medium",
      card: { contentType: "application/vnd.microsoft.card.adaptive", content },
    },
  },
});

async function cardAnswer(
  coming: Coming | null,
  show: (content: MessageContent) => Promise<object>,
): Promise<object> {
  if (coming?.kind === "changed") return card(await show(coming.content));
  return note(coming?.kind === "words" ? coming.content.summary : "Noted.");
}

async function dialogAnswer(
  { name }: Activity,
  coming: Coming | null,
  show: (content: MessageContent) => Promise<object>,
): Promise<Reply> {
  if (coming?.kind === "form") return answer(openDialog(coming.dialog));
  if (coming?.kind === "words") {
    const { content } = coming;
    if (fitsCard(coming))
      return answer({ task: { type: "message", value: plainText(content.summary, 300) } });
    return answer(dialogWith("Rapport", await show(content)));
  }
  // A submitted form closes; a dialog that was asked for says that it will come another way.
  const isFetch = name?.endsWith("etchTask") === true || name === "task/fetch";
  return isFetch
    ? answer({
        task: { type: "message", value: "This takes a moment. You will find it in our private chat." },
      })
    : OK;
}

function factOf(activity: Activity, invoke: Exclude<Invoke, { type: "refresh" }>, interactionKey: string) {
  const { from, conversation, name, id, timestamp, value, replyToId } = activity;
  const { rootKey } = splitConversation(conversation.id);
  const what = JSON.stringify(value ?? null);
  const key = `i:${shortHash(conversation.id, from.id, name ?? "", id ?? timestamp ?? "", what)}`;
  const base = baseOf(activity, key);
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
