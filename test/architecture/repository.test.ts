import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { filesBelow } from "./tree.ts";

interface Package {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
  readonly scripts: Readonly<Record<string, string>>;
}

const manifest = JSON.parse(readFileSync("package.json", "utf8")) as Package;
const lock = JSON.parse(readFileSync("package-lock.json", "utf8")) as {
  readonly packages: Readonly<Record<string, Partial<Package> & { readonly resolved?: string }>>;
};

const inexact = (versions: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(versions).flatMap(([name, version]) =>
    /^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version) ? [] : [`${name}@${version}`],
  );

describe("package.json", () => {
  it("names exact versions", () => {
    const { dependencies, devDependencies, optionalDependencies } = manifest;
    expect(inexact({ ...dependencies, ...devDependencies, ...optionalDependencies })).toEqual([]);
    expect(inexact({ a: "^1.2.3", b: "latest", c: "1.x", d: "1.2.3" })).toEqual([
      "a@^1.2.3",
      "b@latest",
      "c@1.x",
    ]);
  });

  it("agrees with the lock file, which names no registry", () => {
    const root = lock.packages[""];
    expect(root?.dependencies).toEqual(manifest.dependencies);
    expect(root?.devDependencies).toEqual(manifest.devDependencies);
    expect(root?.optionalDependencies).toEqual(manifest.optionalDependencies);
    expect(Object.values(lock.packages).filter(({ resolved }) => resolved?.startsWith("http"))).toEqual([]);
  });

  it("names no script's file that is gone", () => {
    const files = new Set(filesBelow("."));
    const named = Object.values(manifest.scripts).flatMap(
      (script) => script.match(/(?<![\w.])[\w./-]+\.(?:ts|mjs)\b/g) ?? [],
    );
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((file) => !files.has(file))).toEqual([]);
  });
});

describe("the files", () => {
  const TEXT =
    /\.(?:[cm]?[jt]sx?|json|md|sql|ya?ml|html|css|svg|txt|csv|example)$|(?:^|\/)(?:Dockerfile|\.[a-z]+(?:ignore|attributes)|run)$/;
  /** Built from parts, so that this file does not hold what it looks for. */
  const FORBIDDEN: readonly RegExp[] = [
    new RegExp(`(?<![\\w.])/${"work"}/(?:main|shared|\\.)`),
    new RegExp(`/${"root"}/\\.`),
    new RegExp(["registry", "npmjs", "org"].join("\\.")),
    new RegExp(["deb", "debian", "org"].join("\\.")),
    new RegExp(["npm", "mirror"].join("")),
  ];
  const faultsOf = (path: string, text: string): readonly string[] =>
    FORBIDDEN.filter((pattern) => pattern.test(text)).map((pattern) => `${path}: ${pattern.source}`);

  it("name no machine's folders and no registry", () => {
    const texts = filesBelow(".").filter((file) => TEXT.test(file));
    expect(texts.length).toBeGreaterThan(400);
    expect(texts.flatMap((file) => faultsOf(file, readFileSync(file, "utf8")))).toEqual([]);
  });

  it("would be noticed naming one", () => {
    const planted = `see /${"root"}/.config and https://${["registry", "npmjs", "org"].join(".")}/x`;
    expect(faultsOf("a.md", planted)).toHaveLength(2);
    expect(faultsOf("a.md", "/framework/main, work/main, https://example.org")).toEqual([]);
  });
});
