import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { API } from "../../src/http/contract.ts";

const ROOT = fileURLToPath(new URL("../../console/src", import.meta.url));
const files = readdirSync(ROOT, { recursive: true, encoding: "utf8" }).filter((name) => /\.tsx?$/.test(name));
const sources = files.map((name) => ({ name, words: readFileSync(join(ROOT, name), "utf8") }));

describe("the console's own rules", () => {
  it("never makes markup out of words", () => {
    for (const { name, words } of sources) {
      expect(words, name).not.toMatch(
        /dangerouslySetInnerHTML|innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(/,
      );
    }
  });

  it("takes only types from the server's side, so that zod stays out of the bundle", () => {
    for (const { name, words } of sources) {
      for (const line of words.matchAll(/^import (?!type)[^;]*from "[^"]*(?:contract|adapters\/)[^"]*"/gm)) {
        expect.fail(`${name}: ${line[0]}`);
      }
    }
  });

  it("calls nothing that the contract does not name", () => {
    const names = new Set(Object.keys(API));
    const called = sources.flatMap(({ words }) =>
      [...words.matchAll(/call\(\s*"([A-Z]+ [^"]+)"/g)].map((found) => found[1] ?? ""),
    );
    expect(called.length).toBeGreaterThan(20);
    for (const name of called) expect(names, name).toContain(name);
  });

  it("lives under a strict content policy: no inline style or script in its page", () => {
    const page = readFileSync(join(ROOT, "../index.html"), "utf8");
    expect(page).not.toMatch(/<style|style=|<script(?![^>]*src=)|\son\w+=/);
  });
});
