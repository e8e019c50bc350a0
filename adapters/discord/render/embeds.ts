import { ACCENT_MARKS } from "../../../src/adapter-kit/accent-marks.ts";
import type { Block, MessageContent } from "../../../src/domain/message-content.ts";
import { DISCORD_LIMITS as LIMITS } from "../limits.ts";
import { markupRun } from "./inlines.ts";
import { plainWords, shortenEscaped } from "./markup.ts";
import type { Embed } from "./parts.ts";
import { factLabel, textOf } from "./text-blocks.ts";

/** Names of files that travel with the message, by our file ids. */
export type Uploads = ReadonlyMap<string, string>;
export const NO_UPLOADS: Uploads = new Map();

const COLOURS: Readonly<Record<NonNullable<MessageContent["accent"]>, number>> = {
  neutral: 0x5c_6b_7a,
  low: 0x3b_a5_5c,
  elevated: 0xe6_7e_22,
  high: 0xd8_3c_3e,
  closed: 0x99_aa_b5,
};
/** Longer facts would stand in a narrow column. */
const SHORT_FACT = 60;

/** Cards in the order of the blocks, each within its own limits. Pure. */
export function embedsOf({ blocks, accent = "neutral" }: MessageContent, uploads: Uploads): readonly Embed[] {
  const embeds: Embed[] = [];
  const open = (): Embed => {
    const embed: Embed = { color: COLOURS[accent] };
    embeds.push(embed);
    return embed;
  };
  const addText = (line: string): void => {
    let embed = embeds.at(-1) ?? open();
    const isClosed = embed.fields !== undefined || embed.image !== undefined;
    const length = (embed.description?.length ?? 0) + 1 + line.length;
    if (isClosed || length > LIMITS.embedDescription) embed = open();
    embed.description = embed.description === undefined ? line : `${embed.description}\n${line}`;
  };
  for (const [at, block] of blocks.entries()) {
    if (at === 0 && block.type === "heading" && block.text.trim() !== "")
      open().title = titleOf(`${ACCENT_MARKS[accent]}${block.text}`);
    else if (block.type === "facts") addFacts(block.facts, embeds, open);
    else if (block.type === "image" && uploads.has(block.file.fileId)) {
      const last = embeds.at(-1);
      const embed = last && last.image === undefined ? last : open();
      embed.image = { url: `attachment://${uploads.get(block.file.fileId)}` };
    } else if (block.type !== "file" || !uploads.has(block.file.fileId))
      for (const line of spaced(block)) addText(line);
  }
  return embeds.filter((embed) => embed.title ?? embed.description ?? embed.fields ?? embed.image);
}

/** Titles are read for marks as well. */
const titleOf = (raw: string): string =>
  shortenEscaped(plainWords(raw, LIMITS.embedTitle), LIMITS.embedTitle);

const spaced = (block: Block): readonly string[] => textOf(block, LIMITS.embedDescription - 10);

function addFacts(
  facts: Extract<Block, { type: "facts" }>["facts"],
  embeds: readonly Embed[],
  open: () => Embed,
): void {
  for (const { label, value } of facts) {
    let embed = embeds.at(-1) ?? open();
    if (embed.image !== undefined || (embed.fields?.length ?? 0) >= LIMITS.embedFields) embed = open();
    const words = markupRun(value, LIMITS.fieldValue) || "…";
    embed.fields ??= [];
    embed.fields.push({
      name: factLabel(label).slice(0, LIMITS.fieldName),
      value: words,
      inline: words.length <= SHORT_FACT,
    });
  }
}
