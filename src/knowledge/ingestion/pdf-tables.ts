import type { Cell, Line } from "./pdf-lines.ts";

interface Column {
  readonly x: number;
  readonly end: number;
}

export interface PdfTable {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly columns: readonly Column[];
}

/** How many of the lines from `start` on are rows of one table; 0 when there is none. */
export function tableLength(lines: readonly Line[], start: number): number {
  const first = lines[start];
  if (first === undefined || first.cells.length < 2) return 0;
  let rows = 1;
  let length = 1;
  for (let at = start + 1; at < lines.length; at += 1) {
    const line = lines[at];
    const above = lines[at - 1];
    if (line === undefined || above === undefined) break;
    const drop = above.y - line.y;
    if (drop <= 0 || drop > 3.2 * Math.max(line.height, above.height)) break;
    if (line.cells.length >= 2) rows += 1;
    else if (!continuesCell(line, above, drop)) break;
    length = at - start + 1;
  }
  return rows >= 2 ? length : 0;
}

/** A lone piece of text close below a row and indented into it: the second line of a cell. */
function continuesCell(line: Line, above: Line, drop: number): boolean {
  const x = line.cells[0]?.x ?? 0;
  const isClose = drop <= 1.4 * line.height;
  const aligned = above.cells.some((cell) => Math.abs(cell.x - x) < 3);
  return isClose && aligned && line.height <= above.height * 1.05;
}

/** Cells put into columns by where they stand. `before` is the table that ended the page before. */
export function readPdfTable(lines: readonly Line[], before: PdfTable | null): PdfTable {
  const columns = findColumns(lines);
  const rows: string[][] = [];
  for (const line of lines) {
    const isMore = line.cells.length === 1 && rows.length > 0;
    const row = isMore ? (rows.at(-1) ?? []) : columns.map(() => "");
    for (const cell of line.cells) {
      const column = nearestColumn(columns, cell);
      row[column] = row[column] ? `${row[column]} ${cell.text}` : cell.text;
    }
    if (!isMore) rows.push(row);
  }
  if (startsWithHeader(lines, rows)) return { header: rows[0] ?? [], rows: rows.slice(1), columns };
  return { header: continues(before, columns) ? (before?.header ?? []) : [], rows, columns };
}

/** Columns as the rows with the most usual number of cells show them. */
function findColumns(lines: readonly Line[]): readonly Column[] {
  const counts = new Map<number, number>();
  for (const { cells } of lines)
    if (cells.length > 1) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1);
  const usual = [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0]?.[0] ?? 1;
  const regular = lines.filter((line) => line.cells.length === usual);
  return Array.from({ length: usual }, (_, column) => ({
    x: Math.min(...regular.map((line) => line.cells[column]?.x ?? Number.POSITIVE_INFINITY)),
    end: Math.max(...regular.map((line) => line.cells[column]?.end ?? 0)),
  }));
}

/** Numbers stand at the right of their column and words at the left: overlap decides, then distance. */
function nearestColumn(columns: readonly Column[], cell: Cell): number {
  let best = 0;
  let bestMerit = Number.NEGATIVE_INFINITY;
  for (const [index, column] of columns.entries()) {
    const merit = Math.min(column.end, cell.end) - Math.max(column.x, cell.x);
    if (merit > bestMerit) {
      best = index;
      bestMerit = merit;
    }
  }
  return best;
}

/** Another font than the row below, or words over a column of figures. */
function startsWithHeader(lines: readonly Line[], rows: readonly (readonly string[])[]): boolean {
  const [head, ...rest] = rows;
  if (head === undefined || rest.length === 0) return false;
  if (head.some((cell) => cell === "") && head[0] !== "") return false;
  const below = lines.slice(1).find((line) => line.cells.length > 1);
  if (below !== undefined && lines[0]?.font !== below.font) return true;
  const hasFigures = (cell: string | undefined): boolean => /\d/.test(cell ?? "");
  if (head.some(hasFigures)) return false;
  return head.some((_, column) => rest.filter((row) => hasFigures(row[column])).length >= rest.length / 2);
}

function continues(before: PdfTable | null, columns: readonly Column[]): boolean {
  if (before === null || before.columns.length !== columns.length) return false;
  return columns.every((column, index) => {
    const other = before.columns[index];
    return other !== undefined && Math.min(other.end, column.end) > Math.max(other.x, column.x);
  });
}
