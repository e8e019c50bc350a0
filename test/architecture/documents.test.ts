import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { readVariables, renderVariables, withVariables } from "../../scripts/config-table.ts";
import { readCapabilityTables, renderCapabilities, withCapabilities } from "../../src/cli/capabilities.ts";
import { filesBelow } from "./tree.ts";

const README = readFileSync("README.md", "utf8");
const documents = filesBelow(".").filter((file) => file.endsWith(".md") && !file.startsWith("src/demo/"));

/** Addresses inside the repository that a document links to or shows. */
const linksIn = (text: string): readonly string[] =>
  [...text.matchAll(/\]\(([^)\s#]+)[^)]*\)|(?:src|srcset|href)="([^"#]+)"/g)]
    .map(([, link, attribute]) => link ?? attribute ?? "")
    .filter((link) => !/^[a-z]+:/.test(link));

const brokenLinks = (file: string, text: string): readonly string[] =>
  linksIn(text)
    .filter((link) => !existsSync(join(dirname(file), link)))
    .map((link) => `${file}: ${link}`);

describe("the README", () => {
  it("has the table of variables that .env.example gives", () => {
    const table = renderVariables(readVariables(readFileSync(".env.example", "utf8")));
    expect(withVariables(README, table)).toBe(README);
    expect(withVariables(README, `${table}\n| x |`)).not.toBe(README);
  });

  it("has the table of capabilities that the adapters give", async () => {
    expect(withCapabilities(README, renderCapabilities(await readCapabilityTables()))).toBe(README);
  });

  it("names no command that is not there", () => {
    const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as {
      readonly scripts: Readonly<Record<string, string>>;
    };
    const named = [...README.matchAll(/npm run (?:--silent )?([a-z:]+)/g)].map(([, name = ""]) => name);
    expect(named.length).toBeGreaterThan(8);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  it("begins with the two commands", () => {
    for (const command of ["npm ci && npm start", "npm ci && npm test"]) {
      expect(README.indexOf(command)).toBeGreaterThan(0);
      expect(README.indexOf(command)).toBeLessThan(1_200);
    }
  });
});

describe("every document", () => {
  it("links to what is there", () => {
    expect(documents.flatMap((file) => brokenLinks(file, readFileSync(file, "utf8")))).toEqual([]);
    expect(
      brokenLinks("docs/x.md", 'see [this](attic.md) <img src="gone.png"> [that](https://x.example)'),
    ).toEqual(["docs/x.md: attic.md", "docs/x.md: gone.png"]);
  });

  it("names files and folders that are there", () => {
    const named = (text: string): readonly string[] =>
      [
        ...text.matchAll(
          /`((?:src|adapters|console|test|migrations|models|prompts|scripts|docs|bench)\/[\w./-]+)`/g,
        ),
      ].map(([, place = ""]) => place);
    // A room's own README may speak of its files from where it lies.
    const isThere = (file: string, place: string): boolean =>
      [place, join(dirname(file), place)].some((path) => path === "console/dist" || existsSync(path));
    const gone = documents.flatMap((file) =>
      named(readFileSync(file, "utf8"))
        .filter((place) => !isThere(file, place))
        .map((place) => `${file}: ${place}`),
    );
    expect(gone).toEqual([]);
  });
});
