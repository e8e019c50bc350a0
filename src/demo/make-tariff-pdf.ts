import { setPages } from "./pdf-pages.ts";
import { PAGE_HEIGHT, PAGE_WIDTH, type PdfSheet, type PdfText, textWidth, writePdf } from "./pdf-writer.ts";
import { TARIFF_CONTENTS, TARIFF_TITLE } from "./tariff-text.ts";

/** Pages before the first chapter: cover and contents, numbered i and ii. */
const FRONT_PAGES = 2;

/** The tariff guide as PDF, the same bytes each time; `company/tariff-guide.pdf` is its output (see `make-company-files.ts`). */
export function makeTariffPdf(): Uint8Array {
  const { pages, bookmarks } = setPages(TARIFF_CONTENTS);
  const chapters = bookmarks.filter((bookmark) => bookmark.level === 1);
  return writePdf({
    title: TARIFF_TITLE,
    pages: [
      cover(),
      contents(chapters.map(({ title, pageIndex }) => ({ title, page: pageIndex + 1 }))),
      ...pages.map((sheet, index) => withFurniture(sheet, String(index + 1))),
    ],
    bookmarks: bookmarks.map((bookmark) => ({ ...bookmark, pageIndex: bookmark.pageIndex + FRONT_PAGES })),
    labels: [
      { fromPage: 0, style: "roman" },
      { fromPage: FRONT_PAGES, style: "decimal" },
    ],
  });
}

function cover(): PdfSheet {
  return {
    texts: [
      { x: 62, y: 560, size: 30, font: "bold", text: "Parcelwise" },
      { x: 62, y: 520, size: 20, font: "bold", text: "Tariffs and Terms of Carriage 2026" },
      {
        x: 62,
        y: 480,
        size: 10.5,
        font: "regular",
        text: "In force from 1 January 2026. For parcels handed in in the Netherlands.",
      },
      {
        x: 62,
        y: 465,
        size: 10.5,
        font: "regular",
        text: "Questions: https://help.parcelwise.example/contact",
      },
    ],
    rules: [{ x: 62, y: 505, width: PAGE_WIDTH - 124 }],
  };
}

function contents(chapters: readonly { readonly title: string; readonly page: number }[]): PdfSheet {
  const lines = chapters.map(({ title, page }, index): PdfText => {
    const dots = " .".repeat(Math.floor((400 - textWidth(title, 10.5)) / textWidth(" .", 10.5)));
    return { x: 62, y: 690 - index * 20, size: 10.5, font: "regular", text: `${title}${dots} ${page}` };
  });
  const note = "Chapters 4 to 6 are the terms of carriage; chapters 1 to 3 explain the prices.";
  return {
    texts: [
      { x: 62, y: 740, size: 18, font: "bold", text: "Contents" },
      ...lines,
      { x: 62, y: 690 - lines.length * 20 - 10, size: 10.5, font: "regular", text: note },
    ],
  };
}

function withFurniture(sheet: PdfSheet, label: string): PdfSheet {
  return {
    texts: [
      { x: 62, y: PAGE_HEIGHT - 40, size: 8, font: "regular", text: TARIFF_TITLE },
      ...sheet.texts,
      { x: PAGE_WIDTH - 62 - textWidth(label, 8), y: 36, size: 8, font: "regular", text: label },
    ],
    rules: sheet.rules ?? [],
  };
}
