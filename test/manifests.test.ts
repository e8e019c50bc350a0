import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readConfig, VARIABLES } from "../src/config.ts";

const compose = readFileSync("compose.yaml", "utf8");
const kubernetes = readFileSync("docs/scaling/kubernetes.yaml", "utf8");

/** What PgBouncer's own container reads, and what compose asks of whoever starts it. */
const NOT_OURS = ["POSTGRES_USER", "POSTGRES_PASSWORD", "POSTGRES_DB"];

/** `NAME: value` and `--from-literal=NAME=`, as both kinds of file write them. */
const namesIn = (text: string): readonly string[] =>
  [...text.matchAll(/^\s+([A-Z][A-Z0-9_]+): |--from-literal=([A-Z0-9_]+)=/gm)].map(
    ([, name = "", literal = ""]) => name || literal,
  );

describe("the manifests", () => {
  it.each([
    ["compose.yaml", compose],
    ["docs/scaling/kubernetes.yaml", kubernetes],
  ])("%s names only variables that Rapport has", (_file, text) => {
    const names = namesIn(text);
    expect(names).toEqual(expect.arrayContaining(["HOST", "PORT", "DATA_DIR", "DATABASE_URL"]));
    expect(names.filter((name) => !NOT_OURS.includes(name) && !VARIABLES.includes(name))).toEqual([]);
  });

  it("give several processes a pooler, and the way past it", () => {
    for (const text of [compose, kubernetes]) {
      expect(text).toMatch(/DATABASE_URL[=:] ?postgres:\/\/.*@pgbouncer:6432\/rapport/);
      expect(text).toMatch(/DATABASE_DIRECT_URL[=:] ?postgres:\/\/.*:5432\/rapport/);
    }
  });

  it("ask at the addresses and ports where Rapport answers", () => {
    expect(readConfig({}).PORT).toBe(3000);
    const health = readFileSync("src/http/http-server.ts", "utf8");
    for (const path of ["/healthz", "/readyz"]) {
      expect(kubernetes).toContain(`path: ${path}`);
      expect(health).toContain(path);
    }
    expect(kubernetes).toContain("containerPort: 3000");
    expect(readFileSync("docs/scaling/Caddyfile", "utf8")).toContain(
      "replica-1:3000 replica-2:3000 replica-3:3000",
    );
    expect(readFileSync("docs/scaling/pgbouncer.ini", "utf8")).toContain("listen_port = 6432");
  });
});
