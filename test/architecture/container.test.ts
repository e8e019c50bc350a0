import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readConfig, VARIABLES } from "../../src/config.ts";

const dockerfile = readFileSync("Dockerfile", "utf8");
const compose = readFileSync("compose.yaml", "utf8");
const ignored = readFileSync(".dockerignore", "utf8").split("\n");

/** Lines of one instruction, with continued lines joined. */
const instructions = (name: string, text = dockerfile): readonly string[] =>
  text
    .replaceAll("\\\n", " ")
    .split("\n")
    .filter((line) => line.startsWith(`${name} `))
    .map((line) => line.slice(name.length + 1).trim());

const copied = (text: string): readonly string[] =>
  instructions("COPY", text)
    .filter((line) => !line.startsWith("--from="))
    .flatMap((line) => line.split(/\s+/).slice(0, -1));

/** `NAME=value` pairs of all ENV lines. */
const environment = Object.fromEntries(
  instructions("ENV").flatMap((line) =>
    [...line.matchAll(/(\w+)=(\S+)/g)].map(([, name, value]) => [name, value]),
  ),
);

/** What is loaded while the server runs and lies outside `src/`. */
const NEEDED = [
  "package.json",
  "package-lock.json",
  "adapters",
  "console",
  "migrations",
  "models",
  "prompts",
  "src",
];

describe("the image", () => {
  it("copies what there is, and all that a start needs", () => {
    expect(copied(dockerfile).filter((source) => !existsSync(source))).toEqual([]);
    expect(NEEDED.filter((source) => !copied(dockerfile).includes(source))).toEqual([]);
    expect(copied(dockerfile).filter((source) => ignored.includes(source))).toEqual([]);
    expect(copied("COPY attic attic").filter((source) => !existsSync(source))).toEqual(["attic"]);
  });

  it("sets variables that the configuration knows, to values it takes", () => {
    const ours = Object.keys(environment).filter((name) => name !== "NODE_ENV");
    expect(ours.filter((name) => !VARIABLES.includes(name))).toEqual([]);
    expect(readConfig(environment)).toMatchObject({ HOST: "0.0.0.0", PORT: 3000, DATA_DIR: "/data" });
    expect(instructions("EXPOSE")).toEqual([environment.PORT]);
    expect(instructions("VOLUME")).toEqual([environment.DATA_DIR]);
  });

  it("runs as somebody who is not root, without a shell before Node, on the Node that is asked for", () => {
    expect(instructions("USER")).toEqual(["node"]);
    const [command] = instructions("CMD");
    expect(JSON.parse(command ?? "")).toEqual(["node", "--import", "tsx", "src/main.ts"]);
    expect(dockerfile.lastIndexOf("USER node")).toBeGreaterThan(dockerfile.lastIndexOf("RUN "));
    const bases = instructions("FROM").map((line) => line.split(" ")[0]);
    expect(new Set(bases)).toEqual(new Set(["node:20-slim"]));
  });

  it("has all that runs among the production packages", () => {
    const { dependencies } = JSON.parse(readFileSync("package.json", "utf8")) as {
      readonly dependencies: Readonly<Record<string, string>>;
    };
    expect(dependencies).toHaveProperty("tsx");
    expect(dependencies).toHaveProperty("vite");
  });

  it("sends no secret to the engine", () => {
    for (const path of [".env", ".env.*", ".git", "data", "node_modules"]) expect(ignored).toContain(path);
  });
});

describe("the composition", () => {
  it("sets variables that the configuration knows", () => {
    const service = compose.slice(compose.indexOf("\n  rapport:"), compose.indexOf("\n  database:"));
    const block = /\n {4}environment:\n((?: {6}.+\n)+)/.exec(service)?.[1] ?? "";
    const names = [...block.matchAll(/^ {6}(\w+):/gm)].map(([, name = ""]) => name);
    expect(names).toContain("DATABASE_URL");
    expect(names.filter((name) => !VARIABLES.includes(name))).toEqual([]);
    const url = /DATABASE_URL: (\S+?)\$\{[^}]*\}(\S+)/.exec(block);
    expect(readConfig({ DATABASE_URL: `${url?.[1]}secret${url?.[2]}` }).DATABASE_URL).toBe(
      "postgres://rapport:secret@database:5432/rapport",
    );
  });

  it("maps the port the image listens on and waits longer than a drain", () => {
    expect(compose).toContain(`:${environment.PORT}"`);
    const grace = Number(/stop_grace_period: (\d+)s/.exec(compose)?.[1]);
    const drainMs = Number(
      /DRAIN_MS = ([\d_]+)/.exec(readFileSync("src/main.ts", "utf8"))?.[1]?.replaceAll("_", ""),
    );
    expect(grace * 1_000).toBeGreaterThan(drainMs);
  });

  it("holds no password", () => {
    for (const [, value = ""] of compose.matchAll(/^\s*\w*PASSWORD\w*: (.+)$/gm)) {
      expect(value).toMatch(/^\$\{\w+:\?/);
    }
  });
});
