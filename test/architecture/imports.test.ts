import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { heavyAtStart } from "./code-rules.ts";
import { idlePermissions, importFaults, readImportTable } from "./import-rules.ts";
import { parseSource } from "./read-source.ts";
import { sourcesBelow } from "./tree.ts";

const files = sourcesBelow("src", "adapters", "console");
const table = readImportTable(readFileSync("ARCHITECTURE.md", "utf8"));

/** Packages that cost a start tens of milliseconds or megabytes and are not needed to accept a message. */
const isHeavy = (target: string): boolean =>
  /^(?:langchain|@langchain\/|echarts|@resvg\/|pdfjs-dist|hnswlib-node|@electric-sql\/|@huggingface\/|openai|mammoth|cheerio|file-type|tinyld|postgres|@slack\/|discord\.js|botbuilder)(?:$|[/.]|(?<=\/))/.test(
    target,
  );

describe("imports", () => {
  it("go the way the map says", () => {
    expect(files.length).toBeGreaterThan(300);
    expect(importFaults(files, table)).toEqual([]);
  });

  it("use every permission the map gives", () => {
    expect(idlePermissions(files, table)).toEqual([]);
  });

  it.each([
    ["src/domain/x.ts", 'import { a } from "../ports/clock.ts";'],
    ["src/pipeline/x.ts", 'import type { a } from "../store/store.ts";'],
    ["src/desk/x.ts", 'export { a } from "../emotion/mood.ts";'],
    ["src/commands/x.ts", 'const a = await import("../desk/speak.ts");'],
    ["src/llm/x.ts", 'import "../emotion/mood.ts";'],
    ["adapters/slack/x.ts", 'import { a } from "../web/index.ts";'],
    ["adapters/web/x.ts", 'import { a } from "../../src/app.ts";'],
    ["src/demo/x.ts", 'import { a } from "../../adapters/web/room/room.ts";'],
    ["console/src/x.ts", 'import { a } from "../../src/store/store.ts";'],
    ["src/attic/x.ts", 'import { a } from "node:fs";'],
  ])("would notice %s doing %s", (path, text) => {
    expect(importFaults([parseSource(path, text)], table)).toHaveLength(1);
  });

  it("let one adapter live beside another and each use the ports", () => {
    const fine = parseSource(
      "adapters/slack/x.ts",
      'import { a } from "../../src/ports/clock.ts"; import "./y.ts";',
    );
    expect(importFaults([fine], table)).toEqual([]);
  });

  it("would notice a permission that nobody uses", () => {
    const unused = new Map([["src/domain", ["src/attic"]]]);
    expect(idlePermissions(files, unused)).toEqual(["src/domain does not import src/attic"]);
  });
});

describe("a start", () => {
  const doors = files.map(({ path }) => path).filter((path) => /^adapters\/[^/]+\/index\.ts$/.test(path));

  it("loads no heavy package", () => {
    expect(heavyAtStart(files, ["src/main.ts", ...doors], isHeavy)).toEqual([]);
  });

  it("would notice one behind two doors", () => {
    const planted = [
      parseSource("src/main.ts", 'import "./a.ts";'),
      parseSource("src/a.ts", 'export { b } from "./b.ts";'),
      parseSource(
        "src/b.ts",
        'import { Document } from "@langchain/core/documents"; export const b = Document;',
      ),
    ];
    expect(heavyAtStart(planted, ["src/main.ts"], isHeavy)).toEqual([
      "src/b.ts loads @langchain/core/documents at the start",
    ]);
    const types = parseSource("src/main.ts", 'import type { Document } from "@langchain/core/documents";');
    expect(heavyAtStart([types], ["src/main.ts"], isHeavy)).toEqual([]);
  });

  it("knows a heavy package by its whole name", () => {
    expect(
      ["echarts/core", "openai", "@electric-sql/pglite", "pdfjs-dist/legacy/build/pdf.mjs"].every(isHeavy),
    ).toBe(true);
    expect(["openapi", "echarting", "zod", "drizzle-orm/pglite"].some(isHeavy)).toBe(false);
  });
});
