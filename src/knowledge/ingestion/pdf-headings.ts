import type { Line } from "./pdf-lines.ts";
import { textOfLine } from "./pdf-lines.ts";

export interface OutlineEntry {
  readonly title: string;
  /** 1 is the outermost. */
  readonly level: number;
  /** 0-based; `null` when the entry points nowhere. */
  readonly pageIndex: number | null;
}

export type HeadingLevel = (line: Line, text: string, pageIndex: number) => number | null;

/** Text this much larger than the body stands out as a heading. */
const LARGER = 1.13;
const MAX_HEADING_LENGTH = 160;

/** A heading is named by the outline on its page, or is larger than the body; its level comes from the outline, else from its size. */
export function createHeadingLevel(
  pages: readonly (readonly Line[])[],
  outline: readonly OutlineEntry[],
): HeadingLevel {
  const body = bodyHeight(pages);
  const byTitle = new Map(outline.map((entry) => [`${entry.pageIndex}:${plain(entry.title)}`, entry.level]));
  const fromOutline: HeadingLevel = (_, text, pageIndex) =>
    byTitle.get(`${pageIndex}:${plain(text)}`) ?? null;
  const isLarge = (line: Line): boolean => line.height >= body * LARGER && isHeadingText(textOfLine(line));
  const levels = levelsBySize(pages, isLarge, fromOutline);
  return (line, text, pageIndex) => {
    const named = fromOutline(line, text, pageIndex);
    if (named !== null && line.height >= body * 0.95) return named;
    return isLarge(line) ? (levels.get(sizeOf(line)) ?? 1) : null;
  };
}

const plain = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
const sizeOf = (line: Line): number => Math.round(line.height * 2) / 2;
const isHeadingText = (text: string): boolean =>
  text.length <= MAX_HEADING_LENGTH && /\p{L}.*\p{L}/u.test(text);

/** The font height of most characters. */
function bodyHeight(pages: readonly (readonly Line[])[]): number {
  const counts = new Map<number, number>();
  for (const line of pages.flat())
    counts.set(sizeOf(line), (counts.get(sizeOf(line)) ?? 0) + textOfLine(line).length);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 10;
}

function levelsBySize(
  pages: readonly (readonly Line[])[],
  isLarge: (line: Line) => boolean,
  fromOutline: HeadingLevel,
): ReadonlyMap<number, number> {
  const sizes = new Set<number>();
  const known = new Map<number, number>();
  for (const [pageIndex, lines] of pages.entries())
    for (const line of lines) {
      if (!isLarge(line)) continue;
      sizes.add(sizeOf(line));
      const level = fromOutline(line, textOfLine(line), pageIndex);
      if (level !== null && !known.has(sizeOf(line))) known.set(sizeOf(line), level);
    }
  const ranked = [...sizes].sort((a, b) => b - a);
  return new Map(ranked.map((size, rank) => [size, known.get(size) ?? Math.min(6, rank + 1)]));
}
