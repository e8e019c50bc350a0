import type { MessageContent } from "../../../src/domain/message-content.ts";
import type { AdaptiveCard } from "./elements.ts";
import type { Dialog } from "./form.ts";
import { plainText } from "./words.ts";

/** What a request that Teams holds open can show: beside a pressed card, or in a dialog. */
export const ASKED_FOR = ["card", "dialog"] as const;
export type AskedFor = (typeof ASKED_FOR)[number];

/** A line of words, which fits beside a card and closes a dialog. */
const isLine = ({ blocks, summary }: MessageContent): boolean =>
  blocks.length === 1 && blocks[0]?.type === "paragraph" && summary.length <= LINE_LENGTH;

const LINE_LENGTH = 300;

/** A line beside the pressed card. */
export const note = (words: string): object => ({
  statusCode: 200,
  type: "application/vnd.microsoft.activity.message",
  value: plainText(words, LINE_LENGTH),
});

/** The pressed card's new look. */
export const newLook = (content: AdaptiveCard): object => ({
  statusCode: 200,
  type: "application/vnd.microsoft.card.adaptive",
  value: content,
});

export const openDialog = ({ title, card }: Dialog): object => dialogWith(title, card);

/** A dialog that says one thing and closes. */
export const closingWords = (words: string): object => ({
  task: { type: "message", value: plainText(words, LINE_LENGTH) },
});

const dialogWith = (title: string, content: AdaptiveCard): object => ({
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

/** Words for the one who pressed; `null` where they do not fit there and go another way. `card` gives them as a card. Pure. */
export function answerOfWords(
  askedFor: AskedFor,
  content: MessageContent,
  card: AdaptiveCard,
): object | null {
  if (askedFor === "card") return isLine(content) ? note(content.summary) : null;
  return isLine(content) ? closingWords(content.summary) : dialogWith("Rapport", card);
}
