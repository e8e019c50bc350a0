import type { DraftedTurn } from "../domain/turn.ts";

const BOT_WORD =
  "(?:(?:real|actual|live|human) )?(?:bot|chatbot|robot|machine|ai|human|person|automated|automatic)";
const ABOUT_BOT = new RegExp(
  `^\\W*(?:(?:hi|hello|hey|so|ok|sorry|rapport)\\W+){0,2}(?:${[
    "what (?:can|do) you do(?: here| for (?:me|us))?",
    "what are you(?: (?:here )?for)?",
    "who are you",
    "(?:how|what) can you help(?: (?:me|us))?(?: with)?",
    `are you (?:just )?(?:an? )?${BOT_WORD}(?: or (?:an? )?${BOT_WORD})?`,
    `(?:am i|are we) (?:talking|speaking|chatting|writing) (?:to|with) (?:an? )?${BOT_WORD}(?: or (?:an? )?${BOT_WORD})?`,
    `is (?:this|it) (?:just )?(?:an? )?${BOT_WORD}`,
    "help",
  ].join("|")})(?: then| please)?\\W*$`,
  "i",
);

/** The whole message asks what the bot is or can do, and nothing of the company. Pure. */
export const asksAboutBot = (text: string): boolean => text.length <= 120 && ABOUT_BOT.test(text);

/** Addressed without a request: its bare name, or a question about itself. */
export function isAboutBot({
  message,
  event,
  request,
  isAddressed,
  thread,
  hasOpenTicket,
}: DraftedTurn): boolean {
  if (!isAddressed) return false;
  if (asksAboutBot(message.text)) return true;
  // In the middle of a talk with the team its name alone asks for nothing.
  const isInTalk = thread.botQuietAt !== null || hasOpenTicket;
  return event.mentionsBot && request.noise === "empty" && event.files.length === 0 && !isInTalk;
}
