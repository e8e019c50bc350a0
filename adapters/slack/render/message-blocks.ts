import { ACCENT_MARKS } from "../../../src/adapter-kit/accent-marks.ts";
import { splitOnMeaning } from "../../../src/domain/chat-text.ts";
import type { Block, Inline, MessageContent } from "../../../src/domain/message-content.ts";
import { SLACK_LIMITS as LIMITS } from "../limits.ts";
import type { RichElement, RichPart, RichSection, SlackBlock } from "./blocks.ts";
import { actionBlocks, inGroups } from "./controls.ts";
import { markedWords, richRun, richRuns, spokenWords } from "./inlines.ts";
import { safeLink } from "./links.ts";
import { cleanWords, escapeText, mrkdwn, plainText } from "./words.ts";

/** Slack's own ids of files that were uploaded, by our file ids. */
export type Uploads = ReadonlyMap<string, string>;
export const NO_UPLOADS: Uploads = new Map();

/** Any neutral message as blocks, in order, each within its own limits. Pure. */
export function messageBlocks(
  { summary, blocks, accent = "neutral" }: MessageContent,
  uploads: Uploads,
): readonly SlackBlock[] {
  let places = 0;
  const place = (): number => places++;
  const rendered = blocks.flatMap((block, at) =>
    renderBlock(
      at === 0 && block.type === "heading"
        ? { ...block, text: `${ACCENT_MARKS[accent]}${block.text}` }
        : block,
      uploads,
      place,
    ),
  );
  return rendered.length > 0 ? rendered : paragraph([{ type: "text", text: summary.trim() || "…" }]);
}

function renderBlock(block: Block, uploads: Uploads, place: () => number): readonly SlackBlock[] {
  switch (block.type) {
    case "heading":
      return heading(block.text);
    case "paragraph":
      return paragraph(block.inlines);
    case "quote":
      return quote(block.text, block.url);
    case "list":
      return list(block.items);
    case "facts":
      return facts(block.facts);
    case "meter":
      return [richText([{ type: "rich_text_section", elements: meter(block) }])];
    case "image": {
      const id = uploads.get(block.file.fileId);
      return id === undefined
        ? paragraph([{ type: "text", text: block.alt, style: "italic" }])
        : [{ type: "image", slack_file: { id }, alt_text: plainText(block.alt, LIMITS.imageAlt).text }];
    }
    case "file":
      return paragraph([{ type: "text", text: `📎 ${block.file.name}` }]);
    case "context":
      return block.inlines.length === 0 ? [] : [context(block.inlines)];
    case "divider":
      return [{ type: "divider" }];
    case "controls":
      return actionBlocks(block.controls, place);
  }
}

const richText = (elements: readonly RichPart[]): SlackBlock => ({ type: "rich_text", elements });

export const context = (inlines: readonly Inline[]): SlackBlock => ({
  type: "context",
  elements: [mrkdwn(markedWords(inlines, LIMITS.contextText))],
});

/** A header takes few words and no line's end; a longer one is a paragraph in bold, and nothing of it is lost. */
function heading(raw: string): readonly SlackBlock[] {
  const words = cleanWords(raw).replace(/\s+/g, " ").trim();
  if (words === "") return [];
  return words.length <= LIMITS.headerText
    ? [{ type: "header", text: plainText(words, LIMITS.headerText) }]
    : paragraph([{ type: "text", text: words, style: "bold" }]);
}

const paragraph = (inlines: readonly Inline[]): readonly SlackBlock[] =>
  richRuns(inlines, LIMITS.richText).map((elements) => richText([{ type: "rich_text_section", elements }]));

function quote(raw: string, url: string | undefined): readonly SlackBlock[] {
  const pieces = splitOnMeaning(cleanWords(raw).trim(), LIMITS.richText);
  const link = url === undefined ? null : safeLink(url, "see it there");
  return pieces.map((text, at) => {
    const isLast = at === pieces.length - 1;
    const behind: readonly RichElement[] =
      isLast && link !== null
        ? [
            { type: "text", text: "  " },
            { type: "link", ...link },
          ]
        : [];
    return richText([{ type: "rich_text_quote", elements: [{ type: "text", text }, ...behind] }]);
  });
}

const ITEM_LENGTH = 1_000;
/** So that a block's items stay within a block's words. */
const ITEMS_IN_BLOCK = 20;

function list(items: readonly (readonly Inline[])[]): readonly SlackBlock[] {
  const rows = items.map(
    (item): RichSection => ({ type: "rich_text_section", elements: richRun(item, ITEM_LENGTH) }),
  );
  return packed(rows).map((elements) => richText([{ type: "rich_text_list", style: "bullet", elements }]));
}

/** Rows together as long as they fit into one block. */
function packed(rows: readonly RichSection[]): readonly (readonly RichSection[])[] {
  const groups: RichSection[][] = [];
  let room = 0;
  for (const row of rows) {
    const length = row.elements.reduce(
      (total, element) =>
        total + (element.type === "user" ? element.user_id.length : element.text.length) + urlLength(element),
      0,
    );
    const group = groups.at(-1);
    if (group === undefined || length > room || group.length === ITEMS_IN_BLOCK) {
      groups.push([row]);
      room = LIMITS.richText - length;
    } else {
      group.push(row);
      room -= length;
    }
  }
  return groups;
}

const urlLength = (element: RichElement): number => (element.type === "link" ? element.url.length : 0);

type Facts = Extract<Block, { type: "facts" }>["facts"];
/** Longer ones would stand in a narrow column. */
const SHORT_FACT = 120;

/** Short facts stand two in a row, longer ones below each other. */
function facts(all: Facts): readonly SlackBlock[] {
  if (all.length === 0) return [];
  const isShort = all.every(({ value }) => spokenWords(value).length <= SHORT_FACT);
  if (isShort)
    return inGroups(all, LIMITS.sectionFields).map((group) => ({
      type: "section",
      fields: group.map(({ label, value }) => mrkdwn(field(label, value))),
    }));
  const rows = all.map(
    ({ label, value }): RichSection => ({
      type: "rich_text_section",
      elements: [
        { type: "text", text: `${plainText(label, LABEL_LENGTH).text}: `, style: { bold: true } },
        ...richRun(value, ITEM_LENGTH),
      ],
    }),
  );
  return packed(rows).map((elements) => richText([{ type: "rich_text_list", style: "bullet", elements }]));
}

const LABEL_LENGTH = 150;

function field(label: string, value: readonly Inline[]): string {
  const name = escapeText(plainText(label, LABEL_LENGTH).text).replaceAll("*", "∗").replaceAll("\n", " ");
  return `*${name}*\n${markedWords(value, LIMITS.fieldText - name.length - 3)}`;
}

const METER_CELLS = 12;

/** Twelve cells and the word beside them: reads without colour. */
function meter({ label, share, word }: Extract<Block, { type: "meter" }>): readonly RichElement[] {
  const filled = Math.round(Math.min(1, Math.max(0, Number.isFinite(share) ? share : 0)) * METER_CELLS);
  const bar = "█".repeat(filled) + "░".repeat(METER_CELLS - filled);
  return [
    { type: "text", text: `${plainText(label, LABEL_LENGTH).text} ` },
    { type: "text", text: bar, style: { code: true } },
    { type: "text", text: ` ${plainText(word, LABEL_LENGTH).text}` },
  ];
}
