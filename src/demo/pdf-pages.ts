import {
  PAGE_HEIGHT,
  PAGE_WIDTH,
  type PdfBookmark,
  type PdfFont,
  type PdfRule,
  type PdfSheet,
  type PdfText,
  textWidth,
} from "./pdf-writer.ts";

export type PdfContent =
  | { readonly kind: "heading"; readonly level: 1 | 2; readonly text: string }
  | { readonly kind: "paragraph"; readonly text: string }
  | { readonly kind: "list"; readonly items: readonly string[] }
  | {
      readonly kind: "table";
      readonly header: readonly string[];
      readonly rows: readonly (readonly string[])[];
      /** Width of the first column in points; the others share the rest and are set flush right. */
      readonly firstWidth: number;
    };

const LEFT = 62;
const RIGHT = PAGE_WIDTH - 62;
const TOP = PAGE_HEIGHT - 90;
const BOTTOM = 80;
const BODY = { size: 10.5, leading: 14.5 };
const HEADINGS = { 1: { size: 18, before: 0, after: 26 }, 2: { size: 13, before: 14, after: 20 } } as const;
const ROW = 17;

export interface LaidOut {
  readonly pages: readonly PdfSheet[];
  readonly bookmarks: readonly PdfBookmark[];
}

/** Sets text from top to bottom; a heading of level 1 begins a page, a table that runs over repeats its header. */
export function setPages(contents: readonly PdfContent[]): LaidOut {
  const setter = new PageSetter();
  for (const content of contents) setter.add(content);
  return setter.finish();
}

class PageSetter {
  readonly #pages: { texts: PdfText[]; rules: PdfRule[] }[] = [];
  readonly #bookmarks: PdfBookmark[] = [];
  #y = 0;

  add(content: PdfContent): void {
    if (content.kind === "heading") this.#heading(content.level, content.text);
    else if (content.kind === "paragraph") this.#paragraph(content.text);
    else if (content.kind === "list") for (const item of content.items) this.#item(item);
    else this.#table(content);
  }

  finish(): LaidOut {
    return { pages: this.#pages, bookmarks: this.#bookmarks };
  }

  #heading(level: 1 | 2, text: string): void {
    const { size, before, after } = HEADINGS[level];
    if (level === 1 || this.#y - before < BOTTOM + 80) this.#newPage();
    else this.#y -= before;
    this.#bookmarks.push({ title: text, level, pageIndex: this.#pages.length - 1 });
    this.#put(LEFT, text, size, "bold");
    this.#y -= after;
  }

  #paragraph(text: string): void {
    for (const line of wrap(text, RIGHT - LEFT)) this.#line(LEFT, line);
    this.#y -= 7;
  }

  #item(text: string): void {
    for (const [index, line] of wrap(text, RIGHT - LEFT - 14).entries()) {
      if (this.#y < BOTTOM) this.#newPage();
      if (index === 0) this.#put(LEFT, "•", BODY.size, "regular");
      this.#line(LEFT + 14, line);
    }
    this.#y -= 2;
  }

  #table(table: Extract<PdfContent, { kind: "table" }>): void {
    this.#row(table.header, table.firstWidth, "bold");
    for (const row of table.rows) {
      if (this.#y < BOTTOM) {
        this.#newPage();
        this.#row(table.header, table.firstWidth, "bold");
      }
      this.#row(row, table.firstWidth, "regular");
    }
    this.#y -= 10;
  }

  #row(cells: readonly string[], firstWidth: number, font: PdfFont): void {
    const width = (RIGHT - LEFT - firstWidth) / Math.max(1, cells.length - 1);
    for (const [column, cell] of cells.entries()) {
      const end = LEFT + firstWidth + width * column;
      this.#put(column === 0 ? LEFT : end - textWidth(cell, 9.5, font), cell, 9.5, font);
    }
    this.#pages.at(-1)?.rules.push({ x: LEFT, y: this.#y - 5, width: RIGHT - LEFT });
    this.#y -= ROW;
  }

  #line(x: number, text: string): void {
    if (this.#y < BOTTOM) this.#newPage();
    this.#put(x, text, BODY.size, "regular");
    this.#y -= BODY.leading;
  }

  #put(x: number, text: string, size: number, font: PdfFont): void {
    this.#pages.at(-1)?.texts.push({ x, y: this.#y, size, font, text });
  }

  #newPage(): void {
    this.#pages.push({ texts: [], rules: [] });
    this.#y = TOP;
  }
}

function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && textWidth(longer, BODY.size) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}
