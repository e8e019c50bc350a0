import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { filesBelow } from "./tree.ts";

const FURNITURE = [
  "index.ts",
  "adapter.ts",
  "config.ts",
  "parse-event.ts",
  "render-message.ts",
  "limits.ts",
  "thread-key.ts",
  "errors.ts",
  "capabilities.ts",
  "README.md",
];

const adapters = readdirSync("adapters", { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

const missing = (files: readonly string[]): readonly string[] =>
  FURNITURE.filter((piece) => !files.includes(piece));

describe("every adapter", () => {
  it.each(adapters)("%s has the same furniture", (name) => {
    expect(missing(readdirSync(join("adapters", name)))).toEqual([]);
  });

  it.each(adapters)("%s runs the contract", (name) => {
    const tests = filesBelow("test/adapters").filter((file) => file.startsWith(`test/adapters/${name}/`));
    expect(tests).toContain(`test/adapters/${name}/contract.test.ts`);
    expect(existsSync("test/contracts/chat-adapter-contract.ts")).toBe(true);
  });

  it("would be missed without a door", () => {
    expect(adapters).toContain("web");
    expect(missing(FURNITURE.slice(1))).toEqual(["index.ts"]);
  });
});
