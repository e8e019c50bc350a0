/** A piece of text as the PDF places it; points, y grows upwards. */
export interface TextRun {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  /** Font height. */
  readonly height: number;
  readonly font: string;
}

/** Runs with no wide gap between them. */
export interface Cell {
  readonly x: number;
  readonly end: number;
  readonly text: string;
}

export interface Line {
  readonly y: number;
  readonly height: number;
  readonly font: string;
  readonly cells: readonly Cell[];
}

export const textOfLine = (line: Line): string => line.cells.map((cell) => cell.text).join(" ");

/** A gap of more than this many font heights parts two columns; justified words stay closer. */
const COLUMN_GAP = 1.2;
/** A gap of more than this many font heights parts two words. */
const WORD_GAP = 0.12;

/** Lines in the order in which the PDF writes them, so that columns of prose stay apart. */
export function toLines(runs: readonly TextRun[], pageWidth: number): readonly Line[] {
  const groups: TextRun[][] = [];
  for (const run of runs) {
    const group = groups.at(-1);
    const last = group?.at(-1);
    if (group !== undefined && last !== undefined && continuesLine(last, run)) group.push(run);
    else groups.push([run]);
  }
  return joinColumnsOfTables(groups.map(toLine), pageWidth);
}

function continuesLine(last: TextRun, run: TextRun): boolean {
  const height = Math.max(last.height, run.height);
  return Math.abs(last.y - run.y) <= height * 0.45 && run.x >= last.x + last.width - height * 0.5;
}

function toLine(runs: readonly TextRun[]): Line {
  const cells: Cell[] = [];
  for (const run of runs) {
    const last = cells.at(-1);
    const gap = last === undefined ? Number.POSITIVE_INFINITY : run.x - last.end;
    const cell = { x: run.x, end: run.x + run.width, text: run.text.trim() };
    if (last === undefined || gap > run.height * COLUMN_GAP) cells.push(cell);
    else {
      const blank = gap > run.height * WORD_GAP || /^\s/.test(run.text) ? " " : "";
      cells[cells.length - 1] = { x: last.x, end: cell.end, text: `${last.text}${blank}${cell.text}` };
    }
  }
  // The run with the most characters names the line's font: a superscript does not.
  const main = runs.reduce((longest, run) => (run.text.length > longest.text.length ? run : longest));
  return { y: main.y, height: main.height, font: main.font, cells: joinMarker(cells) };
}

/** A bullet or a number set apart from its text is no column of a table. */
function joinMarker(cells: readonly Cell[]): readonly Cell[] {
  const [mark, text, ...rest] = cells;
  if (mark === undefined || text === undefined) return cells;
  const isBullet = /^(?:[•●◦▪‣·–—*-]|\(?[0-9a-z]{1,2}[.)])$/i.test(mark.text);
  const isNumber =
    rest.length === 0 && /^\d{1,3}(?:\.\d{1,3}){0,4}\.?$/.test(mark.text) && /\S \S+ \S/.test(text.text);
  if (!isBullet && !isNumber) return cells;
  return [{ x: mark.x, end: text.end, text: `${mark.text} ${text.text}` }, ...rest];
}

/** Some programs write a table column by column: at least three narrow lines beside three others are rows. */
function joinColumnsOfTables(lines: readonly Line[], pageWidth: number): readonly Line[] {
  const segments: Line[][] = [];
  for (const line of lines) {
    const last = segments.at(-1)?.at(-1);
    const jumpsUp = last !== undefined && line.y > last.y + line.height && startOf(line) > startOf(last);
    if (last === undefined || jumpsUp) segments.push([line]);
    else segments.at(-1)?.push(line);
  }
  const joined: Line[] = [];
  let left: Line[] = [];
  for (const segment of segments) {
    const rows = matchRows(left, segment, pageWidth);
    if (rows === null) {
      joined.push(...left);
      left = [...segment];
    } else left = rows;
  }
  return [...joined, ...left];
}

function matchRows(left: readonly Line[], right: readonly Line[], pageWidth: number): Line[] | null {
  const rows = [...left];
  const rest: Line[] = [];
  let matched = 0;
  for (const line of right) {
    const at = rows.findIndex((row) => Math.abs(row.y - line.y) < line.height * 0.4);
    const row = rows[at];
    const isNarrow =
      row !== undefined && [...row.cells, ...line.cells].every((cell) => isShort(cell, pageWidth));
    if (row !== undefined && isNarrow && endOf(row) < startOf(line)) {
      rows[at] = { ...row, cells: [...row.cells, ...line.cells] };
      matched += 1;
    } else if (matched === 0 || row !== undefined) return null;
    else rest.push(line);
  }
  return matched >= 3 ? [...rows, ...rest] : null;
}

/** A column of prose has longer lines than a column of a table. */
const isShort = (cell: Cell, pageWidth: number): boolean =>
  cell.end - cell.x < pageWidth * 0.3 && cell.text.split(" ").length <= 5;
const startOf = (line: Line): number => line.cells[0]?.x ?? 0;
const endOf = (line: Line): number => line.cells.at(-1)?.end ?? 0;
