import { inertMassMentions, shortenText, splitOnMeaning } from "../../../src/domain/chat-text.ts";
import type { Inline } from "../../../src/domain/message-content.ts";
import { TEAMS_LIMITS as LIMITS } from "../limits.ts";
import type { MentionEntity, RichText, TextBlock, TextRun } from "./elements.ts";
import { safeLink } from "./links.ts";
import { cleanWords, escapeMarkdown, plainText } from "./words.ts";

/** People whom a card calls, each under a name of its own. */
export interface Mentions {
  /** The text that calls the person: `<at>Ana</at>`. */
  call(personKey: string, name: string): string;
  readonly entities: readonly MentionEntity[];
}

/** Never a mass word, and nothing that ends the tag. */
const callName = (name: string): string =>
  plainText(name.replace(/[<>&]/g, ""), LIMITS.displayName).replaceAll("@", "");

export function createMentions(): Mentions {
  const known = new Map<string, MentionEntity>();
  return {
    call(personKey, rawName) {
      const before = known.get(personKey);
      if (before) return before.text;
      const name = callName(rawName);
      const taken = new Set([...known.values()].map(({ text }) => text));
      let shown = name;
      for (let turn = 2; taken.has(`<at>${shown}</at>`); turn += 1) shown = `${name} (${turn})`;
      const entity: MentionEntity = {
        type: "mention",
        text: `<at>${shown}</at>`,
        mentioned: { id: personKey, name: shown },
      };
      known.set(personKey, entity);
      return entity.text;
    },
    get entities() {
      return [...known.values()];
    },
  };
}

/** As Teams names people; nothing else is ever called. */
const PERSON_KEY = /^(?:29:[\w-]{1,200}|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})$/i;
const isCall = (inline: Inline): inline is Extract<Inline, { type: "person" }> =>
  inline.type === "person" && inline.notify && PERSON_KEY.test(inline.personKey);

type Look = Pick<TextRun, "isSubtle" | "weight">;

/** Words as runs: the common case, in which no sign means anything. Pure. */
function runOf(inline: Inline, look: Look): TextRun {
  switch (inline.type) {
    case "text":
      return { type: "TextRun", text: cleanWords(inline.text), ...look, ...styleOf(inline.style) };
    case "link": {
      const link = safeLink(inline.url, inline.label);
      if (link === null) return { type: "TextRun", text: cleanWords(inline.label), ...look };
      const { url, text } = link;
      return { type: "TextRun", text, ...look, selectAction: { type: "Action.OpenUrl", url } };
    }
    case "person": {
      const name = shortenText(cleanWords(inline.displayName), LIMITS.displayName);
      return { type: "TextRun", text: inertMassMentions(`@${name}`), ...look };
    }
  }
}

function styleOf(style: "bold" | "italic" | "code" | undefined): Partial<TextRun> {
  if (style === "bold") return { weight: "Bolder" };
  if (style === "italic") return { italic: true };
  return style === "code" ? { fontType: "Monospace" } : {};
}

/** Words in blocks of at most `LIMITS.textRun` characters; a block that calls somebody is the one place with marks. */
export function paragraphs(
  inlines: readonly Inline[],
  mentions: Mentions,
  look: Look = {},
): readonly (RichText | TextBlock)[] {
  if (inlines.some(isCall)) return [markedBlock(inlines, mentions, look)];
  const blocks: TextRun[][] = [[]];
  let room: number = LIMITS.textRun;
  for (const run of inlines.map((inline) => runOf(inline, look)).filter(({ text }) => text !== "")) {
    for (const piece of pieces(run)) {
      if (piece.text.length > room && room < LIMITS.textRun) {
        blocks.push([]);
        room = LIMITS.textRun;
      }
      blocks.at(-1)?.push(piece);
      room -= piece.text.length;
    }
  }
  return blocks
    .filter((runs) => runs.some(({ text }) => text.trim() !== ""))
    .map((runs) => ({ type: "RichTextBlock", inlines: runs }));
}

const pieces = (run: TextRun): readonly TextRun[] =>
  run.text.length <= LIMITS.textRun
    ? [run]
    : splitOnMeaning(run.text, LIMITS.textRun).map((text) => ({ ...run, text }));

function markedBlock(inlines: readonly Inline[], mentions: Mentions, { isSubtle }: Look): TextBlock {
  let text = "";
  for (const inline of inlines) {
    const marked = markOf(inline, mentions);
    if (text.length + marked.length > LIMITS.textRun) break;
    text += marked;
  }
  return { type: "TextBlock", text: text.trim() || "…", wrap: true, ...(isSubtle && { isSubtle }) };
}

function markOf(inline: Inline, mentions: Mentions): string {
  if (isCall(inline)) return mentions.call(inline.personKey, inline.displayName);
  const run = runOf(inline, {});
  const words = escapeMarkdown(run.text);
  if (run.selectAction) return `[${words}](${encodeUrl(run.selectAction.url)})`;
  const isMarked = run.weight !== undefined && words.trim() === words && !words.includes("\n");
  return isMarked ? `**${words}**` : words;
}

const encodeUrl = (url: string): string =>
  url.replaceAll("(", "%28").replaceAll(")", "%29").replaceAll(" ", "%20");

/** One row; what does not fit is left out, with a sign that it was. */
export function row(inlines: readonly Inline[], max: number, look: Look = {}): readonly TextRun[] {
  const runs: TextRun[] = [];
  let room = max;
  for (const run of inlines.map((inline) => runOf(inline, look)).filter(({ text }) => text !== "")) {
    const text = shortenText(run.text, Math.max(1, room));
    if (room > 0) runs.push({ ...run, text });
    room -= text.length;
  }
  return runs.some(({ text }) => text.trim() !== "") ? runs : [{ type: "TextRun", text: "…", ...look }];
}
