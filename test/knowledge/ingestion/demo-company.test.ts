import { readdir, readFile } from "node:fs/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { type DemoArticle, demoArticles, demoReviewsPath } from "../../../src/demo/company.ts";
import { makeReviews, renderReviews } from "../../../src/demo/make-reviews.ts";
import { makeTariffPdf } from "../../../src/demo/make-tariff-pdf.ts";
import { EMOTIONS } from "../../../src/domain/emotion.ts";
import { type Ingested, ingestFile, type NewPassage } from "../../../src/knowledge/ingestion/ingest-file.ts";
import { PASSAGE_SIZE } from "../../../src/knowledge/ingestion/split-passages.ts";
import { readOk } from "./read-ok.ts";

const read = async (path: string): Promise<Uint8Array> => new Uint8Array(await readFile(path));

describe("the documents of the demonstration", () => {
  const ingested = new Map<string, Ingested>();
  const passagesOf = (name: string): readonly NewPassage[] => ingested.get(name)?.passages ?? [];

  beforeAll(async () => {
    const all = await Promise.all(
      demoArticles().map(async (article: DemoArticle) => {
        const outcome = await ingestFile({ ...article, bytes: await read(article.path) });
        return { name: article.name, outcome };
      }),
    );
    for (const { name, outcome } of all) if (outcome.kind === "ingested") ingested.set(name, outcome);
  });

  it("are read cleanly, every one, with the address and visibility they are listed with", () => {
    for (const { name, url, visibility } of demoArticles()) {
      const outcome = ingested.get(name);
      expect(outcome?.article, name).toMatchObject({ url, visibility, source: name });
      expect(outcome?.warnings, name).toEqual([]);
      expect(outcome?.passages.length, name).toBeGreaterThan(3);
    }
  });

  it("are all listed", async () => {
    const names = await readdir(new URL("../../../src/demo/company/", import.meta.url));
    expect([...demoArticles().map(({ name }) => name), "reviews.csv"].sort()).toEqual(names.sort());
  });

  it("have one private article only, whatever the list says", async () => {
    const playbook = demoArticles().find(({ visibility }) => visibility === "private");
    expect(playbook?.name).toBe("agent-playbook.md");
    const opened = await readOk("p.md", await read(playbook?.path ?? ""), { visibility: "public" });
    expect(opened.passages.every((passage) => passage.visibility === "private")).toBe(true);
    expect([...ingested.values()].filter(({ article }) => article.visibility === "private")).toHaveLength(1);
  });

  it("give passages of the right size, unless a section is short or a fence long", () => {
    for (const { passages } of ingested.values())
      for (const { text } of passages) {
        expect(text.length).toBeLessThanOrEqual(
          text.includes("```") ? PASSAGE_SIZE.mostCode : PASSAGE_SIZE.most,
        );
      }
  });

  it("carry no furniture of the help centre", () => {
    const text = [...passagesOf("send-a-parcel.html"), ...passagesOf("account-and-privacy.html")]
      .map((p) => p.text)
      .join(" ");
    expect(text).not.toMatch(/Imprint|Help Centre|analytics|invented|Related/);
    expect(passagesOf("account-and-privacy.html").map(({ anchor }) => anchor)).toContain("payment");
  });

  it.each([
    ["tracking.md", /To see where your parcel is, enter its tracking number/],
    [
      "refunds.md",
      /If an Express parcel arrives after its guaranteed time, we refund the full shipping price/,
    ],
    [
      "address-changes.md",
      /You can change the delivery address on the tracking page .* until the parcel has the status "Out for delivery"/,
    ],
    ["prohibited-items.md", /Lithium batteries may be shipped only when they are installed in the device/],
    ["tariff-guide.pdf", /An Express parcel of 5 kg from the Netherlands to Germany costs 24\.90 EUR/],
    ["business-api.md", /A webhook tells your server about every new scan/],
    ["opening-hours.md", /support team answers from Monday to Friday between 07:00 and 20:00/],
  ])("%s has one sentence that answers its question", (name, sentence) => {
    expect(passagesOf(name).filter(({ text }) => sentence.test(text))).toHaveLength(1);
  });

  it("only link to articles that exist", async () => {
    const names = new Set(demoArticles().map(({ name }) => name));
    const urls = new Set(demoArticles().map(({ url }) => url));
    for (const { name, path } of demoArticles()) {
      if (!name.endsWith(".md")) continue;
      const text = await readFile(path, "utf8");
      for (const [, target = ""] of text.matchAll(/\]\(([\w-]+\.md)/g)) expect(names, name).toContain(target);
      expect(urls).toContain(/^url: (.+)$/m.exec(text)?.[1]);
    }
  });

  describe("the tariff guide", () => {
    const at = (heading: string): readonly NewPassage[] =>
      passagesOf("tariff-guide.pdf").filter(({ headingPath }) => headingPath.at(-1) === heading);

    it("has pages as printed: roman before the first chapter, then 1 to 7", () => {
      expect([...new Set(passagesOf("tariff-guide.pdf").map(({ pageLabel }) => pageLabel))]).toEqual(
        "i ii 1 2 3 4 5 6 7".split(" "),
      );
      expect(at("5.3 Time limits for claims").map(({ pageLabel }) => pageLabel)).toEqual(["6"]);
    });

    it("has the headings of its outline, in their order", () => {
      expect(at("4.2 Delivery")[0]?.headingPath).toEqual([
        "Parcelwise Tariffs and Terms of Carriage 2026",
        "4 Handing in and delivery",
        "4.2 Delivery",
      ]);
      const numbered = passagesOf("tariff-guide.pdf").flatMap(
        ({ headingPath }) => headingPath.at(-1)?.match(/^\d\.\d/)?.[0] ?? [],
      );
      expect([...new Set(numbered)]).toEqual(
        "1.1 1.2 2.1 2.2 3.1 3.2 4.1 4.2 4.3 5.1 5.2 5.3 6.1 6.2 6.3".split(" "),
      );
    });

    it("has every price in a row that names its columns, on both pages of the table", () => {
      const rows = at("2.2 Express prices by destination").flatMap(({ text, pageLabel }) =>
        text.split("\n").map((row) => ({ row, pageLabel })),
      );
      expect(rows).toHaveLength(18);
      for (const { row } of rows)
        expect(row).toMatch(
          /^Destination: [\w ]+; up to 2 kg: \S+ EUR; up to 5 kg: \S+ EUR; up to 10 kg: \S+ EUR; up to 20 kg: \S+ EUR; up to 31\.5 kg: \S+ EUR$/,
        );
      expect(rows).toContainEqual({
        row: "Destination: Germany; up to 2 kg: 19.90 EUR; up to 5 kg: 24.90 EUR; up to 10 kg: 31.90 EUR; up to 20 kg: 44.90 EUR; up to 31.5 kg: 58.90 EUR",
        pageLabel: "2",
      });
      expect(new Set(rows.map(({ pageLabel }) => pageLabel))).toEqual(new Set(["2", "3"]));
    });

    it("is what its generator writes", async () => {
      const path = demoArticles().find(({ name }) => name === "tariff-guide.pdf")?.path ?? "";
      expect(Buffer.from(makeTariffPdf()).equals(await readFile(path))).toBe(true);
    });
  });
});

describe("the reviews of the demonstration", () => {
  it("are 700 different ones, 100 for each emotion, one passage each", async () => {
    const { passages } = await readOk("reviews.csv", await read(demoReviewsPath()));
    expect(passages).toHaveLength(700);
    expect(new Set(passages.map(({ text }) => text)).size).toBe(700);
    expect(new Set(passages.map(({ fields }) => fields?.id)).size).toBe(700);
    for (const emotion of EMOTIONS)
      expect(passages.filter(({ fields }) => fields?.emotion === emotion)).toHaveLength(100);
    for (const { text, fields } of passages) {
      expect(fields?.text).toBe(text);
      expect(Object.keys(fields ?? {})).toEqual([
        "id",
        "date",
        "rating",
        "emotion",
        "text",
        "service",
        "city",
      ]);
      expect(text).not.toMatch(/[{}[\]|]|undefined/);
      expect(fields?.rating).toMatch(/^[1-5]$/);
    }
  });

  it("are what their generator writes", async () => {
    expect(renderReviews(makeReviews())).toBe(await readFile(demoReviewsPath(), "utf8"));
  });
});
