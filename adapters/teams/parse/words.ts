import { cleanChatText } from "../../../src/domain/chat-text.ts";
import { type Activity, type Attachment, mentionsIn } from "./activity.ts";

export interface PlainText {
  readonly text: string;
  readonly mentionsBot: boolean;
  /** Of people other than the bot, each once. */
  readonly mentionedKeys: readonly string[];
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&nbsp;": " ",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#39;": "'",
  "&apos;": "'",
  // Last in reading, too: what it makes is not read again.
  "&amp;": "&",
};

export const unescapeText = (text: string): string =>
  text.replace(/&(?:nbsp|lt|gt|quot|apos|amp|#39);/g, (entity) => ENTITIES[entity] ?? entity);

/** Words without the bot's own name in them; others are named by `nameOf`. Pure. */
export function plainTextOf(
  activity: Activity,
  nameOf: (personKey: string, name: string) => string = (_key, name) => `@${name}`,
): PlainText {
  const botKey = activity.recipient.id;
  let text = activity.text ?? "";
  let mentionsBot = false;
  const mentioned = new Set<string>();
  for (const mention of mentionsIn(activity)) {
    const { id, name } = mention.mentioned;
    const isBot = id === botKey;
    if (isBot) mentionsBot = true;
    else mentioned.add(id);
    const tag = mention.text ?? "";
    if (!/^<at[^<>]*>.*<\/at>$/s.test(tag)) continue;
    text = text.replace(tag, () => (isBot ? " " : nameOf(id, name ?? unescapeText(innerOf(tag)))));
  }
  if (activity.textFormat === "xml") text = withoutTags(text);
  return {
    text: tidied(unescapeText(text)),
    mentionsBot,
    mentionedKeys: [...mentioned],
  };
}

const innerOf = (tag: string): string => tag.replace(/^<at[^<>]*>|<\/at>$/g, "");

/** Line ends stay; blanks that a name leaves behind do not. */
const tidied = (text: string): string =>
  cleanChatText(text)
    .replace(/[ \t\u00a0]{2,}/g, " ")
    .replace(/^[ \t]+|[ \t]+$/gm, "")
    .trim();

const BREAKING = /<\/?(?:p|div|br|li|ul|ol|tr|blockquote|h[1-6])\b[^<>]{0,500}>/gi;
const withoutTags = (html: string): string =>
  html.replace(BREAKING, "\n").replace(/<\/?[a-z][^<>]{0,500}>/gi, "");

/** The words of an HTML body, as message extensions hand it over. Pure. */
export const textOfHtml = (html: string): string =>
  tidied(unescapeText(withoutTags(html))).replace(/\n{3,}/g, "\n\n");

const QUOTED =
  /<blockquote[^<>]{0,300}itemtype="http:\/\/schema\.skype\.com\/Reply"[^<>]{0,300}itemid="(\d{5,20})"/i;

/** The message that was answered by quoting it, as the HTML copy of a chat message says. */
export function quotedKeyOf(attachments: readonly Attachment[]): string | null {
  for (const { contentType, content } of attachments) {
    if (contentType !== "text/html" || typeof content !== "string") continue;
    const key = QUOTED.exec(content.slice(0, 20_000))?.[1];
    if (key !== undefined) return key;
  }
  return null;
}
