import type { Block, MessageContent } from "../../src/domain/message-content.ts";
import type { ControlKinds } from "./config.ts";
import { TEAMS_LIMITS as LIMITS } from "./limits.ts";
import { REFRESH_VERB, refreshData } from "./parse/read-invoke.ts";
import { cardElements } from "./render/card.ts";
import type { FormPlace } from "./render/card-data.ts";
import { type AdaptiveCard, type CardElement, wordsIn } from "./render/elements.ts";
import { createMentions, type Mentions } from "./render/inlines.ts";
import { plainText } from "./render/words.ts";
import type { Seal } from "./seal.ts";

/** One post, as the Bot Connector takes it. */
export interface TeamsPost {
  readonly type: "message";
  /** For notifications; the card says the rest. */
  readonly summary: string;
  readonly attachments: readonly [
    { readonly contentType: "application/vnd.microsoft.card.adaptive"; readonly content: AdaptiveCard },
  ];
}

export interface RenderTools {
  readonly seal: Seal;
  readonly controls: ControlKinds;
  /** Where a reader's client finds a picture or a file; absent where it cannot. */
  readonly addressOf: (fileId: string) => string | undefined;
  /** The place a message is for, where it goes to the private chat in its stead; what is pressed there counts here. */
  readonly insteadOf?: FormPlace;
}

/** What is left of an activity for everything but the card's own elements. */
const FRAME_BYTES = 4_096;

/**
 * A neutral message as posts, each within the limits: one, but for what is longer than Teams takes at once. `share`
 * makes each smaller, for when Teams has refused one as too big. Pure.
 */
export function renderMessage(
  content: MessageContent,
  tools: RenderTools,
  share = 1,
): readonly [TeamsPost, ...TeamsPost[]] {
  const mentions = createMentions();
  const groups: CardElement[][] = [[]];
  const most = { bytes: (LIMITS.activityBytes - FRAME_BYTES) * share, words: LIMITS.cardWords * share };
  let bytes = 0;
  let words = 0;
  for (const element of elementsOf(content, tools, mentions)) {
    const size = bytesOf(element);
    const length = wordsIn(element);
    const group = groups.at(-1);
    const isFull =
      bytes + size > most.bytes || words + length > most.words || (group?.length ?? 0) >= LIMITS.cardElements;
    if (group === undefined || (isFull && group.length > 0)) {
      groups.push([element]);
      bytes = size;
      words = length;
    } else {
      group.push(element);
      bytes += size;
      words += length;
    }
  }
  const [first = [], ...more] = groups;
  const refresh = refreshOf(content.blocks, tools);
  return [
    postOf(content.summary, first, mentions, refresh),
    ...more.map((elements) => postOf("", elements, mentions)),
  ];
}

/** One post, for what must stay one (a changed post, a dialog): what is too much is left out, and it says so. Pure. */
export function renderSinglePost(content: MessageContent, tools: RenderTools, share = 1): TeamsPost {
  const mentions = createMentions();
  const elements = elementsOf(content, tools, mentions);
  const most = { bytes: (LIMITS.activityBytes - FRAME_BYTES) * share, words: LIMITS.cardWords * share };
  const isControl = (element: CardElement): boolean => JSON.stringify(element).includes('"Action.');
  // Buttons are how a person goes on: they are kept whatever else is not.
  const actions = new Set(elements.filter(isControl).slice(-KEPT_CONTROLS));
  let bytes = 0;
  let words = 0;
  for (const element of actions) bytes += bytesOf(element);
  let isFull = false;
  let isShortened = false;
  const kept = elements.filter((element) => {
    if (actions.has(element)) return true;
    bytes += bytesOf(element);
    words += wordsIn(element);
    isFull ||= bytes > most.bytes || words > most.words;
    isShortened ||= isFull;
    return !isFull;
  });
  return postOf(
    content.summary,
    isShortened ? [...kept, SHORTENED] : kept,
    mentions,
    refreshOf(content.blocks, tools),
  );
}

/** A card with the one button that opens a form. Pure. */
export function offerPost(title: string, data: object): TeamsPost {
  const words = plainText(title, LIMITS.dialogTitle);
  const button = {
    type: "Action.Submit",
    title: words,
    data: { ...data, msteams: { type: "task/fetch" } },
    style: "positive",
  } as const;
  return postOf(words, [{ type: "ActionSet", actions: [button] }], createMentions());
}

const KEPT_CONTROLS = 12;

const SHORTENED: CardElement = {
  type: "RichTextBlock",
  inlines: [{ type: "TextRun", text: "This was too long and has been shortened.", italic: true }],
};

function elementsOf(
  content: MessageContent,
  { seal, controls, addressOf, insteadOf }: RenderTools,
  mentions: Mentions,
): readonly CardElement[] {
  let places = 0;
  return cardElements(content, {
    seal,
    controls,
    addressOf,
    insteadOf: insteadOf ?? null,
    mentions,
    place: () => places++,
  });
}

/** UTF-16, as Teams counts. */
const bytesOf = (element: CardElement): number => JSON.stringify(element).length * 2;

function postOf(
  summary: string,
  body: readonly CardElement[],
  mentions: Mentions,
  refresh?: AdaptiveCard["refresh"],
): TeamsPost {
  const text = JSON.stringify(body);
  // Teams refuses an entity whose text stands nowhere in the card.
  const entities = mentions.entities.filter((entity) =>
    text.includes(JSON.stringify(entity.text).slice(1, -1)),
  );
  const content: AdaptiveCard = {
    type: "AdaptiveCard",
    version: "1.5",
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    body,
    ...(refresh && { refresh }),
    msteams: { width: "Full", ...(entities.length > 0 && { entities }) },
  };
  return {
    type: "message",
    summary: plainText(summary, LIMITS.summaryText),
    attachments: [{ contentType: "application/vnd.microsoft.card.adaptive", content }],
  };
}

/** A live card is asked for anew by the clients that show it: of themselves in chats of up to 60, by the menu elsewhere. */
function refreshOf(blocks: readonly Block[], { seal, controls }: RenderTools): AdaptiveCard["refresh"] {
  for (const block of blocks) {
    if (block.type !== "controls") continue;
    const live = block.controls.find(
      (control) => control.type === "button" && controls.isLive.includes(control.controlId),
    );
    if (live?.type !== "button") continue;
    const userIds = [...new Set(peopleIn(blocks))].slice(0, MOST_REFRESHED);
    return {
      action: {
        type: "Action.Execute",
        title: "Refresh",
        verb: REFRESH_VERB,
        data: refreshData(seal, live.value),
      },
      ...(userIds.length > 0 && { userIds }),
    };
  }
  return undefined;
}

/** Teams' own limit. */
const MOST_REFRESHED = 60;

const peopleIn = (blocks: readonly Block[]): readonly string[] =>
  blocks.flatMap((block) =>
    block.type === "facts"
      ? block.facts.flatMap(({ value }) =>
          value.flatMap((inline) => (inline.type === "person" ? [inline.personKey] : [])),
        )
      : [],
  );
