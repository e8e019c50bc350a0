import type { Block } from "./blocks.ts";
import { oneLine } from "./clean-text.ts";
import { dropRunningLines } from "./pdf-furniture.ts";
import { createHeadingLevel, type HeadingLevel, type OutlineEntry } from "./pdf-headings.ts";
import { type Line, type TextRun, textOfLine, toLines } from "./pdf-lines.ts";
import { type PdfTable, readPdfTable, tableLength } from "./pdf-tables.ts";

export interface PdfPage {
  readonly label: string;
  readonly width: number;
  readonly height: number;
  readonly runs: readonly TextRun[];
}

/** Headings, paragraphs, lists and tables rebuilt from where text stands on the pages. */
export function layOutPages(pages: readonly PdfPage[], outline: readonly OutlineEntry[]): readonly Block[] {
  const lines = dropRunningLines(
    pages.map((page) => toLines(page.runs, page.width)),
    pages,
  );
  const levelOf = createHeadingLevel(lines, outline);
  const lineGap = usualGap(lines);
  const blocks: Block[] = [];
  let table: PdfTable | null = null;
  for (const [pageIndex, page] of pages.entries()) {
    const read = readPage(lines[pageIndex] ?? [], { label: page.label, pageIndex, levelOf, lineGap, table });
    joinAcrossPages(blocks, read.blocks);
    table = read.endsWith;
  }
  return blocks;
}

interface PageContext {
  readonly label: string;
  readonly pageIndex: number;
  readonly levelOf: HeadingLevel;
  readonly lineGap: number;
  /** The table that ended the page before. */
  readonly table: PdfTable | null;
}

function readPage(
  lines: readonly Line[],
  context: PageContext,
): { blocks: Block[]; endsWith: PdfTable | null } {
  const blocks: Block[] = [];
  const pageLabel = context.label;
  let endsWith: PdfTable | null = null;
  let at = 0;
  while (at < lines.length) {
    const heading = readHeading(lines, at, context);
    if (heading !== null) {
      blocks.push({ kind: "heading", level: heading.level, text: heading.text, anchor: null, pageLabel });
      at += heading.length;
      endsWith = null;
      continue;
    }
    const length = tableLength(lines, at);
    if (length > 0) {
      const table = readPdfTable(lines.slice(at, at + length), at === 0 ? context.table : null);
      blocks.push({ kind: "table", header: table.header, rows: table.rows, pageLabel });
      endsWith = table;
      at += length;
      continue;
    }
    const start = at;
    at += 1;
    while (at < lines.length && continuesText(lines, at, context)) at += 1;
    blocks.push(textBlock(lines.slice(start, at), pageLabel));
    endsWith = null;
  }
  return { blocks: joinLists(blocks), endsWith };
}

/** A heading may run over two or three lines of the same size. */
function readHeading(
  lines: readonly Line[],
  at: number,
  { levelOf, pageIndex }: PageContext,
): { level: number; text: string; length: number } | null {
  const first = lines[at];
  if (first === undefined) return null;
  let text = textOfLine(first);
  let level = levelOf(first, text, pageIndex);
  let length = 1;
  for (let next = lines[at + 1]; next !== undefined && length < 3; next = lines[at + length]) {
    const above = lines[at + length - 1] ?? first;
    const isClose = above.y - next.y > 0 && above.y - next.y <= 1.5 * first.height;
    if (!isClose || Math.abs(next.height - first.height) > 0.3 || next.font !== first.font) break;
    const joined = `${text} ${textOfLine(next)}`;
    const joinedLevel = levelOf(first, joined, pageIndex);
    // At body size only the outline can tell that two lines are one heading.
    if (joinedLevel === null || (level !== null && levelOf(next, textOfLine(next), pageIndex) === null))
      break;
    text = joined;
    level = joinedLevel;
    length += 1;
  }
  return level === null ? null : { level, text: oneLine(text), length };
}

const LIST_MARK = /^(?:[•●◦▪‣·–—*-]|\(?(?:\d{1,2}|[a-z])[.)])\s+/;
const CLAUSE_NUMBER = /^\d{1,3}(?:\.\d{1,3}){1,4}\.?\s+\S/;

function continuesText(lines: readonly Line[], at: number, context: PageContext): boolean {
  const line = lines[at];
  const above = lines[at - 1];
  if (line === undefined || above === undefined) return false;
  const text = textOfLine(line);
  if (LIST_MARK.test(text) || CLAUSE_NUMBER.test(text)) return false;
  if (tableLength(lines, at) > 0 || readHeading(lines, at, context) !== null) return false;
  const drop = above.y - line.y;
  // A jump up is the next column: the sentence goes on if it had not ended.
  if (drop <= 0) return goesOn(textOfLine(above), text);
  return drop <= context.lineGap * 1.3 || drop <= line.height * 1.25;
}

const goesOn = (above: string, below: string): boolean =>
  !/[.!?:;”"’)]$/.test(above.trim()) && /^\p{Ll}/u.test(below);

function textBlock(lines: readonly Line[], pageLabel: string): Block {
  const text = lines.map(textOfLine).reduce(joinWords);
  const mark = LIST_MARK.exec(text);
  if (mark === null) return { kind: "paragraph", text: oneLine(text), pageLabel };
  const sign = /[0-9a-z]/.test(mark[0]) ? mark[0].trim() : "-";
  return { kind: "list", items: [`${sign} ${oneLine(text.slice(mark[0].length))}`], pageLabel };
}

/** A word divided at the line's end is made whole. */
function joinWords(above: string, below: string): string {
  if (/\p{Ll}-$/u.test(above) && /^\p{Ll}/u.test(below)) return above.slice(0, -1) + below;
  return `${above} ${below}`;
}

function joinLists(blocks: readonly Block[]): Block[] {
  const joined: Block[] = [];
  for (const block of blocks) {
    const last = joined.at(-1);
    if (block.kind === "list" && last?.kind === "list")
      joined[joined.length - 1] = { ...last, items: [...last.items, ...block.items] };
    else joined.push(block);
  }
  return joined;
}

/** The rest of a sentence that began on the page before stays with its beginning. */
function joinAcrossPages(blocks: Block[], next: readonly Block[]): void {
  const [first, ...rest] = next;
  const last = blocks.at(-1);
  if (first?.kind === "paragraph" && last?.kind === "paragraph" && goesOn(last.text, first.text)) {
    const end = /[.!?](?=\s|$)/.exec(first.text);
    const cut = end === null ? first.text.length : end.index + 1;
    blocks[blocks.length - 1] = { ...last, text: joinWords(last.text, first.text.slice(0, cut)) };
    const left = first.text.slice(cut).trim();
    blocks.push(...(left === "" ? [] : [{ ...first, text: left }]), ...rest);
  } else blocks.push(...next);
}

/** The distance of most lines to the line below; rows of tables stand wider and do not count. */
function usualGap(pages: readonly (readonly Line[])[]): number {
  const counts = new Map<number, number>();
  for (const lines of pages)
    for (const [index, line] of lines.entries()) {
      const above = lines[index - 1];
      if (above === undefined || above.cells.length > 1 || line.cells.length > 1) continue;
      const gap = Math.round((above.y - line.y) * 2) / 2;
      if (gap > 0 && gap < 40) counts.set(gap, (counts.get(gap) ?? 0) + 1);
    }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 12;
}
