import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "rapport-eval-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const lines = (...rows: readonly unknown[]): string =>
  rows.map((row) => (typeof row === "string" ? row : JSON.stringify(row))).join("\n");

const CORPUS = lines(
  { id: "refund", title: "Refunds", text: "We give your money back within 14 days." },
  { id: "reset", title: "Reset a password", text: "Open settings and choose Forgot password." },
  ...Array.from({ length: 14 }, (_, at) => ({
    id: `d${at}`,
    title: `Topic ${at}`,
    text: `Article on widget${at}.`,
  })),
);

async function file(name: string, content: string | Buffer): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

interface Result {
  readonly code: number | null;
  readonly rows: { id: string; ranked: { id: string; score: number }[]; answerable: number }[];
  readonly errors: string;
}

function evaluate(...args: readonly string[]): Promise<Result> {
  const child = spawn(process.execPath, ["--import", "tsx", "src/cli/eval-knowledge.ts", ...args]);
  let out = "";
  let errors = "";
  child.stdout.setEncoding("utf8").on("data", (piece: string) => {
    out += piece;
  });
  child.stderr.setEncoding("utf8").on("data", (piece: string) => {
    errors += piece;
  });
  return new Promise((resolve) => {
    child.once("close", (code) => {
      const rows = out.split("\n").filter(Boolean);
      resolve({ code, errors, rows: rows.map((row) => JSON.parse(row)) });
    });
  });
}

describe("npm run eval:knowledge", () => {
  it("answers every query in order, gzipped or not, with figures on stderr alone", async () => {
    const corpus = await file("corpus.jsonl.gz", gzipSync(CORPUS));
    const queries = await file(
      "queries.jsonl",
      lines(
        { id: "q2", text: "forgot my pasword" },
        { id: "q1", text: "money back" },
        { id: "q3", text: "" },
      ),
    );
    const labels = await file(
      "labels.jsonl",
      lines(
        { id: "q1", relevant: ["refund"], answerable: true },
        { id: "q2", relevant: ["reset"], answerable: true },
        { id: "q3", relevant: [], answerable: false },
      ),
    );
    const { code, rows, errors } = await evaluate(corpus, queries, labels);
    expect(code).toBe(0);
    expect(rows.map((row) => row.id)).toEqual(["q2", "q1", "q3"]);
    expect(rows.map((row) => row.ranked[0]?.id)).toEqual(["reset", "refund", expect.any(String)]);
    for (const row of rows) {
      expect(row.ranked.length).toBeGreaterThanOrEqual(10);
      expect(row.answerable >= 0 && row.answerable <= 1).toBe(true);
    }
    expect(errors).toContain("nDCG@10 1.0000");
    expect(errors).toContain("AUROC 1.0000");
    expect(errors).not.toContain("\r");
  });

  it("names file and line of what is wrong and loses nothing else", async () => {
    const corpus = await file("bad-corpus.jsonl", `${lines("{broken", { id: "x" })}\n\n${CORPUS}`);
    const queries = await file(
      "bad-queries.jsonl",
      lines({ id: "q1", text: "money back" }, "[1]", { id: "q2", text: "password" }),
    );
    const { code, rows, errors } = await evaluate(corpus, queries);
    expect(code).toBe(1);
    expect(rows.map((row) => row.id)).toEqual(["q1", "q2"]);
    expect(rows[0]?.ranked[0]?.id).toBe("refund");
    expect(errors).toContain("bad-corpus.jsonl:1: left out: not JSON");
    expect(errors).toContain("bad-corpus.jsonl:2: left out: text");
    expect(errors).toContain("bad-queries.jsonl:2: left out");
  });

  it("says how to call it, and which file is missing", async () => {
    expect(await evaluate()).toMatchObject({ code: 2, errors: expect.stringContaining("usage:") });
    expect(await evaluate("nowhere.jsonl", "nowhere.jsonl")).toMatchObject({
      code: 1,
      errors: expect.stringContaining("nowhere.jsonl cannot be read"),
    });
  });
});
