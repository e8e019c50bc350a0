import type { Line } from "./pdf-lines.ts";
import { textOfLine } from "./pdf-lines.ts";

/** Share of the page's height at its top and bottom; less than usual margins, so that text does not reach it. */
const EDGE = 0.07;
const REPEATED_ON = 3;

/**
 * Running headers, footers and page numbers: the same words (figures aside) at the same height,
 * near the top or the bottom, on three pages; and a line that is nothing but the page's own label.
 * Lines of a table of contents go too: their words are headings further on.
 */
export function dropRunningLines(
  pages: readonly (readonly Line[])[],
  sheets: readonly { readonly height: number; readonly label: string }[],
): readonly (readonly Line[])[] {
  const seen = new Map<string, Set<number>>();
  for (const [page, lines] of pages.entries())
    for (const line of lines) {
      const key = keyOf(line, sheets[page]?.height ?? 0);
      if (key !== null) seen.set(key, (seen.get(key) ?? new Set()).add(page));
    }
  return pages.map((lines, page) =>
    lines.filter((line) => {
      const key = keyOf(line, sheets[page]?.height ?? 0);
      if (isContentsEntry(line)) return false;
      if (key === null) return true;
      return (seen.get(key)?.size ?? 0) < REPEATED_ON && textOfLine(line) !== sheets[page]?.label;
    }),
  );
}

/** "2.1 Syntax . . . . . . . 4" */
const isContentsEntry = (line: Line): boolean =>
  /(?:\.\s?){5,}\s{0,9}[\divxlc]{1,6}$/i.test(textOfLine(line).slice(-400));

/** `null` for lines in the middle of the page. */
function keyOf(line: Line, pageHeight: number): string | null {
  const isEdge = line.y < pageHeight * EDGE || line.y > pageHeight * (1 - EDGE);
  if (!isEdge) return null;
  const words = textOfLine(line)
    .replace(/\d+|\b[ivxl]+\b/gi, "#")
    .toLowerCase();
  return `${Math.round(line.y / 3)}|${words}`;
}
