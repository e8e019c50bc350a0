import { cleanChatText } from "../../../src/domain/chat-text.ts";
import { withSigns } from "./emoji.ts";

/** Names that Slack leaves out of the text; `null` where they are not known. */
export interface Names {
  personName(personKey: string): string | null;
  channelName(channelKey: string): string | null;
  groupName(groupKey: string, label: string | undefined): string;
}

export interface PlainText {
  readonly text: string;
  readonly mentionsBot: boolean;
  /** People named in the text, the bot left out, each once. */
  readonly mentionedKeys: readonly string[];
}

/** What Slack puts between angle brackets; what a person typed there is escaped and cannot be taken for it. */
const TOKEN = /<([^<>]{1,3000})>/g;
const KEY = /^[UW][A-Z0-9]{1,30}$/;
const PERSON = /^@([UW][A-Z0-9]{1,30})(?:\|(.*))?$/s;
const CHANNEL = /^#([CGD][A-Z0-9]{1,30})(?:\|(.*))?$/s;
const GROUP = /^!subteam\^([A-Z0-9]{1,30})(?:\|(.*))?$/s;
const SPECIAL = /^!(here|channel|everyone|date\^[^|]*)(?:\|(.*))?$/s;
/** Behind the bot's name its comma or colon goes too. */
const BEHIND_BOT = /^[,:]?[ \t]?/;
const CODE = /(```[\s\S]*?(?:```|$)|`[^`\n]+`)/;
/** Marks around words, with no letter on their outer side. */
const EMPHASIS = /(?<![\p{L}\p{N}*_~])([*_~])(?=\S)([^*_~\n]*?\S)\1(?![\p{L}\p{N}*_~])/gu;

/** Words that people can read: mentions by name, links by address, code and quotes still marked as such. Pure. */
export function plainTextOf(mrkdwn: string, botKey: string | null, names: Names): PlainText {
  const mentioned = new Set<string>();
  let mentionsBot = false;
  const parts = withoutBot(mrkdwn, botKey, () => {
    mentionsBot = true;
  }).split(CODE);
  // Odd parts are the code: emphasis and signs are not looked for in there.
  const text = parts
    .map((part, at) => {
      const named = part.replace(TOKEN, (_whole, token: string) => {
        const [, personKey] = PERSON.exec(token) ?? [];
        if (personKey !== undefined) mentioned.add(personKey);
        return wordsOf(token, names);
      });
      return at % 2 === 1 ? unescaped(named) : withSigns(unescaped(withoutEmphasis(named)));
    })
    .join("");
  return { text: cleanChatText(text).trim(), mentionsBot, mentionedKeys: [...mentioned] };
}

/** Keys of the people and channels whose names the text needs. Pure. */
export function keysIn(mrkdwn: string): {
  readonly personKeys: readonly string[];
  readonly channelKeys: readonly string[];
} {
  const personKeys = new Set<string>();
  const channelKeys = new Set<string>();
  for (const [, token = ""] of mrkdwn.matchAll(TOKEN)) {
    const person = PERSON.exec(token);
    if (person?.[1] !== undefined && !person[2]) personKeys.add(person[1]);
    const channel = CHANNEL.exec(token);
    if (channel?.[1] !== undefined && !channel[2]) channelKeys.add(channel[1]);
  }
  return { personKeys: [...personKeys], channelKeys: [...channelKeys] };
}

function withoutBot(mrkdwn: string, botKey: string | null, onMention: () => void): string {
  if (botKey === null || !KEY.test(botKey) || !mrkdwn.includes(botKey)) return mrkdwn;
  const pieces = mrkdwn.split(new RegExp(`<@${botKey}(?:\\|[^<>]*)?>`));
  if (pieces.length === 1) return mrkdwn;
  onMention();
  return pieces.map((piece, at) => (at === 0 ? piece : piece.replace(BEHIND_BOT, ""))).join("");
}

function wordsOf(token: string, names: Names): string {
  const [, personKey, personLabel] = PERSON.exec(token) ?? [];
  if (personKey !== undefined) return `@${names.personName(personKey) ?? (personLabel || personKey)}`;
  const [, channelKey, channelLabel] = CHANNEL.exec(token) ?? [];
  if (channelKey !== undefined) return `#${channelLabel || (names.channelName(channelKey) ?? channelKey)}`;
  const [, groupKey, groupLabel] = GROUP.exec(token) ?? [];
  if (groupKey !== undefined) return names.groupName(groupKey, groupLabel);
  const [, special, label] = SPECIAL.exec(token) ?? [];
  if (special !== undefined) return label || (special.startsWith("date") ? "" : `@${special}`);
  return linkWords(token);
}

/** `label (address)`, or the address alone where the label says nothing else. */
function linkWords(token: string): string {
  const bar = token.indexOf("|");
  const address = (bar < 0 ? token : token.slice(0, bar)).replace(/^mailto:/, "");
  const label = bar < 0 ? "" : token.slice(bar + 1);
  const bare = address.replace(/^https?:\/\//, "");
  return label === "" || label === address || label === bare ? address : `${label} (${address})`;
}

const withoutEmphasis = (text: string): string => text.replace(EMPHASIS, "$2");

const ESCAPES: Readonly<Record<string, string>> = { "&lt;": "<", "&gt;": ">", "&amp;": "&" };

/** Exactly these three; once, so that `&amp;lt;` stays what was typed. */
const unescaped = (text: string): string =>
  text.replace(/&(?:lt|gt|amp);/g, (found) => ESCAPES[found] ?? found);
