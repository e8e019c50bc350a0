// biome-ignore lint/correctness/noUnresolvedImports: its exports map is read wrongly by the linter
import { chromium } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { wordsOfCard } from "../../adapters/teams/read-card.ts";
import { openPlaygroundStage } from "./playground-stage.ts";

const ARTICLE = `# Lost parcels

## When a parcel counts as lost

A parcel counts as lost after 10 working days without a scan. We then pay up to 500 euro.
`;
/** As the story's browser is started. */
const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

let stage: Awaited<ReturnType<typeof openPlaygroundStage>>;
beforeAll(async () => {
  stage = await openPlaygroundStage(null);
  await stage.upload("lost.md", ARTICLE);
}, 180_000);
afterAll(() => stage?.close());

test("somebody asks in the playground's own page, reads the answer there and presses Solved", async () => {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium",
    args: FLAGS,
  });
  try {
    const page = await browser.newPage();
    await page.route("**/*", (route) =>
      ["127.0.0.1", "localhost"].includes(new URL(route.request().url()).hostname)
        ? route.continue()
        : route.abort(),
    );
    await page.goto(stage.pageUrl);
    // Added to the private chat, the bot says what it can do.
    await page.getByText("What I can do").first().waitFor({ timeout: 60_000 });
    const box = page.locator('[contenteditable="true"], textarea').first();
    await box.click({ timeout: 30_000 });
    await page.keyboard.type("How much do you pay for a lost parcel?");
    await page.keyboard.press("Enter");
    await page.getByText("We then pay up to 500 euro", { exact: false }).first().waitFor({ timeout: 60_000 });
    expect(wordsOfCard(stage.front.posts.at(-1)?.card ?? null)).toContain("500 euro");
    await page.getByRole("button", { name: "Solved" }).first().click();
    // The card changes in place, and its buttons are gone.
    await page
      .getByRole("button", { name: "Not helpful" })
      .first()
      .waitFor({ state: "hidden", timeout: 30_000 });
    expect(stage.front.refusals).toEqual([]);
  } finally {
    await browser.close();
  }
});
