import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { clockReadings, consoleCalls, processTouches, switchedOffTests, workAtImport } from "./code-rules.ts";
import { parseSource, type SourceFile } from "./read-source.ts";
import { sourcesBelow } from "./tree.ts";

const product = sourcesBelow("src", "adapters");
const tests = sourcesBelow("test");

/** Files and folders where a process begins, from the map. */
const begins = (readFileSync("ARCHITECTURE.md", "utf8").split("## Where a process begins")[1] ?? "")
  .split("\n## ")[0]
  ?.matchAll(/^\| `([^`]+)` \|/gm);
const entries = [...(begins ?? [])].map(([, path = ""]) => path);
const isEntry = ({ path }: SourceFile): boolean =>
  entries.some((entry) => path === entry || (entry.endsWith("/") && path.startsWith(entry)));

const CLOCKLESS = /^src\/(?:domain|pipeline|desk|digests|commands|privacy)\//;

const planted = (text: string, path = "src/attic/x.ts") => parseSource(path, text);

describe("the process", () => {
  it("is touched only where one begins", () => {
    expect(entries.length).toBeGreaterThan(5);
    expect(product.filter((file) => !isEntry(file)).flatMap(processTouches)).toEqual([]);
  });

  it("begins nowhere without reason", () => {
    const idle = entries
      .filter((entry) => !entry.endsWith("/"))
      .filter((entry) => existsSync(entry))
      .filter((entry) => {
        const file = product.find(({ path }) => path === entry);
        return file !== undefined && processTouches(file).length === 0 && workAtImport(file).length === 0;
      });
    expect(idle).toEqual([]);
  });

  it.each([
    "const a = process.env.HOME;",
    'process["exit"](1);',
    'import { argv } from "node:process"; argv.length;',
    "export function f() { return process.memoryUsage(); }",
  ])("would notice: %s", (text) => {
    expect(processTouches(planted(text))).not.toEqual([]);
  });

  it("may be spoken of", () => {
    expect(
      processTouches(
        planted('// process.env\nexport const a = "process.env"; const b = { process: 1 }; b.process;'),
      ),
    ).toEqual([]);
  });
});

describe("loading a file", () => {
  it("does no work, except where a process begins", () => {
    expect(product.filter((file) => !isEntry(file)).flatMap(workAtImport)).toEqual([]);
  });

  it.each([
    "const a = await fetch('x');",
    "setInterval(() => 1, 5);",
    "const text = readFileSync('x', 'utf8');",
  ])("would notice: %s", (text) => {
    expect(workAtImport(planted(text))).toHaveLength(1);
    expect(workAtImport(planted(`export async function f() { ${text} }`))).toEqual([]);
  });
});

describe("time", () => {
  it("is handed in wherever something is decided", () => {
    const decided = product.filter(({ path }) => CLOCKLESS.test(path));
    expect(decided.length).toBeGreaterThan(60);
    expect(decided.flatMap(clockReadings)).toEqual([]);
  });

  it("would be noticed if it were read", () => {
    expect(clockReadings(planted("export const a = () => new Date();"))).toHaveLength(1);
    expect(clockReadings(planted("export const a = () => Date.now() + 1;"))).toHaveLength(1);
    expect(clockReadings(planted("export const a = (ms: number) => new Date(ms);"))).toEqual([]);
  });
});

describe("the console of the process", () => {
  it("is never written to", () => {
    expect([...product, ...sourcesBelow("console"), ...tests].flatMap(consoleCalls)).toEqual([]);
  });

  it("would be noticed", () => {
    expect(consoleCalls(planted('console.log("x");'))).toHaveLength(1);
  });
});

describe("tests", () => {
  it("are all switched on", () => {
    expect(tests.length).toBeGreaterThan(40);
    expect(tests.flatMap(switchedOffTests)).toEqual([]);
  });

  it.each(["skip", "only", "todo"])("would be noticed with .%s", (modifier) => {
    expect(switchedOffTests(planted(`it.${modifier}("x", () => {});`))).toHaveLength(1);
    expect(switchedOffTests(planted(`describe.${modifier}.each([1])("x", () => {});`))).toHaveLength(1);
  });
});

describe("comments", () => {
  it("cannot hide a fault: a file that cannot be read fails", () => {
    expect(() => planted("const = ;")).toThrow("src/attic/x.ts");
  });
});
