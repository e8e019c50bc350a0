import { appendFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Scenario } from "../scenario.ts";
import { planTrials, readArguments, rotated } from "./read-arguments.ts";
import { progressLine, table, verdictOf } from "./report.ts";
import { openResultsFile, type TrialResult } from "./results-file.ts";

const scenario = (id: string, fullSize: number): Scenario => ({
  id,
  title: `what ${id} does`,
  criterion: "0 lost",
  promises: ["P1"],
  databases: ["pglite", "postgres"],
  unit: "kills",
  fullSize,
  run: async () => ({ violations: [], figures: {} }),
});
const SCENARIOS = [scenario("R1", 300), scenario("R7", 4)];

const planOf = (...args: string[]): readonly string[] =>
  planTrials(SCENARIOS, readArguments(args)).map(
    ({ scenario: { id }, database, size }) => `${id} ${database} ${size}`,
  );

describe("what is run", () => {
  test("a tenth of everything, shared by the databases, at least one", () => {
    expect(planOf()).toEqual(["R1 pglite 15", "R1 postgres 15", "R7 pglite 1", "R7 postgres 1"]);
    expect(planOf("R1", "--database", "postgres")).toEqual(["R1 postgres 30"]);
  });

  test("from another place on for each commit, where time is short", () => {
    const planned = planTrials(SCENARIOS, readArguments(["--minutes", "5"]));
    const from = (commit: string) =>
      rotated(planned, commit).map(({ scenario: { id }, database }) => `${id} ${database}`);
    expect(from("00000001")).toEqual(["R1 postgres", "R7 pglite", "R7 postgres", "R1 pglite"]);
    expect(new Set(from("ae6064fa2fa6"))).toEqual(new Set(from("00000000")));
  });

  test("all of it, some of it, or a size that does not exceed it", () => {
    expect(planOf("--full", "--database", "postgres")).toEqual(["R1 postgres 300", "R7 postgres 4"]);
    expect(planOf("r7", "--size", "9", "--database", "pglite")).toEqual(["R7 pglite 4"]);
  });

  test("nothing that does not exist", () => {
    expect(() => planOf("R2")).toThrow("no such scenario: R2; there are R1, R7");
    expect(() => planOf("--size", "none")).toThrow("--size must be a whole number from 1 on");
    expect(() => planOf("--database", "mysql")).toThrow("--database must be pglite or postgres");
  });
});

describe("what was run", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "rapport-results-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const [trial] = planTrials(SCENARIOS, readArguments(["R1", "--full"]));
  if (trial === undefined) throw new Error("no trial");
  const result: TrialResult = {
    scenario: "R1",
    database: "pglite",
    size: 300,
    seed: 1,
    commit: "abc",
    hasChanges: false,
    endedAt: "2026-03-03T09:00:00.000Z",
    tookMs: 1_000,
    load: 0.5,
    violations: ["lost: RIG1 was acknowledged and is not stored"],
    slow: [],
    figures: { kills: 300, acked: 1234.5678 },
  };

  test("is found again for the same commit, size and seed, also after a half-written line", () => {
    const path = join(folder, "deep", "results.jsonl");
    const results = openResultsFile(path);
    results.add(result);
    appendFileSync(path, '{"scenario":"R1","data');
    expect(openResultsFile(path).find(trial, "abc")).toEqual(result);
    expect(results.find(trial, "abd")).toBeNull();
    expect(results.find({ ...trial, size: 30 }, "abc")).toBeNull();
    results.add({ ...result, commit: "abd" });
    expect(results.find(trial, "abd")?.commit).toBe("abd");
    results.forget();
    expect(results.find(trial, "abc")).toBeNull();
  });

  test("is broken by a time in a full trial, and only called slow in a smaller one", () => {
    const late = { ...result, violations: [], slow: ["ack p99 was 900 ms"] };
    expect(verdictOf({ trial, result: late })).toBe("broken");
    expect(verdictOf({ trial: { ...trial, size: 30 }, result: late })).toBe("slow");
    expect(verdictOf({ trial: { ...trial, size: 30 }, result })).toBe("broken");
    expect(verdictOf({ trial, result: { ...late, slow: [] } })).toBe("kept");
  });

  test("is told in a table, and on the way in a bar", () => {
    const told = table([{ trial, result, isEarlier: false }]);
    expect(told).toContain("**broken**");
    expect(told).toContain("kills 300, acked 1234.57");
    expect(progressLine(trial, 150, 61_000)).toBe(
      "R1   pglite   [############............] 150/300 kills  1:01",
    );
  });
});
