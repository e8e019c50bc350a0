import { ACCENT_MARKS } from "../../../src/adapter-kit/accent-marks.ts";
import { splitOnMeaning } from "../../../src/domain/chat-text.ts";
import type { Block, MessageContent } from "../../../src/domain/message-content.ts";
import { TEAMS_LIMITS as LIMITS } from "../limits.ts";
import { chartElements } from "./charts.ts";
import { type ControlTools, controlElements } from "./controls.ts";
import type { CardElement, RichText, TextRun } from "./elements.ts";
import { type Mentions, paragraphs, row } from "./inlines.ts";
import { safeLink } from "./links.ts";
import { cleanWords, plainText } from "./words.ts";

export interface CardTools extends ControlTools {
  readonly mentions: Mentions;
  /** Where a reader's client finds a picture or a file; absent where it cannot. */
  readonly addressOf: (fileId: string) => string | undefined;
}

/** Any neutral message as elements, in order, each within its own limits. Pure. */
export function cardElements(
  { summary, blocks, accent = "neutral" }: MessageContent,
  tools: CardTools,
): readonly CardElement[] {
  let isSeparated = false;
  const elements = blocks.flatMap((block, at): readonly CardElement[] => {
    if (block.type === "divider") {
      isSeparated = true;
      return [];
    }
    const marked =
      at === 0 && block.type === "heading"
        ? { ...block, text: `${ACCENT_MARKS[accent]}${block.text}` }
        : block;
    const rendered = renderBlock(marked, tools);
    const [first, ...rest] = rendered;
    if (!isSeparated || first === undefined) return rendered;
    isSeparated = false;
    return [{ type: "Container", separator: true, items: [first] }, ...rest];
  });
  return elements.length > 0
    ? elements
    : paragraphs([{ type: "text", text: summary.trim() || "…" }], tools.mentions);
}

function renderBlock(block: Exclude<Block, { type: "divider" }>, tools: CardTools): readonly CardElement[] {
  switch (block.type) {
    case "heading":
      return heading(block.text);
    case "paragraph":
      return paragraphs(block.inlines, tools.mentions);
    case "quote":
      return quote(block.text, block.url);
    case "list":
      return block.items.map((item) => richText([run("• "), ...row(item, LIMITS.itemText)], "Small"));
    case "facts":
      return block.facts.map(({ label, value }) => fact(label, value));
    case "meter":
      return [meter(block)];
    case "image":
      return image(block, tools);
    case "file":
      return file(block, tools);
    case "context":
      return paragraphs(block.inlines, tools.mentions, { isSubtle: true });
    case "controls":
      return controlElements(block.controls, tools);
  }
}

const run = (text: string, look: Partial<TextRun> = {}): TextRun => ({ type: "TextRun", text, ...look });

const richText = (inlines: readonly TextRun[], spacing?: RichText["spacing"]): RichText => ({
  type: "RichTextBlock",
  inlines,
  ...(spacing && { spacing }),
});

function heading(raw: string): readonly CardElement[] {
  if (cleanWords(raw).trim() === "") return [];
  return [richText([run(plainText(raw, LIMITS.headingText), { weight: "Bolder" })])];
}

function quote(raw: string, url: string | undefined): readonly CardElement[] {
  const words = splitOnMeaning(cleanWords(raw).trim(), LIMITS.textRun);
  if (words.length === 0) return [];
  const link = url === undefined ? null : safeLink(url, "see it there");
  return words.map((text, at): CardElement => {
    const isLast = at === words.length - 1;
    const behind =
      isLast && link !== null
        ? [richText([run(link.text, { selectAction: { type: "Action.OpenUrl", url: link.url } })], "None")]
        : [];
    return {
      type: "Container",
      style: "emphasis",
      items: [richText([run(text, { italic: true })]), ...behind],
    };
  });
}

const fact = (label: string, value: Parameters<typeof row>[0]): CardElement => ({
  type: "ColumnSet",
  spacing: "Small",
  columns: [
    {
      type: "Column",
      width: 1,
      items: [richText([run(plainText(label, LIMITS.labelText), { weight: "Bolder" })])],
    },
    { type: "Column", width: 3, items: [richText(row(value, LIMITS.factText))] },
  ],
});

const METER_CELLS = 12;

/** Twelve cells and the word beside them: reads without colour. */
function meter({ label, share, word }: Extract<Block, { type: "meter" }>): CardElement {
  const filled = Math.round(Math.min(1, Math.max(0, Number.isFinite(share) ? share : 0)) * METER_CELLS);
  return richText([
    run(`${plainText(label, LIMITS.labelText)} `),
    run("█".repeat(filled) + "░".repeat(METER_CELLS - filled), { fontType: "Monospace" }),
    run(` ${plainText(word, LIMITS.labelText)}`),
  ]);
}

function image(
  { file: { fileId }, alt, charts = [] }: Extract<Block, { type: "image" }>,
  { addressOf }: CardTools,
): readonly CardElement[] {
  const url = addressOf(fileId);
  const altText = plainText(alt, LIMITS.imageAlt);
  const inWords = (look: Partial<TextRun>): CardElement => richText([run(altText, look)], "Small");
  const picture: CardElement =
    url === undefined ? inWords({ italic: true }) : { type: "Image", url, altText, size: "Stretch" };
  const drawn = chartElements(charts, picture);
  // A chart of Teams has no words of its own for who does not see it.
  return drawn.length === 0 ? [picture] : [...drawn, inWords({ isSubtle: true })];
}

function file(
  { file: { fileId, name } }: Extract<Block, { type: "file" }>,
  { addressOf }: CardTools,
): readonly CardElement[] {
  const url = addressOf(fileId);
  const words = `📎 ${plainText(name, LIMITS.labelText)}`;
  if (url === undefined || url.startsWith("data:"))
    return [richText([run(`${words} (to be had in the console)`)])];
  return [richText([run(words, { selectAction: { type: "Action.OpenUrl", url } })])];
}
