import { type Element, hasName, isElement } from "./html-nodes.ts";

/** More is a mistake or an attack; a `colspan` of a million must cost nothing. */
const MAX_COLUMNS = 60;
const MAX_ROWS = 20_000;

export interface HtmlTable {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/**
 * Rows of a table with spans written out. The header is the row of `thead`, else a first row made of `th`;
 * a table without one has an empty header.
 */
export function readTable(table: Element, textOf: (cell: Element) => string): HtmlTable {
  const rows: string[][] = [];
  let header: string[] | null = null;
  /** By column: text that hangs down from a `rowspan` and for how many rows more. */
  const hanging = new Map<number, { text: string; rows: number }>();
  for (const row of rowsOf(table).slice(0, MAX_ROWS)) {
    const cells = row.element.children.filter((node): node is Element => hasName(node, "td", "th"));
    if (cells.length === 0) continue;
    const written = writeRow(cells, hanging, textOf);
    if (written.every((cell) => cell === "")) continue;
    const isHeader = rows.length === 0 && (row.inHead || cells.every((cell) => cell.name === "th"));
    if (!isHeader) rows.push(written);
    else
      header = header === null ? written : header.map((upper, at) => joinHeaders(upper, written[at] ?? ""));
  }
  return { header: header ?? [], rows };
}

/** Two header rows, as under a spanning cell: "Price" over "Express" gives "Price Express". */
const joinHeaders = (upper: string, lower: string): string =>
  upper === lower || lower === "" ? upper : `${upper} ${lower}`.trim();

/** Own rows only: those of a table within a cell are that cell's text. */
function rowsOf(table: Element): { element: Element; inHead: boolean }[] {
  return table.children.flatMap((node) => {
    if (!isElement(node)) return [];
    if (node.name === "tr") return [{ element: node, inHead: false }];
    if (!/^t(?:head|body|foot)$/.test(node.name)) return [];
    const rows = node.children.filter((child): child is Element => hasName(child, "tr"));
    return rows.map((element) => ({ element, inHead: node.name === "thead" }));
  });
}

function writeRow(
  cells: readonly Element[],
  hanging: Map<number, { text: string; rows: number }>,
  textOf: (cell: Element) => string,
): string[] {
  const written: string[] = [];
  const takeHanging = (): void => {
    for (let held = hanging.get(written.length); held !== undefined; held = hanging.get(written.length)) {
      if (held.rows <= 1) hanging.delete(written.length);
      else hanging.set(written.length, { text: held.text, rows: held.rows - 1 });
      written.push(held.text);
    }
  };
  for (const cell of cells) {
    takeHanging();
    const text = textOf(cell);
    const columns = span(cell.attribs.colspan, MAX_COLUMNS - written.length);
    const rows = span(cell.attribs.rowspan, MAX_ROWS);
    for (let column = 0; column < columns; column += 1) {
      if (rows > 1) hanging.set(written.length, { text, rows: rows - 1 });
      written.push(text);
    }
    if (written.length >= MAX_COLUMNS) break;
  }
  takeHanging();
  return written;
}

function span(value: string | undefined, most: number): number {
  const wanted = Number.parseInt(value ?? "1", 10);
  return Math.min(Math.max(1, Number.isFinite(wanted) ? wanted : 1), Math.max(1, most));
}
