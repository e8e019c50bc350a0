/** What every format is read into before it is split: a flat list in reading order. */
export type Block = {
  /** Label of the page it stands on, for PDFs. */
  readonly pageLabel?: string | null;
} & (
  | {
      readonly kind: "heading";
      /** 1 is the outermost. */
      readonly level: number;
      readonly text: string;
      /** Id to jump to, without `#`. */
      readonly anchor: string | null;
    }
  | { readonly kind: "paragraph"; readonly text: string }
  /** Items carry their own marker and indentation. */
  | { readonly kind: "list"; readonly items: readonly string[] }
  | {
      readonly kind: "table";
      readonly header: readonly string[];
      readonly rows: readonly (readonly string[])[];
    }
  | { readonly kind: "code"; readonly text: string; readonly language: string }
  /** One CSV row: a passage of its own. */
  | { readonly kind: "record"; readonly text: string; readonly fields: Readonly<Record<string, string>> }
);

/** A parsed file: what it calls itself and what stands in it. */
export interface ParsedDocument {
  /** `null` when the file names no title. */
  readonly title: string | null;
  readonly blocks: readonly Block[];
  /** Set by a Markdown front matter. */
  readonly declared?: { readonly visibility?: "public" | "private"; readonly url?: string };
}

/** "Zone: 2; Up to: 5 kg; Express: 24.90 EUR": a row that can be read alone. Empty cells are left out. */
export function renderRow(header: readonly string[], row: readonly string[]): string {
  const parts: string[] = [];
  for (const [column, cell] of row.entries()) {
    if (cell === "") continue;
    const name = header[column] ?? "";
    parts.push(name === "" || name === cell ? cell : `${name}: ${cell}`);
  }
  return parts.join("; ");
}
