import { cleanChatText } from "../../../src/domain/chat-text.ts";

/** Names that Discord leaves out of the text; `null` where they are not known. */
export interface Names {
  readonly botKey: string;
  /** The role that Discord made for the bot. */
  readonly ownRoleKey: string | null;
  personName(personKey: string): string | null;
  roleName(roleKey: string): string | null;
  placeName(placeKey: string): string | null;
}

export interface PlainText {
  readonly text: string;
  readonly mentionsBot: boolean;
  /** People named in the text, the bot left out, each once. */
  readonly mentionedKeys: readonly string[];
}

/** `<@1>`, `<@!1>`, `<@&1>`, `<#1>`, `<:name:1>`, `<a:name:1>`, `<t:1:R>`, `</name:1>`; a person cannot type these apart. */
const TOKEN =
  /<(?:(@!?|@&|#)(\d{1,21})|a?:(\w{1,64}):\d{1,21}|t:(-?\d{1,13})(?::\w)?|\/([^:<>]{1,100}):\d{1,21})>/g;
const CODE = /(```[\s\S]*?(?:```|$)|`[^`\n]+`)/;
/** Behind the bot's name its comma or colon goes too. */
const BEHIND_BOT = /^[,:]?[ \t]?/;
const EMPHASIS =
  /(?<![\p{L}\p{N}\\*_~|])(\*\*\*|\*\*|\*|__|_|~~|\|\|)(?=\S)([^*_~|\n]*?\S)\1(?![\p{L}\p{N}*_~|])/gu;
/** `[label](https://...)`: the address is what it leads to, whatever the label says. */
const MASKED_LINK = /\[([^\][\n]{1,500})\]\(<?(https?:\/\/[^\s()<>]{1,2000})>?\)/g;
const BARE_LINK = /<(https?:\/\/[^\s<>]{1,2000})>/g;
const ESCAPED = /\\([\\*_~|`>#()[\]<:@-])/g;

/** Every mark above begins with one of these. */
const MARKED = /[<`*_~|[\\]/;

/** Words that people can read: mentions by name, links by address, code and quotes still marked as such. Pure. */
export function plainTextOf(content: string, names: Names): PlainText {
  if (!MARKED.test(content))
    return { text: cleanChatText(content).trim(), mentionsBot: false, mentionedKeys: [] };
  const mentioned = new Set<string>();
  let mentionsBot = false;
  const isBot = (sign: string, key: string): boolean =>
    sign === "@&" ? key === names.ownRoleKey : sign !== "#" && key === names.botKey;

  const named = (part: string): string => {
    let cutBehind = false;
    let out = "";
    let at = 0;
    const take = (words: string): void => {
      out += cutBehind ? words.replace(BEHIND_BOT, "") : words;
      cutBehind = false;
    };
    for (const match of part.matchAll(TOKEN)) {
      const [whole, sign, key = "", emoji, seconds, command] = match;
      take(part.slice(at, match.index));
      at = match.index + whole.length;
      if (sign !== undefined && isBot(sign, key)) {
        mentionsBot = true;
        cutBehind = true;
        continue;
      }
      if (sign === "@" || sign === "@!") mentioned.add(key);
      out += wordsOf({ sign, key, emoji, seconds, command }, names);
    }
    take(part.slice(at));
    return out;
  };
  // Odd parts are the code: emphasis is not looked for in there.
  const text = content
    .split(CODE)
    .map((part, index) => (index % 2 === 1 ? named(part) : unmarked(named(part))))
    .join("");
  return { text: cleanChatText(text).trim(), mentionsBot, mentionedKeys: [...mentioned] };
}

interface Token {
  readonly sign: string | undefined;
  readonly key: string;
  readonly emoji: string | undefined;
  readonly seconds: string | undefined;
  readonly command: string | undefined;
}

function wordsOf({ sign, key, emoji, seconds, command }: Token, names: Names): string {
  if (sign === "#") return `#${names.placeName(key) ?? key}`;
  if (sign === "@&") return `@${names.roleName(key) ?? key}`;
  if (sign !== undefined) return `@${names.personName(key) ?? key}`;
  if (emoji !== undefined) return `:${emoji}:`;
  if (command !== undefined) return `/${command}`;
  const at = new Date(Number(seconds) * 1_000);
  return Number.isNaN(at.getTime()) ? "" : at.toISOString().slice(0, 16).replace("T", " ");
}

const unmarked = (text: string): string =>
  text
    .replace(MASKED_LINK, "$1 ($2)")
    .replace(BARE_LINK, "$1")
    .replace(EMPHASIS, "$2")
    .replace(EMPHASIS, "$2")
    .replace(ESCAPED, "$1");
