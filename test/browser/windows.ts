// biome-ignore lint/correctness/noUnresolvedImports: its exports map is read wrongly by the linter
import { type Browser, chromium, type Locator, type Page } from "playwright-core";

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

/** Debian's Chromium, or the one that CHROMIUM names. */
export const openBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });

export interface Look {
  readonly width: 1440 | 390;
  readonly scheme: "light" | "dark";
}

/** One person's window. Everything the browser complains about is added to `faults`. */
export async function openWindow(
  browser: Browser,
  address: string,
  { width, scheme }: Look,
  faults: string[],
): Promise<Page> {
  const context = await browser.newContext({
    baseURL: address,
    colorScheme: scheme,
    viewport: { width, height: width < 600 ? 844 : 900 },
    reducedMotion: "reduce",
  });
  await context.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) => {
      // The console is what a fault of a page is told through.
      Reflect.get(globalThis, "console").error(`policy: ${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(`${page.url()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`${page.url()}: ${error.message}`));
  page.on("response", (response) => {
    if (response.status() >= 400) faults.push(`${response.status()} ${response.url()}`);
  });
  return page;
}

/** Goes back with Shift and Tab until the element has the focus; rejects when `most` presses did not bring it there. */
export async function tabBackTo(page: Page, target: Locator, most: number): Promise<void> {
  for (let presses = 0; presses <= most; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Shift+Tab");
  }
  throw new Error(`${most} times Shift and Tab did not reach ${String(target)}`);
}

/** Pixels by which the page is wider than its window. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
