import { fileURLToPath } from "node:url";
import type { Visibility } from "../domain/knowledge.ts";

/** A document of Parcelwise, the invented parcel carrier of the demonstration. */
export interface DemoArticle {
  readonly name: string;
  readonly path: string;
  readonly url: string;
  readonly visibility: Visibility;
}

const HELP = "https://help.parcelwise.example";

const FILES: readonly (readonly [name: string, url: string, visibility?: Visibility])[] = [
  ["tracking.md", `${HELP}/tracking`],
  ["delivery-times.md", `${HELP}/delivery-times`],
  ["refunds.md", `${HELP}/refunds`],
  ["address-changes.md", `${HELP}/address-changes`],
  ["prohibited-items.md", `${HELP}/prohibited-items`],
  ["claims.md", `${HELP}/claims`],
  ["business-api.md", `${HELP}/business-api`],
  ["customs.md", `${HELP}/customs`],
  ["opening-hours.md", `${HELP}/opening-hours`],
  ["send-a-parcel.html", `${HELP}/send-a-parcel`],
  ["account-and-privacy.html", `${HELP}/account-and-privacy`],
  ["tariff-guide.pdf", `${HELP}/downloads/tariff-guide.pdf`],
  ["agent-playbook.md", "https://desk.parcelwise.example/playbook", "private"],
];

const pathOf = (name: string): string => fileURLToPath(new URL(`./company/${name}`, import.meta.url));

/** What the demonstration answers from. The reviews are data, not knowledge: see `demoReviewsPath`. */
export const demoArticles = (): readonly DemoArticle[] =>
  FILES.map(([name, url, visibility = "public"]) => ({ name, path: pathOf(name), url, visibility }));

/** 700 customer reviews, 100 for each emotion: id, date, rating, emotion, text, service, city. */
export const demoReviewsPath = (): string => pathOf("reviews.csv");
