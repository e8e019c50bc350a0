import type { MessageContent } from "../../src/domain/message-content.ts";
import { SLACK_LIMITS as LIMITS } from "./limits.ts";
import { type SlackBlock, wordsIn } from "./render/blocks.ts";
import { fallbackText, namesIn } from "./render/fallback.ts";
import { context, messageBlocks, NO_UPLOADS, type Uploads } from "./render/message-blocks.ts";

/** One post, as chat.postMessage takes it. */
export interface SlackPost {
  /** For notifications and screen readers. */
  readonly text: string;
  readonly blocks: readonly SlackBlock[];
}

/** A neutral message as posts, each within the limits: one, but for what is longer than Slack takes at once. Pure. */
export function renderMessage(
  content: MessageContent,
  uploads: Uploads = NO_UPLOADS,
): readonly [SlackPost, ...SlackPost[]] {
  const groups: SlackBlock[][] = [[]];
  let room: number = LIMITS.messageWords;
  for (const block of messageBlocks(content, uploads)) {
    const words = wordsIn(block);
    const group = groups.at(-1);
    if (group && group.length < LIMITS.messageBlocks && (words <= room || group.length === 0)) {
      group.push(block);
      room -= words;
    } else {
      groups.push([block]);
      room = LIMITS.messageWords - words;
    }
  }
  const [first = [], ...more] = groups;
  const names = namesIn(content.blocks);
  return [
    { text: fallbackText(content.summary, first, names), blocks: first },
    ...more.map((blocks): SlackPost => ({ text: fallbackText("", blocks, names), blocks })),
  ];
}

/** One post, for what must stay one (a changed post, a home): what is too much is left out, and it says so. Pure. */
export function renderSinglePost(content: MessageContent, uploads: Uploads = NO_UPLOADS): SlackPost {
  const blocks = withinOne(messageBlocks(content, uploads), LIMITS.messageBlocks);
  return { text: fallbackText(content.summary, blocks, namesIn(content.blocks)), blocks };
}

const SHORTENED = context([
  { type: "text", text: "This was too long and has been shortened.", style: "italic" },
]);
/** Buttons are how a person goes on: these many rows of them are kept whatever else is not. */
const KEPT_ROWS = 10;

const isPressed = ({ type }: SlackBlock): boolean => type === "actions" || type === "context_actions";

/** Keeps what fits, from the top. */
export function withinOne(blocks: readonly SlackBlock[], most: number): readonly SlackBlock[] {
  const actions = new Set(blocks.filter(isPressed).slice(-KEPT_ROWS));
  const whole = blocks.reduce((total, block) => total + wordsIn(block), 0);
  if (blocks.length <= most && whole <= LIMITS.messageWords) return blocks;
  let room = LIMITS.messageWords - wordsIn(SHORTENED);
  for (const block of actions) room -= wordsIn(block);
  let places = most - actions.size - 1;
  let isFull = false;
  const kept = blocks.filter((block) => {
    if (isPressed(block)) return actions.has(block);
    isFull ||= wordsIn(block) > room || places <= 0;
    if (isFull) return false;
    room -= wordsIn(block);
    places -= 1;
    return true;
  });
  return [...kept, SHORTENED];
}
