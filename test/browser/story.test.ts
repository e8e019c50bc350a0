import { mkdirSync } from "node:fs";
import { join } from "node:path";
// biome-ignore lint/correctness/noUnresolvedImports: its exports map is read wrongly by the linter
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DeskProcess, startDesk } from "./desk-process.ts";
import { type Look, openBrowser, openWindow, overflow, tabBackTo } from "./windows.ts";

const ANGRY =
  "My express parcel is a week late. How do I get a refund? This is the third time I ask! I will cancel my account.";
const FOLDER = process.env.PICTURES ?? "";
const faults: string[] = [];

let desk: DeskProcess;
let browser: Browser;
let maya: Page;
let ana: Page;
let clara: Page;
let threadKey = "";

const at = (page: Page): Locator => page.getByRole("log").last();
const composer = (page: Page, hint: RegExp | string): Locator => page.getByRole("textbox", { name: hint });
const card = (page: Page): Locator => page.locator("article.message", { hasText: ANGRY.slice(0, 30) }).last();

async function picture(page: Page, name: string): Promise<void> {
  if (FOLDER !== "") await page.screenshot({ path: join(FOLDER, `${name}.png`) });
}

async function say(page: Page, hint: RegExp | string, text: string): Promise<void> {
  const box = composer(page, hint);
  await box.fill(text);
  await box.press("Enter");
  if ((await box.inputValue()) !== "") await box.press("Enter");
}

beforeAll(async () => {
  if (FOLDER !== "") mkdirSync(FOLDER, { recursive: true });
  desk = await startDesk();
  browser = await openBrowser();
  const wide: Look = { width: 1440, scheme: "light" };
  maya = await openWindow(browser, desk.address, wide, faults);
  ana = await openWindow(browser, desk.address, { ...wide, scheme: "dark" }, faults);
  clara = await openWindow(browser, desk.address, wide, faults);
});

afterAll(async () => {
  await browser?.close();
  await desk?.stop();
});

describe("an angry customer, in a browser", () => {
  it("writes in #help with the keyboard alone and mentions the bot", async () => {
    await maya.goto("/playground/help?as=maya");
    const box = composer(maya, /help/);
    await box.waitFor();
    // From the top of the page backwards: what is written comes last, after every message.
    await tabBackTo(maya, box, 12);
    await maya.keyboard.type("@rap");
    await maya.getByRole("listbox", { name: "Suggestions" }).waitFor();
    await maya.keyboard.press("Tab");
    expect(await box.inputValue()).toMatch(/^@rapport/i);
    await maya.keyboard.type(` ${ANGRY}`);
    await maya.keyboard.press("Enter");
    const mine = maya.locator("article.message", { hasText: ANGRY }).last();
    await mine.waitFor();
    const replies = mine.getByRole("button", { name: /repl(y|ies)/ }).first();
    await replies.waitFor();
    threadKey = (await mine.getAttribute("data-post")) ?? "";
    await replies.focus();
    await maya.keyboard.press("Enter");
    await maya.getByRole("region", { name: "Thread" }).waitFor();
  });

  it("gets an answer in the thread, cited, with a human one tap away and no word about moods", async () => {
    const thread = maya.getByRole("region", { name: "Thread" });
    const answer = thread.locator("article.message", { hasText: "bot" }).last();
    await answer.waitFor();
    const words = await answer.innerText();
    expect(words).toMatch(/refund/i);
    expect(words).not.toMatch(/anger|angry|churn|risk|frustrat/i);
    expect(await answer.locator('a[href^="https://help.parcelwise.example/"]').count()).toBeGreaterThan(0);
    for (const label of [/solved/i, /not helpful/i, /human/i])
      expect(await answer.getByRole("button", { name: label }).count()).toBe(1);
    await picture(maya, "answer-1440-light");
  });

  it("is flagged to the agents with mood, evidence and a reply to send", async () => {
    await ana.goto("/playground/agents?as=ana");
    await card(ana).waitFor();
    const words = await card(ana).innerText();
    expect(words).toContain("Maya");
    expect(words).toMatch(/high|elevated/i);
    expect(words).toMatch(/frustrated|angry/i);
    expect(words).toContain("cancel my account");
    expect(words).toMatch(/drafted reply/i);
    await picture(ana, "card-1440-dark");
  });

  it("is claimed and answered by Ana, who then resolves the ticket", async () => {
    await card(ana).getByRole("button", { name: "Claim" }).click();
    await card(ana)
      .getByText(/Claimed by Ana/)
      .waitFor();
    await ana.goto(`/playground/help?as=ana&thread=${threadKey}`);
    await say(ana, "Reply", "Your refund of 12.90 is on its way, it will be there on Thursday.");
    await maya.getByRole("region", { name: "Thread" }).getByText("on its way").waitFor();
    await ana.goto("/playground/agents?as=ana");
    await card(ana).getByRole("button", { name: "Resolve" }).click();
    await card(ana)
      .getByText(/solved/i)
      .first()
      .waitFor();
  });

  it("is asked for a rating and gives it", async () => {
    const thread = maya.getByRole("region", { name: "Thread" });
    const survey = thread.locator("article.message").last();
    const five = survey.getByRole("button", { name: /^(?:★*\s*)?5|5$/ }).last();
    await five.waitFor();
    expect(await survey.locator(".content-controls button").count()).toBe(5);
    await picture(maya, "survey-1440-light");
    await five.click();
    await thread.getByText(/rating is in/i).waitFor();
    await card(ana)
      .getByText(/Rated 5 of 5/)
      .waitFor();
    await picture(ana, "card-closed-1440-dark");
  });

  it("has a history, and the desk its figures, for staff alone", async () => {
    await say(ana, /agents/, "/history @Maya");
    const history = at(ana).locator("article.message", { hasText: "Mood over time" }).last();
    await history.waitFor();
    expect(await history.innerText()).toContain("Only visible to you");
    await say(ana, /agents/, "/stats");
    await at(ana).getByRole("heading", { name: "Last seven days" }).last().waitFor();
    await picture(ana, "commands-1440-dark");
    await say(maya, /help/, "/stats");
    await maya
      .getByText(/for the support team/)
      .last()
      .waitFor();
  });

  it("shows up in the managers' digest, whose chart can be read", async () => {
    await clara.goto("/playground/managers?as=clara");
    const charts = clara.locator("article.message img");
    await charts.last().waitFor();
    const before = await charts.count();
    await say(clara, /managers/, "/rapport digest");
    await expect.poll(() => charts.count(), { timeout: 30_000 }).toBe(before + 1);
    const chart = charts.last();
    // A picture loads when it is looked at: the list must have stayed at its end.
    await expect
      .poll(() => chart.evaluate((image) => (image as HTMLImageElement).naturalWidth), { timeout: 30_000 })
      .toBeGreaterThan(600);
    expect((await chart.getAttribute("alt"))?.length ?? 0).toBeGreaterThan(20);
    await picture(clara, "digest-1440-light");
    if (FOLDER !== "") await chart.screenshot({ path: join(FOLDER, "digest-chart.png") });
  });

  it("can be followed step by step in 'What Rapport did'", async () => {
    await ana.goto(`/playground/help?as=ana&thread=${threadKey}&did=${threadKey}`);
    const panel = ana.getByRole("complementary", { name: "What Rapport did" });
    await panel.getByText(/handled in/).waitFor();
    const words = await panel.innerText();
    for (const expected of [/anger/i, /cancel my account/i, /refund/i, /\d ms|\d s/])
      expect(words).toMatch(expected);
    await picture(ana, "what-rapport-did-1440-dark");
  });
});

