export type CsvDelimiter = "," | ";" | "\t" | "|";

const DELIMITERS: readonly CsvDelimiter[] = [",", ";", "\t", "|"];

export interface CsvRecords {
  readonly records: readonly (readonly string[])[];
  /** The last quoted cell had no closing quote; it runs to the end of the file. */
  readonly unclosedQuote: boolean;
}

/**
 * RFC 4180 with the liberties of real files: any line end, a quote inside an unquoted cell is a character,
 * text after a closing quote is kept. Blank lines are no records. Linear in the length of the text.
 */
export function parseCsv(
  text: string,
  delimiter: CsvDelimiter,
  maxRecords = Number.POSITIVE_INFINITY,
): CsvRecords {
  const records: string[][] = [];
  let record: string[] = [];
  let at = 0;
  let unclosedQuote = false;
  while (at < text.length && records.length < maxRecords) {
    const cell = text[at] === '"' ? readQuoted(text, at, delimiter) : readPlain(text, at, delimiter);
    unclosedQuote = cell.unclosed;
    record.push(cell.value);
    at = cell.end;
    if (text[at] === delimiter) {
      at += 1;
      if (at === text.length) record.push("");
      else continue;
    } else {
      if (text[at] === "\r") at += 1;
      if (text[at] === "\n") at += 1;
    }
    if (record.length > 1 || record[0]?.trim() !== "") records.push(record);
    record = [];
  }
  return { records, unclosedQuote };
}

interface Cell {
  readonly value: string;
  /** Index of the delimiter, the line end or the end of the text. */
  readonly end: number;
  readonly unclosed: boolean;
}

function readPlain(text: string, start: number, delimiter: string): Cell {
  let end = start;
  while (end < text.length && text[end] !== delimiter && text[end] !== "\n" && text[end] !== "\r") end += 1;
  return { value: text.slice(start, end), end, unclosed: false };
}

function readQuoted(text: string, start: number, delimiter: string): Cell {
  const parts: string[] = [];
  let from = start + 1;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote < 0) return { value: parts.join("") + text.slice(from), end: text.length, unclosed: true };
    parts.push(text.slice(from, quote));
    from = quote + 1;
    if (text[from] !== '"') break;
    parts.push('"');
    from += 1;
  }
  const rest = readPlain(text, from, delimiter);
  return { value: parts.join("") + rest.value, end: rest.end, unclosed: false };
}

/**
 * The delimiter with which the first records have the same number of cells.
 * `strict`: three records or more, three columns or more, all even, as for a file that does not call itself CSV.
 * `lenient`: two records and one column are enough, and two rows in five may be uneven.
 */
export function detectDelimiter(text: string, mode: "strict" | "lenient"): CsvDelimiter | null {
  const sample = text.slice(0, 65_536);
  const candidates: { delimiter: CsvDelimiter; columns: number; merit: number }[] = [];
  for (const delimiter of DELIMITERS) {
    const { records } = parseCsv(sample, delimiter, 50);
    // The last record of a cut sample may be cut too.
    const whole = sample.length < text.length && records.length > 2 ? records.slice(0, -1) : records;
    const columns = whole[0]?.length ?? 0;
    const share = whole.filter((record) => record.length === columns).length / Math.max(1, whole.length);
    if (!isTabular(mode, whole, columns, share)) continue;
    candidates.push({ delimiter, columns, merit: share * Math.min(columns, 2) });
  }
  candidates.sort((a, b) => b.merit - a.merit || b.columns - a.columns);
  return candidates[0]?.delimiter ?? null;
}

function isTabular(
  mode: "strict" | "lenient",
  records: readonly (readonly string[])[],
  columns: number,
  evenShare: number,
): boolean {
  if (mode === "lenient") return records.length >= 2 && (columns === 1 || evenShare >= 0.6);
  // Prose has commas too, but its first line does not read like column names.
  const namesColumns =
    records[0]?.every((cell) => cell.trim() !== "" && cell.length <= 40 && !/[.!?]\s*$/.test(cell)) ?? false;
  return records.length >= 3 && columns >= 3 && evenShare === 1 && namesColumns;
}
