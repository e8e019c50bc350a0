import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { readCapabilityTables, renderCapabilities, withCapabilities } from "../../src/cli/capabilities.ts";
import { FEATURES } from "../../src/domain/capability.ts";

const ROOT = new URL("../../", import.meta.url);

describe("the table of what each platform can do", () => {
  test("has a row for every feature and a column for every adapter", async () => {
    const tables = await readCapabilityTables();
    const adapters = readdirSync(new URL("adapters/", ROOT));
    expect(Object.keys(tables).sort()).toEqual(adapters.filter((name) => !name.startsWith(".")).sort());
    const [head, , ...rows] = renderCapabilities(tables).split("\n");
    expect(rows).toHaveLength(FEATURES.length);
    for (const row of rows) expect(row.split(" | ")).toHaveLength(head?.split(" | ").length ?? 0);
  });

  test("is kept between the markers and touches nothing else", () => {
    const mark = "<!-- capabilities -->";
    const renewed = withCapabilities(`before ${mark}\nold\n${mark} after`, "| new |");
    expect(renewed).toBe(`before ${mark}\n\n| new |\n\n${mark} after`);
    expect(withCapabilities(renewed ?? "", "| new |")).toBe(renewed);
    expect(withCapabilities("no markers", "| new |")).toBeNull();
  });

  test("stands in the README as the code has it; `npm run capabilities -- --write` renews it", async () => {
    const readme = await readFile(new URL("README.md", ROOT), "utf8").catch(() => "");
    const renewed = withCapabilities(readme, renderCapabilities(await readCapabilityTables()));
    if (renewed !== null) expect(readme).toBe(renewed);
  });
});
