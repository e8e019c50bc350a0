/** A small PDF 1.4 writer for our own sample documents: standard Helvetica fonts, text, rules, outline, page labels. */
export type PdfFont = "regular" | "bold";

/** Text with its baseline at `y`, in points from the lower left corner. */
export interface PdfText {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly font: PdfFont;
  readonly text: string;
}

export interface PdfRule {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

export interface PdfSheet {
  readonly texts: readonly PdfText[];
  readonly rules?: readonly PdfRule[];
}

export interface PdfBookmark {
  readonly title: string;
  /** 1 is the outermost; each entry is at most one deeper than the one before. */
  readonly level: number;
  readonly pageIndex: number;
}

/** From `fromPage` (0-based) on, pages are numbered 1, 2 ... or i, ii ... */
export interface PdfLabelRange {
  readonly fromPage: number;
  readonly style: "decimal" | "roman";
}

export interface PdfSource {
  readonly title: string;
  readonly pages: readonly PdfSheet[];
  readonly bookmarks?: readonly PdfBookmark[];
  readonly labels?: readonly PdfLabelRange[];
  /** More objects, as PDF source, and more trailer entries; for documents that test readers. */
  readonly trailer?: string;
}

export const PAGE_WIDTH = 595;
export const PAGE_HEIGHT = 842;

/** Object numbers that do not depend on the content. */
const CATALOG = 1;
const PAGES = 2;
const FONT_REGULAR = 3;
const FONT_BOLD = 4;
const INFO = 5;
const OUTLINES = 6;
const FIRST_FREE = 7;

/** The same source gives the same bytes. Characters outside of Windows-1252 become "?". */
export function writePdf(source: PdfSource): Uint8Array {
  const bookmarks = source.bookmarks ?? [];
  const pageNumber = (index: number): number => FIRST_FREE + index * 2;
  const bookmarkNumber = (index: number): number => FIRST_FREE + source.pages.length * 2 + index;
  const objects = new Map<number, string>();
  const kids = source.pages.map((_, index) => `${pageNumber(index)} 0 R`).join(" ");
  const outlines = bookmarks.length > 0 ? ` /Outlines ${OUTLINES} 0 R /PageMode /UseOutlines` : "";
  objects.set(CATALOG, `<< /Type /Catalog /Pages ${PAGES} 0 R${outlines}${labelsOf(source.labels ?? [])} >>`);
  objects.set(PAGES, `<< /Type /Pages /Count ${source.pages.length} /Kids [${kids}] >>`);
  objects.set(FONT_REGULAR, fontOf("Helvetica"));
  objects.set(FONT_BOLD, fontOf("Helvetica-Bold"));
  objects.set(INFO, `<< /Title ${literal(source.title)} /Producer (Parcelwise press) >>`);
  for (const [index, sheet] of source.pages.entries()) {
    const stream = contentOf(sheet);
    objects.set(
      pageNumber(index),
      `<< /Type /Page /Parent ${PAGES} 0 R /MediaBox [0 0 ${PAGE_WIDTH} ${PAGE_HEIGHT}] /Contents ${pageNumber(index) + 1} 0 R ` +
        `/Resources << /Font << /F1 ${FONT_REGULAR} 0 R /F2 ${FONT_BOLD} 0 R >> >> >>`,
    );
    objects.set(pageNumber(index) + 1, `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`);
  }
  objects.set(OUTLINES, outlineRoot(bookmarks, bookmarkNumber));
  for (const [index, bookmark] of bookmarks.entries())
    objects.set(bookmarkNumber(index), outlineEntry(bookmarks, bookmark, index, bookmarkNumber, pageNumber));
  return assemble(objects, source.trailer ?? "");
}

/** Strings are built with one character per byte. */
function assemble(objects: ReadonlyMap<number, string>, trailer: string): Uint8Array {
  let file = "%PDF-1.4\n%\xe2\xe3\xcf\xd3\n";
  const offsets: number[] = [];
  for (const [number, body] of objects) {
    offsets[number] = file.length;
    file += `${number} 0 obj\n${body}\nendobj\n`;
  }
  const start = file.length;
  const count = offsets.length;
  file += `xref\n0 ${count}\n0000000000 65535 f \n`;
  for (let number = 1; number < count; number += 1)
    file += `${String(offsets[number] ?? 0).padStart(10, "0")} 00000 n \n`;
  file += `trailer\n<< /Size ${count} /Root ${CATALOG} 0 R /Info ${INFO} 0 R ${trailer}>>\nstartxref\n${start}\n%%EOF\n`;
  return Uint8Array.from(file, (character) => character.charCodeAt(0));
}

const fontOf = (name: string): string =>
  `<< /Type /Font /Subtype /Type1 /BaseFont /${name} /Encoding /WinAnsiEncoding >>`;

function contentOf(sheet: PdfSheet): string {
  const rules = (sheet.rules ?? []).map(
    (rule) => `0.5 w ${rule.x} ${rule.y} m ${rule.x + rule.width} ${rule.y} l S`,
  );
  const texts = sheet.texts.map(
    ({ x, y, size, font, text }) =>
      `BT /${font === "bold" ? "F2" : "F1"} ${size} Tf 1 0 0 1 ${x.toFixed(2)} ${y.toFixed(2)} Tm ${literal(text)} Tj ET`,
  );
  return [...rules, ...texts].join("\n");
}

function labelsOf(ranges: readonly PdfLabelRange[]): string {
  if (ranges.length === 0) return "";
  const entries = ranges.map(
    ({ fromPage, style }) => `${fromPage} << /S /${style === "roman" ? "r" : "D"} /St 1 >>`,
  );
  return ` /PageLabels << /Nums [${entries.join(" ")}] >>`;
}

function outlineRoot(bookmarks: readonly PdfBookmark[], numberOf: (index: number) => number): string {
  const top = bookmarks.flatMap((bookmark, index) => (bookmark.level === 1 ? [numberOf(index)] : []));
  if (top.length === 0) return "<< /Type /Outlines >>";
  return `<< /Type /Outlines /First ${top[0]} 0 R /Last ${top.at(-1)} 0 R /Count ${top.length} >>`;
}

function outlineEntry(
  bookmarks: readonly PdfBookmark[],
  bookmark: PdfBookmark,
  index: number,
  numberOf: (index: number) => number,
  pageNumber: (index: number) => number,
): string {
  const { level } = bookmark;
  const parent = bookmarks.slice(0, index).findLastIndex((other) => other.level < level);
  const ends = bookmarks.findIndex((other, at) => at > index && other.level < level);
  const family = bookmarks.flatMap((other, at) =>
    at > parent && (ends < 0 || at < ends) && other.level === level ? [at] : [],
  );
  const place = family.indexOf(index);
  const below = bookmarks.findIndex((other, at) => at > index && other.level <= level);
  const children = bookmarks.flatMap((other, at) =>
    at > index && (below < 0 || at < below) && other.level === level + 1 ? [at] : [],
  );
  const link = (name: string, at: number | undefined): string =>
    at === undefined ? "" : ` /${name} ${numberOf(at)} 0 R`;
  return (
    `<< /Title ${literal(bookmark.title)} /Parent ${parent < 0 ? OUTLINES : numberOf(parent)} 0 R` +
    link("Prev", family[place - 1]) +
    link("Next", family[place + 1]) +
    link("First", children[0]) +
    link("Last", children.at(-1)) +
    `${children.length > 0 ? ` /Count ${children.length}` : ""} /Dest [${pageNumber(bookmark.pageIndex)} 0 R /Fit] >>`
  );
}

/** What Windows-1252 has between 0x80 and 0x9f, as far as we write it. */
const HIGH: Readonly<Record<string, number>> = {
  "€": 0x80,
  "…": 0x85,
  "‘": 0x91,
  "’": 0x92,
  "“": 0x93,
  "”": 0x94,
  "•": 0x95,
  "–": 0x96,
  "—": 0x97,
};

function literal(text: string): string {
  const bytes = Array.from(text, (character) => {
    const code = HIGH[character] ?? character.charCodeAt(0);
    return String.fromCharCode(code <= 0xff ? code : 63);
  }).join("");
  return `(${bytes.replace(/[\\()]/g, "\\$&")})`;
}

/** Widths of Helvetica in thousandths of the size, from blank to tilde. */
const WIDTHS =
  "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 278 278 584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 667 944 667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 556 333 500 278 556 500 722 500 500 500 334 260 334 584"
    .split(" ")
    .map(Number);

/** Width in points; exact for ASCII in the regular font, about right else. */
export function textWidth(text: string, size: number, font: PdfFont = "regular"): number {
  const thousandths = Array.from(text).reduce(
    (sum, character) => sum + (WIDTHS[character.charCodeAt(0) - 32] ?? 556),
    0,
  );
  return (thousandths / 1_000) * size * (font === "bold" ? 1.06 : 1);
}
