/** Takes pictures of every room: `npx tsx test/console/look.ts <folder>` after `npm run build:console`. */
import { mkdir } from "node:fs/promises";
import type { AddressInfo } from "node:net";
// biome-ignore lint/correctness/noUnresolvedImports: its exports map is read wrongly by the linter
import { type Browser, chromium, type Page } from "playwright-core";
import { createFixtureServer } from "./fixture/server.ts";

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
const PAGES: readonly (readonly [string, string])[] = [
  ["playground-customer", "/playground/help?as=maya"],
  ["playground-agent", "/playground/help?as=sam"],
  ["playground-card", "/playground/agents?as=sam"],
  ["playground-turn", "/playground/help?did=0004"],
  ["playground-all", "/playground/help?thread=0004&did=0004"],
  ["playground-digest", "/playground/managers?as=lea"],
  ["dashboard", "/dashboard"],
  ["tickets", "/tickets"],
  ["ticket", "/tickets/41"],
  ["conversations", "/conversations"],
  ["conversation", "/conversations/t-1"],
  ["customers", "/customers"],
  ["customer", "/customers/p-maya"],
  ["knowledge", "/knowledge"],
  ["article", "/knowledge/a-refunds"],
  ["test-question", "/knowledge?tab=test"],
  ["digests", "/digests"],
  ["settings", "/settings"],
  ["settings-slack", "/settings?part=setup&workspace=w-slack"],
  ["settings-policy", "/settings?part=policy"],
  ["settings-models", "/settings?part=models"],
  ["settings-deliveries", "/settings?part=deliveries"],
];

async function shoot(
  browser: Browser,
  base: string,
  folder: string,
  scheme: "light" | "dark",
  width: number,
): Promise<string[]> {
  const context = await browser.newContext({
    colorScheme: scheme,
    viewport: { width, height: width < 600 ? 844 : 900 },
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(`${page.url()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`${page.url()}: ${error.message}`));
  for (const [name, path] of PAGES.filter(([one]) => !process.argv[3] || one.includes(process.argv[3]))) {
    if (path.includes("did=")) await page.evaluate(() => sessionStorage.setItem("rapport.persona", "sam"));
    await page.goto(base + path);
    await settle(page, name);
    await page.screenshot({ path: `${folder}/${name}-${scheme}-${width}.png` });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (wide > 0) faults.push(`${name} ${width}: ${wide} px too wide`);
  }
  await context.close();
  return faults;
}

async function settle(page: Page, name: string): Promise<void> {
  await page.waitForLoadState("load");
  await page.waitForTimeout(350);
  if (name === "test-question") {
    await page.fill(".test-input", "How long does a refund take?");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".passage-cards");
  }
}

const folder = process.argv[2] ?? "/tmp/console-looks";
await mkdir(folder, { recursive: true });
const server = createFixtureServer().listen(0, "127.0.0.1");
await new Promise((resolve) => server.once("listening", resolve));
const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: FLAGS,
});
for (const width of [1_440, 390]) {
  for (const scheme of ["light", "dark"] as const) {
    for (const fault of await shoot(browser, base, folder, scheme, width)) process.stdout.write(`${fault}\n`);
  }
}
await browser.close();
server.closeAllConnections();
server.close();