describe("the console", () => {
  /** A box one can write in holds a few words. */
  const MIN_BOX_PX = 120;
  const PAGES: readonly (readonly [name: string, path: () => string])[] = [
    ["playground", () => `/playground/help?as=maya&thread=${threadKey}`],
    ["agents", () => "/playground/agents?as=ana"],
    ["managers", () => "/playground/managers?as=clara"],
    ["turn", () => `/playground/help?as=ana&did=${threadKey}`],
    ["turn-and-thread", () => `/playground/help?as=ana&thread=${threadKey}&did=${threadKey}`],
    ["dashboard", () => "/dashboard"],
    ["tickets", () => "/tickets"],
    ["conversations", () => "/conversations"],
    ["customers", () => "/customers"],
    ["knowledge", () => "/knowledge"],
    ["digests", () => "/digests"],
    ["settings", () => "/settings"],
  ];
  const LOOKS: readonly Look[] = [1440, 390].flatMap((width) =>
    (["light", "dark"] as const).map((scheme) => ({ width: width === 1440 ? 1440 : 390, scheme }) as const),
  );

  it.each(LOOKS)("fits $width px in $scheme on every page", async (look) => {
    const page = await openWindow(browser, desk.address, look, faults);
    const tooWide: string[] = [];
    const tooNarrow: string[] = [];
    for (const [name, path] of PAGES) {
      await page.goto(path());
      await page.locator("main, .playground").first().waitFor();
      await page.waitForLoadState("networkidle", { timeout: 3_000 }).catch(() => undefined);
      expect(await page.locator("main").innerText()).not.toMatch(/\bundefined\b|\bNaN\b|\[object Object\]/);
      if ((await overflow(page)) > 0) tooWide.push(name);
      for (const box of await page.getByRole("textbox").filter({ visible: true }).all())
        if (((await box.boundingBox())?.width ?? 0) < MIN_BOX_PX) tooNarrow.push(name);
      await picture(page, `${name}-${look.width}-${look.scheme}`);
    }
    await page.context().close();
    expect({ tooWide, tooNarrow }).toEqual({ tooWide: [], tooNarrow: [] });
  });

  it("gave the browser nothing to complain about", () => {
    expect(faults).toEqual([]);
  });

  it("printed what it is and where, and no fault", () => {
    expect(desk.printed()).toContain("Rapport is running");
    expect(desk.printed()).not.toMatch(/"level":(?:50|60)|Error:|Unhandled/);
  });
});
