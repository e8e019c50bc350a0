import type { Block, ParsedDocument } from "./blocks.ts";
import { renderRow } from "./blocks.ts";
import { oneLine } from "./clean-text.ts";
import { detectDelimiter, parseCsv } from "./csv-records.ts";
import type { IngestWarning } from "./ingest-outcome.ts";

/**
 * One block per row. A column of prose beside short columns (reviews: text, date, rating ...) is the row's text,
 * all columns are its fields; without such a column the text is the row with its column names.
 */
export function parseCsvDocument(text: string): {
  document: ParsedDocument;
  warnings: readonly IngestWarning[];
} {
  const { records, unclosedQuote } = parseCsv(text, detectDelimiter(text, "lenient") ?? ",");
  const [first, ...rows] = records;
  const width = rows.reduce((max, row) => Math.max(max, row.length), first?.length ?? 0);
  const header = nameColumns(first ?? [], width);
  const prose = findProseColumn(rows, width);
  const blocks = rows.flatMap((row) => recordOf(header, row, prose) ?? []);
  const uneven = rows.filter((row) => row.length !== first?.length).length + (unclosedQuote ? 1 : 0);
  const warnings: IngestWarning[] = [];
  if (uneven > 0)
    warnings.push({
      code: "uneven-rows",
      count: uneven,
      detail: unclosedQuote
        ? "A quoted cell is never closed."
        : "Rows differ from the header in their number of cells.",
    });
  return { document: { title: null, blocks }, warnings };
}

/** Unnamed columns get "column 3", repeated names a number. */
function nameColumns(first: readonly string[], width: number): readonly string[] {
  const seen = new Set<string>();
  return Array.from({ length: width }, (_, index) => {
    const base = oneLine(first[index] ?? "") || `column ${index + 1}`;
    let name = base;
    for (let copy = 2; seen.has(name); copy += 1) name = `${base} ${copy}`;
    seen.add(name);
    return name;
  });
}

function recordOf(header: readonly string[], row: readonly string[], prose: number | null): Block | null {
  const cells = header.map((_, column) => row[column]?.trim() ?? "");
  const text = prose === null ? renderRow(header, cells.map(oneLine)) : (cells[prose] ?? "");
  const whole = text === "" ? renderRow(header, cells.map(oneLine)) : text;
  if (whole === "") return null;
  const fields = Object.fromEntries(header.map((name, column) => [name, cells[column] ?? ""]));
  return { kind: "record", text: whole, fields };
}

/** The one column that is three times as long as any other, and a sentence long on average. */
function findProseColumn(rows: readonly (readonly string[])[], width: number): number | null {
  const sample = rows.slice(0, 200);
  const means = Array.from(
    { length: width },
    (_, column) =>
      sample.reduce((sum, row) => sum + (row[column]?.trim().length ?? 0), 0) / Math.max(1, sample.length),
  );
  const longest = means.indexOf(Math.max(...means));
  const length = means[longest] ?? 0;
  const rest = means.filter((_, column) => column !== longest);
  if (length < 30 || rest.length === 0 || rest.some((mean) => mean * 3 > length)) return null;
  return longest;
}
