/** Writes the generated documents of the demonstration anew: `npx tsx src/demo/make-company-files.ts`. */
import { writeFile } from "node:fs/promises";
import { makeReviews, renderReviews } from "./make-reviews.ts";
import { makeTariffPdf } from "./make-tariff-pdf.ts";

const folder = new URL("./company/", import.meta.url);
await writeFile(new URL("tariff-guide.pdf", folder), makeTariffPdf());
await writeFile(new URL("reviews.csv", folder), renderReviews(makeReviews()));
