import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { filesBelow, foldersBelow } from "./tree.ts";

const MAP = readFileSync("ARCHITECTURE.md", "utf8");

/** What stands between backticks and looks like a place in the repository. */
const placesIn = (map: string): readonly string[] =>
  [...map.matchAll(/`([^`\s]+)`/g)]
    .map(([, place = ""]) => place)
    .filter((place) =>
      /^(?:src|adapters|console|test|migrations|models|prompts|scripts|docs|bench)\//.test(place),
    )
    .filter((place) => !place.includes("*"));

const unnamed = (folders: readonly string[], map: string): readonly string[] =>
  folders.filter((folder) => !map.includes(`\`${folder}/\``));

/** Folders on the way to others (`test/adapters`) need no line of their own. */
function foldersToName(): readonly string[] {
  const holding = new Set(
    ["src", "adapters", "console", "test"]
      .flatMap(filesBelow)
      .map((file) => file.split("/").slice(0, -1).join("/")),
  );
  return ["src", "adapters", "console", "test"].flatMap(foldersBelow).filter((folder) => holding.has(folder));
}

describe("the map", () => {
  it("names every folder that holds files", () => {
    expect(unnamed(foldersToName(), MAP)).toEqual([]);
  });

  it("names nothing that is gone", () => {
    const places = placesIn(MAP);
    expect(places.length).toBeGreaterThan(60);
    // The console's build output is made by `npm run build:console`.
    expect(places.filter((place) => place !== "console/dist" && !existsSync(place))).toEqual([]);
  });

  it("would notice a new folder and a removed file", () => {
    expect(unnamed(["src/attic"], MAP)).toEqual(["src/attic"]);
    expect(placesIn("moved to `src/attic/trunk.ts`").some((place) => !existsSync(place))).toBe(true);
  });
});

describe("the tests' folders", () => {
  /** A folder that mirrors no source, but stands in the map for what it is. */
  const HELPERS =
    /^test\/(?:architecture|browser|contracts|counterparts|evals|fakes|faults|fixtures|stories|support)(?:\/|$)/;

  const strayFolders = (files: readonly string[]): readonly string[] =>
    [...new Set(files.map((file) => file.split("/").slice(0, -1).join("/")))]
      .filter((folder) => folder !== "test" && !HELPERS.test(folder))
      .filter((folder) => {
        const mirrored = folder.slice("test/".length);
        return !existsSync(`src/${mirrored}`) && !existsSync(mirrored);
      });

  it("mirror the source wherever they hold tests", () => {
    const tests = filesBelow("test").filter((file) => /\.test\.tsx?$/.test(file));
    expect(tests.length).toBeGreaterThan(40);
    expect(strayFolders(tests)).toEqual([]);
  });

  it("would notice a test that is nobody's", () => {
    expect(strayFolders(["test/attic/trunk.test.ts"])).toEqual(["test/attic"]);
  });
});
